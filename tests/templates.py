"""Templates for tests: whose, for which month, and the order that one is made from."""

from builder import KEY, passport_of
from ytaexcel.programme import Programme, deadline
from ytaexcel.template import Order, Previous
from ytaexcel.texts import Language

MONTH, ORGANISATION, GROUP = "2021-11", "05", "HTT"


def order(
    programme: Programme,
    language: Language = "fi",
    previous: dict[str, Previous] | None = None,
    group: str = GROUP,
) -> Order:
    passport = passport_of(programme, ORGANISATION, group, MONTH, language)
    due = deadline(programme.calendar, MONTH)
    return Order(ORGANISATION, group, MONTH, language, passport, due, previous or {}, KEY)
