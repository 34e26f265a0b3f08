"""What a workbook carries of how it was sent: the imprint of its cells, and its passport in how many places."""

from ytaexcel.conform.identity import Identity
from ytaexcel.findings import Finding, finding
from ytaexcel.imprint import Imprint, imprint_of
from ytaexcel.passport import SHEET, from_properties
from ytaexcel.read import ReadWorkbook
from ytaexcel.texts import Language, text


def as_sent(
    book: ReadWorkbook, identity: Identity, key: bytes, language: Language
) -> tuple[Imprint | None, list[Finding]]:
    """The imprint, and findings W012 and W013.

    None where there is none that speaks of this very workbook: made before templates carried one, no longer as it
    was written, or of another organisation, group or month than the workbook was taken for by a decision.
    """
    by_properties, by_sheet = from_properties(book.properties), from_properties(book.passport_rows)
    passport = by_properties or by_sheet
    if passport is None:
        return None, []
    findings = []
    if by_sheet is None:
        findings.append(finding("W012", found=text("conform.passport_sheet", language, sheet=SHEET)))
    if by_properties is None:
        findings.append(finding("W012", found=text("conform.passport_properties", language)))
    place = (passport.organisation, passport.group, passport.month)
    if place != (identity.organisation, identity.group, identity.month) or not passport.is_sealed_with(key):
        return None, findings
    imprint = imprint_of(book.passport_rows, passport, key)
    if imprint is not None and not imprint.is_genuine:
        return None, [*findings, finding("W013")]
    return imprint, findings
