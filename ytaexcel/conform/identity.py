"""Whose workbook it is, and whether it can be trusted: the passport, its seal, the folder, the programme."""

from dataclasses import dataclass, replace

from ytaexcel.findings import Finding, finding
from ytaexcel.months import is_month
from ytaexcel.passport import DISCUSSION, Passport, from_properties
from ytaexcel.programme import Programme
from ytaexcel.read import ReadWorkbook
from ytaexcel.texts import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The facilitator's recorded decision whose workbook a file is; without a group: a discussion's."""

    organisation: str
    group: str
    month: str

    @property
    def written(self) -> str:
        """As the command line says it: `05/HTT/2021-11`, `05/discussion/2021-11`."""
        return f"{self.organisation}/{self.group or DISCUSSION}/{self.month}"


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose workbook it is; empty texts where nothing tells."""

    organisation: str
    group: str
    month: str
    language: Language | None
    is_trusted: bool
    template_month: str = ""
    """The month of the template that it was made from, where a decision takes it for another month's."""
    is_discussion: bool = False
    """True for the workbook of an organisation's monthly discussion; it has no group."""
    template_version: str = ""
    """What the passport says; empty without one."""


def identify(
    book: ReadWorkbook,
    programme: Programme,
    key: bytes,
    folder_month: str | None,
    acceptance: Acceptance | None,
) -> tuple[Identity, list[Finding]]:
    """Whose workbook it is. Not trusted without a passport that this workspace sealed, or a recorded decision."""
    by_properties, by_sheet = from_properties(book.properties), from_properties(book.passport_rows)
    passport = by_properties or by_sheet
    language = next((each for each in LANGUAGES if passport and each == passport.language), None)
    version = passport.template_version if passport else ""
    if acceptance is not None:
        made_for = passport.month if passport and is_month(passport.month) else acceptance.month
        identity = Identity(
            acceptance.organisation,
            acceptance.group,
            acceptance.month,
            language,
            is_trusted=True,
            template_month="" if made_for == acceptance.month else made_for,
            is_discussion=not acceptance.group,
            template_version=version,
        )
        told = [finding("W010", found=acceptance.written)]
        if identity.is_discussion and not programme.workbook.has(DISCUSSION):
            unread = finding("W016", found=DISCUSSION, allowed=programme.id)
            return replace(identity, is_trusted=False), [*told, unread]
        return identity, told
    if passport is None:
        return Identity("", "", "", None, is_trusted=False), [finding("W001")]
    faults = _distrust(passport, by_sheet, programme, key, folder_month)
    # A passport that nobody sealed may claim anything; what is no month would be no folder's name either.
    month = passport.month if is_month(passport.month) else ""
    identity = Identity(
        passport.organisation,
        passport.group,
        month,
        language,
        is_trusted=not faults,
        template_version=version,
        is_discussion=passport.kind == DISCUSSION,
    )
    if not faults and not _is_expected(passport, programme):
        return identity, [finding("W006", found=_whose(passport), month=passport.month)]
    return identity, faults


def _is_expected(passport: Passport, programme: Programme) -> bool:
    """True for what is owed; a discussion is held with every organisation that owes a workbook."""
    owed = programme.expected_in(passport.month)
    if passport.kind:
        return passport.organisation in {organisation for organisation, _ in owed}
    return (passport.organisation, passport.group) in owed


def _whose(passport: Passport) -> str:
    return f"{passport.organisation}/{passport.group or passport.kind}"


def _distrust(
    passport: Passport, by_sheet: Passport | None, programme: Programme, key: bytes, folder_month: str | None
) -> list[Finding]:
    """The first reason not to trust the passport; later ones would only be its knock-on."""
    claimed = f"{_whose(passport)}/{passport.month}"
    if by_sheet is not None and by_sheet != passport:
        other = f"{_whose(by_sheet)}/{by_sheet.month}"
        return [finding("W007", found=f"{claimed}, {other}")]
    if passport.programme != programme.id:
        return [finding("W003", found=passport.programme, allowed=programme.id)]
    if not passport.is_sealed_with(key):
        return [finding("W002", found=claimed)]
    if passport.kind and (passport.kind != DISCUSSION or not programme.workbook.has(DISCUSSION)):
        return [finding("W016", found=passport.kind, allowed=programme.id)]
    if not _is_known(passport, programme):
        return [finding("W005", found=_whose(passport))]
    if folder_month is not None and folder_month != passport.month:
        return [
            finding(
                "W004",
                found=passport.month,
                allowed=folder_month,
                organisation=passport.organisation,
                group=passport.group or passport.kind,
            )
        ]
    return []


def _is_known(passport: Passport, programme: Programme) -> bool:
    organisations = {organisation.code for organisation in programme.organisations}
    groups = {group.code for group in programme.groups}
    return passport.organisation in organisations and (
        passport.group in groups or bool(passport.kind and not passport.group)
    )
