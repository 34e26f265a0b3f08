"""The three sentences at the top of page one, and the visible line about what nobody has decided.

The word comes from the band of the weaker share of the roadmap view. Few workbooks make the verdict
preliminary, very few forbid it, and no word is given where no schedule has been decided.
"""

from ytaexcel.picture import Picture
from ytaexcel.report.edition import Edition
from ytaexcel.report.themes import widest
from ytaexcel.texts import change, day, month_name, number, percent_points, share


def verdict(edition: Edition) -> list[str]:
    """Up to three sentences, the verdict first."""
    picture = edition.picture
    if is_too_early(picture):
        received, expected = number(picture.received.now), number(picture.expected)
        return [
            edition.say("verdict.no_picture", received=received, expected=expected),
            edition.say("verdict.old"),
        ]
    last = " ".join(filter(None, (_help(edition), widest(edition) if edition.is_whole else "")))
    return [_qualified(edition, _state(edition)), _behind(edition), last]


def is_too_early(picture: Picture) -> bool:
    """True when so few workbooks have come that no picture can be formed."""
    return _received_share(picture) < picture.programme.thresholds.no_picture_below


def undetermined(edition: Edition) -> str:
    """How much of the roadmap is undecided and how to decide it; empty when nothing is."""
    picture = edition.picture
    if not picture.undetermined_criticality and not picture.undetermined_windows:
        return ""
    return edition.say(
        "undetermined.line",
        criticality=number(picture.undetermined_criticality),
        windows=number(picture.undetermined_windows),
        items=number(picture.items),
    )


def _received_share(picture: Picture) -> float:
    return picture.received.now / picture.expected if picture.expected else 1.0


def _qualified(edition: Edition, state: str) -> str:
    """The sentence as preliminary, where too few workbooks have come; it then goes on after a colon."""
    if _received_share(edition.picture) >= edition.picture.programme.thresholds.preliminary_below:
        return state
    return edition.say("verdict.preliminary", state=state[:1].lower() + state[1:])


def _state(edition: Edition) -> str:
    picture = edition.picture
    name, weaker = picture.weaker
    if not weaker.denominator:
        return edition.say(f"verdict.nothing_due.{edition.noun}")
    view = picture.roadmap
    before = view.started_before if name == "started" else view.done_before
    compared = ""
    if before and before.denominator and picture.month_before:
        points = percent_points(weaker.numerator, weaker.denominator) - percent_points(
            before.numerator, before.denominator
        )
        compared = ", " + _compared(edition, points)
    shown = {
        "percent": share(weaker.numerator, weaker.denominator),
        "numerator": number(weaker.numerator),
        "denominator": number(weaker.denominator),
        "compared": compared,
    }
    if edition.has_no_schedule:
        return edition.say("verdict.no_schedule", **shown)
    band = picture.programme.band(weaker.numerator / weaker.denominator)
    return edition.say(f"verdict.{name}.{edition.noun}", word=band.names[edition.language], **shown)


def _compared(edition: Edition, points: int) -> str:
    """`6 %-yksikköä enemmän kuin lokakuussa`."""
    month = month_name(edition.picture.month_before or "", edition.language, "in")
    if points == 0:
        return edition.say("verdict.same", month=month)
    direction = "more" if points > 0 else "less"
    amount = "one" if abs(points) == 1 else "many"
    return edition.say(f"verdict.{direction}.{amount}", points=abs(points), month=month)


def _behind(edition: Edition) -> str:
    picture = edition.picture
    if edition.has_no_schedule:
        return edition.say("verdict.until_decided", day=day(picture.programme.hard_deadline))
    counted = {"behind": number(picture.behind_count.now), "followed": number(picture.followed)}
    if not picture.behind_count.now:
        said = [edition.say(f"verdict.none_behind.{edition.noun}", **counted)]
    else:
        where = "behind" if edition.is_whole else "behind_here"
        organisations = _organisations(edition, picture.behind_organisations)
        said = [edition.say(f"verdict.{where}.{edition.noun}", **counted, organisations=organisations)]
        if picture.long_late:
            days, long_late = picture.programme.thresholds.late_days_shown, number(picture.long_late)
            said[0] += edition.say("verdict.long_late", days=days, long_late=long_late)
        said[0] += "."
    if picture.weakest_group is not None and len(picture.programme.groups) > 1:
        group, weakest = picture.weakest_group
        said.append(
            edition.say(
                "verdict.weakest",
                group=edition.words.group_in_full(group),
                percent=share(weakest.numerator, weakest.denominator),
                numerator=number(weakest.numerator),
                denominator=number(weakest.denominator),
            )
        )
    return " ".join(said)


def _help(edition: Edition) -> str:
    picture = edition.picture
    if not picture.help_count.now:
        help_ = edition.say("verdict.no_help")
    else:
        amount = "one" if picture.help_count.now == 1 else "many"
        where = "help" if edition.is_whole else "help_here"
        help_ = edition.say(
            f"verdict.{where}.{amount}",
            count=number(picture.help_count.now),
            organisations=_organisations(edition, picture.help_organisations),
        )
    received, expected = number(picture.received.now), number(picture.expected)
    if not picture.expected:
        return f"{help_} {edition.say('verdict.none_expected')}"
    if picture.received.now >= picture.expected:
        key = "received"
    else:
        key = "received_in_part" if picture.month_before else "received_first"
    return f"{help_} {edition.say(f'verdict.{key}', received=received, expected=expected)}"


def _organisations(edition: Edition, count: int) -> str:
    return edition.say(f"organisations.{'one' if count == 1 else 'many'}", count=number(count))


def names_and_changes(named: list[tuple[str, int]], edition: Edition) -> str:
    """`Satakunta (+19), Helsinki (+15)`: organisations with their change in percentage points."""
    signed = [f"{edition.words.organisation(code)} ({change(points)})" for code, points in named]
    return ", ".join(signed)
