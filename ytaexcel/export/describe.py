"""A description of the exported tables for programs: a data package (Frictionless Data Package, version 1)."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

import pandas as pd

from ytaexcel.export.columns import Column, columns_of
from ytaexcel.export.write import Format
from ytaexcel.programme import Programme

DESCRIPTION = "datapackage.json"
_MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


def write_description(
    folder: Path,
    made: Mapping[str, pd.DataFrame],
    written: Sequence[PurePath],
    kind: Format,
    programme: Programme,
) -> Path:
    """Writes `datapackage.json` beside the tables; the path. `written`: the files, relative to `folder`."""
    resources = []
    for name, frame in made.items():
        columns = columns_of(name, list(frame.columns))
        resource: dict[str, Any] = {
            "name": name,
            "profile": "tabular-data-resource" if kind == "csv" else "data-resource",
            **_files(name, written, kind),
            "schema": {
                "fields": [_field(column) for column in columns],
                "missingValues": [""],
                "primaryKey": [column.name for column in columns if column.is_key],
            },
        }
        if not resource["schema"]["primaryKey"]:
            del resource["schema"]["primaryKey"]
        resources.append(resource)
    package = {
        "name": programme.id,
        "title": programme.names["en"],
        "profile": "tabular-data-package" if kind == "csv" else "data-package",
        "resources": resources,
    }
    path = folder / DESCRIPTION
    path.write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _files(name: str, written: Sequence[PurePath], kind: Format) -> dict[str, Any]:
    if kind == "xlsx":
        return {"path": "tables.xlsx", "format": "xlsx", "dialect": {"excel": {"sheet": name}}}
    own = [path.as_posix() for path in written if path.parts[0] == f"{name}.{kind}"]
    return {
        "path": own[0] if kind == "csv" else own,
        "format": kind,
        "mediatype": _MEDIA[kind],
        **({"encoding": "utf-8"} if kind == "csv" else {}),
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.meaning}
    if column.type == "datetime":
        field["format"] = "any"
    if column.unit:
        field["unit"] = column.unit
    if column.is_key:
        field["constraints"] = {"required": True}
    return field
