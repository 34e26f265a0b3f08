"""How a programme judges personal and secret data: the table [personal] of rules.toml, as a value."""

from dataclasses import dataclass

from ytaexcel.findings import Severity


@dataclass(frozen=True, slots=True)
class PersonalRules:
    """How grave personal and secret data is; None: not looked for. An identity code always refuses the file."""

    e_mail: Severity | None = None
    phone: Severity | None = None
    secrecy: Severity | None = None
    secrecy_marks: tuple[str, ...] = ()
