"""Values as people write them, and what a field allows, in the words of the programme: for the texts of findings."""

from typing import Any

from ytaexcel.conform.values import shown
from ytaexcel.programme import Field, Programme
from ytaexcel.texts import Language, day, text


def allowed_values(field: Field, programme: Programme, language: Language) -> str:
    """What a field allows, in words: its list, or its limits."""
    words = programme.workbook.words
    match field.type:
        case "status":
            return ", ".join(status.names[language] for status in programme.statuses)
        case "choice":
            return ", ".join(choice.names[language] for choice in field.choices)
        case "mark":
            return words["mark"][language]
        case "flag":
            return f"{words['yes'][language]}, {words['no'][language]}"
        case _:
            least, most = (spoken(field, limit, programme, language) for limit in (field.least, field.most))
            return f"{least}–{most}"


def spoken(field: Field, value: Any, programme: Programme, language: Language) -> str:
    """A field's value as people write it in the workbook; no value is called blank."""
    match field.type:
        case "percent" | "date" | "whole" | "measure" if value is None:
            return text("conform.blank", language)
        case "status" if value:
            return programme.status_name(value, language)
        case "choice" if value:
            return next(choice.names[language] for choice in field.choices if choice.code == value)
        case "measure" if isinstance(value, float):
            number = shown(value)
            return number if language == "en" else number.replace(".", ",")
        case "measure":
            return next(
                (choice.names[language] for choice in field.choices if choice.code == value), shown(value)
            )
        case "mark" | "flag":
            return programme.workbook.words["yes" if value else "no"][language]
        case "date":
            return day(value)
        case "percent":
            number = shown(float(value))
            return f"{number if language == 'en' else number.replace('.', ',')}\u00a0%"
        case _:
            return shown(value)
