"""What arrives that is no whole workbook: the lock file of a spreadsheet program, a file whose transfer broke off."""

_KEPT_OF_DAMAGED = 0.6

LOCK_FILE = b"\x00" * 54 + b"\x20\x00" * 55 + b"\x00"
"""What a spreadsheet program lays beside a workbook that is open: 165 bytes, here without a user's name."""


def damaged(content: bytes) -> bytes:
    """What is left of a file whose transfer broke off."""
    return content[: int(len(content) * _KEPT_OF_DAMAGED)]
