"""What a spec may say, from the JSON Schema of its pydantic model."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generators.reference.tables import table

Schema = Mapping[str, Any]


def tables(schema: Schema) -> Iterator[str]:
    """A table for the spec itself, then one for each model within, in the order of first use."""
    models: dict[str, Schema] = dict(schema.get("$defs", {}))
    waiting: list[tuple[str, Schema]] = [("spec", schema)]
    seen: set[str] = set()
    while waiting:
        path, model = waiting.pop(0)
        yield f"### `{path}`\n"
        yield f"{model['description']}\n"
        required = model.get("required", ())
        rows = []
        for key, field in sorted(model["properties"].items(), key=_own_ones_first):
            inner = _model_in(field)
            way = f"{path}.{key}{_way_in(field)}" if inner else ""
            rows.append(_row(key, field, way, required=key in required))
            if inner and inner not in seen:
                seen.add(inner)
                waiting.append((way, models[inner]))
        yield table(("key", "type", "default", "meaning"), rows)


def _own_ones_first(item: tuple[str, Any]) -> bool:
    """A spec's `parameters` are every kind's, and so come last."""
    return item[0] == "parameters"


def _row(key: str, field: Schema, way: str, *, required: bool) -> tuple[str, ...]:
    """`way` leads to the field's own table, if it has one."""
    default = "required" if required else _default(field)
    words = _type(field)
    if way:
        anchor = re.sub(r"[^a-z_]", "", way)  # as GitHub makes it of the heading
        words = re.sub(r"\bmappings?\b", rf"[\g<0>](#{anchor})", words, count=1)
    return f"`{key}`", words, default, str(field["description"])


def _default(field: Schema) -> str:
    """A model that stands by default is told by its own table."""
    value = field.get("default")
    if value in (None, {}, []) or isinstance(value, dict):
        return "its own defaults" if isinstance(value, dict) and value else ""
    return f"`{json.dumps(value)}`" if not isinstance(value, str) else f"`{value}`"


def _alternatives(field: Schema) -> Sequence[Schema]:
    return [one for one in field.get("anyOf", (field,)) if one.get("type") != "null"]


def _reference(field: Schema) -> str | None:
    reference = field.get("$ref")
    return str(reference).rsplit("/", 1)[-1] if reference else None


def _model_in(field: Schema) -> str | None:
    """The model that a field holds, alone, in a list or in a mapping."""
    for one in _alternatives(field):
        named = one.get("patternProperties", {}).values()
        for place in (one, one.get("items"), one.get("additionalProperties"), *named):
            if isinstance(place, Mapping) and (found := _reference(place)):
                return found
    return None


def _way_in(field: Schema) -> str:
    kinds = {one.get("type") for one in _alternatives(field)}
    return "[]" if "array" in kinds else ".<name>" if "object" in kinds else ""


def _type(field: Schema) -> str:
    words = [_one_type(one) for one in _alternatives(field)]
    if {one.get("type") for one in field.get("anyOf", ())} >= {"null"}:
        words.append("`null`")
    return " or ".join(dict.fromkeys(words))


def _one_type(field: Schema) -> str:
    match field:
        case {"$ref": _}:
            return "mapping"
        case {"enum": list(values)}:
            return ", ".join(f"`{value}`" for value in values)
        case {"const": value}:
            return f"`{value}`"
        case {"type": "array", "items": inner}:
            return f"list of {_plural(inner)}"
        case {"type": "object", "additionalProperties": Mapping() as inner}:
            return f"mapping of names to {_plural(inner)}"
        case {"type": "integer"}:
            return "whole number" + _bounds(field)
        case {"type": "boolean"}:
            return "`true`, `false`"
        case {"type": list(_)}:
            return "text or number"
        case {"type": "object", "patternProperties": Mapping() as inner}:
            return f"mapping of names to {_plural(next(iter(inner.values())))}"
    return "text"


def _plural(inner: Schema) -> str:
    words = _type(inner)
    singular = {"mapping": "mappings", "text": "texts", "whole number": "whole numbers"}
    for one, many in singular.items():
        if words.startswith(one):
            return many + words.removeprefix(one)
    return words


def _bounds(field: Schema) -> str:
    match field:
        case {"minimum": least, "maximum": most}:
            return f", {least:,} to {most:,}"
        case {"minimum": least}:
            return f", {least:,} or more"
    return ""
