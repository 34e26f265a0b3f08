"""The passport of a workbook: who, for what month, and which template; sealed with the workspace's key.

It stands twice in each workbook, as custom document properties and on a hidden sheet, because other
programs lose one or the other. The seal keeps anybody from writing into another's history.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace

SHEET = "_ytaexcel"
"""Name of the hidden sheet: keys in column A, values in column B."""
CONTACT_NAME = "contact_person"
"""Defined name of the cell in which the group says who is in charge of the workbook that month."""
PREFIX = "ytaexcel."
"""What the names of the custom properties begin with."""
DISCUSSION = "discussion"
"""The kind of a workbook of the monthly discussion: of an organisation as a whole, so that its group is empty."""


@dataclass(frozen=True, slots=True)
class Passport:
    """What a workbook says of itself. All values are text; `seal` is an HMAC-SHA256 in hexadecimal.

    The seal is over the kind too, where there is one: passports without, of groups' workbooks, stay as they were.
    """

    programme: str
    organisation: str
    group: str
    month: str
    template_version: str
    language: str
    seal: str
    kind: str = ""
    """Empty: a group's workbook."""

    def is_sealed_with(self, key: bytes) -> bool:
        """True when the seal was made with this key over just these values."""
        given = self.seal.encode(
            "utf-8"
        )  # compare_digest takes no letters beyond ASCII, and anybody may type a seal
        return hmac.compare_digest(given, _seal(key, self).encode("ascii"))

    def properties(self) -> dict[str, str]:
        """The values under the names that they carry in the workbook; those that say nothing are left out."""
        return {PREFIX + name: value for name, value in asdict(self).items() if value}


def issue(
    key: bytes,
    *,
    programme: str,
    organisation: str,
    group: str,
    month: str,
    template_version: str,
    language: str,
    kind: str = "",
) -> Passport:
    """A sealed passport."""
    unsealed = Passport(programme, organisation, group, month, template_version, language, "", kind)
    return replace(unsealed, seal=_seal(key, unsealed))


def from_properties(properties: Mapping[str, object]) -> Passport | None:
    """The passport that stands in properties (or in the rows of the hidden sheet); None if any part lacks."""
    found = {field.name: properties.get(PREFIX + field.name) for field in fields(Passport)}
    values = {name: "" if value is None else str(value).strip() for name, value in found.items()}
    may_lack = {"kind", "group"} if values["kind"] else {"kind"}
    if any(not value for name, value in values.items() if name not in may_lack):
        return None
    return Passport(**values)


def _seal(key: bytes, passport: Passport) -> str:
    sealed = [
        passport.programme,
        passport.organisation,
        passport.group,
        passport.month,
        passport.template_version,
        *([passport.kind] if passport.kind else []),
    ]
    return hmac.new(key, "\n".join(sealed).encode("utf-8"), hashlib.sha256).hexdigest()
