"""A group that sends workbooks: who it is, how it works, and what became of its workbooks so far."""

from collections.abc import Mapping
from dataclasses import dataclass

from ytaexcel.demo.chance import Chance
from ytaexcel.demo.phrases import Phrasebook
from ytaexcel.demo.sending import Sending
from ytaexcel.programme import Programme
from ytaexcel.texts import Language

FEW, FILLS_OPTIONAL_FEW = 20, 0.9
FILLS_OPTIONAL = 0.25
FILLS_FINISHED = 0.2
TYPES_ZERO = 0.3


@dataclass(frozen=True, slots=True)
class Sender:
    """One organisation's group."""

    programme: Programme
    organisation: str
    group: str
    language: Language
    trouble: float
    """How hard it has it, 0-1."""
    sent: Mapping[str, Sending]
    """Month -> what became of its workbook; only months so far in which one was owed."""
    chance: Chance
    phrases: Phrasebook
    """What its people say."""

    @property
    def name(self) -> tuple[str, str]:
        return self.organisation, self.group

    @property
    def fills_optional(self) -> bool:
        """It fills the rows of items that are not critical, too; who has few of them, mostly does."""
        number = sum(item.group == self.group for item in self.programme.items)
        rate = FILLS_OPTIONAL_FEW if number <= FEW else FILLS_OPTIONAL
        return self.chance.happens(rate, "fills optional", *self.name)

    @property
    def fills_finished(self) -> bool:
        """It goes on filling the rows of items that it has reported as finished."""
        return self.chance.happens(FILLS_FINISHED, "fills finished", *self.name)

    @property
    def types_zero(self) -> bool:
        """It types 0 % for what has not begun; others leave the percent blank."""
        return self.chance.happens(TYPES_ZERO, "types zero", *self.name)

    def got_to(self, month: str) -> float:
        """How far down the rows it got in its first workbook of the month, 0-1."""
        if not self.sent[month].is_unfinished:
            return 1.0
        return 0.3 + 0.5 * self.chance.share("got to", month, *self.name)
