"""What is shown beside a picture and is no part of it: shares from other sources, such as a survey, with their N."""

from collections.abc import Mapping
from dataclasses import dataclass

from ytaexcel.texts import Language


@dataclass(frozen=True, slots=True)
class MaterialShare:
    """A share of some respondents who said something."""

    topic: Mapping[Language, str]
    answer: Mapping[Language, str]
    group: Mapping[Language, str]
    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class Material:
    """One source."""

    source: Mapping[Language, str]
    """Its name."""
    note: Mapping[Language, str]
    """A sentence on what its shares are of."""
    shares: tuple[MaterialShare, ...] = ()
    """Empty where the source could not be read; that is said then."""
