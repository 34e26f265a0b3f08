"""The versions of a programme's template, as its passports say them, and their order."""

import re


def reaches(version: str, since: str) -> bool:
    """True when a version is that one or a later one: 10 comes after 9. No known version reaches none but the first."""
    return _numbers(version) >= _numbers(since)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))
