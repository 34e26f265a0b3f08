"""The changes of the roadmap itself in a history: told in the month from which on they hold."""

from collections.abc import Iterator

from ytaexcel.months import shifted
from ytaexcel.programme import Programme
from ytaexcel.programme.announcement import announced, decided_by
from ytaexcel.programme.versions import Step, steps
from ytaexcel.texts import Language, month_short
from ytaexcel.timeline.whose import Scope


def changes_in(programme: Programme, scope: Scope, last: str, since: str = "") -> list[Step]:
    """The changes after `since` up to the month `last` of the scope's item under each of its ids, or of its group."""
    found = steps(programme, since, last, scope.group)
    return [step for step in found if not scope.items or step.is_of(scope.items)]


def change_lines(programme: Programme, scope: Scope, month: str, language: Language) -> Iterator[str]:
    """A line for each change from `month` on: what became of what, and who decided it."""
    for step in changes_in(programme, scope, month, shifted(month, -1)):
        said = (announced(step, programme, language), decided_by(step, language))
        yield f"{month_short(month):>7}  {' '.join(filter(None, said))}"
