"""The JSON Schemas that editors complete params files from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from generators.params.schema import schemas
from generators.stacks import KINDS

SCHEMAS = schemas()


def _properties(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    match schema:
        case dict():
            for name, found in schema.get("properties", {}).items():
                yield f"{path}.{name}", found
            for key, inner in schema.items():
                yield from _properties(inner, f"{path}.{key}")
        case list():
            for inner in schema:
                yield from _properties(inner, path)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_has_its_meaning(name: str) -> None:
    found = dict(_properties(SCHEMAS[name]))
    assert found
    assert [path for path, schema in found.items() if not _explained(schema)] == []


def _explained(schema: dict[str, Any]) -> bool:
    return "description" in schema or "$ref" in schema


@pytest.mark.parametrize("kind", KINDS)
def test_a_kinds_schema_is_closed_and_has_the_keys_of_its_spec(kind: str) -> None:
    schema = SCHEMAS[kind]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["kind"]["const"] == kind
    spec = schema["properties"]["spec"]
    assert spec["additionalProperties"] is False
    assert set(spec["properties"]) == set(KINDS[kind].Spec.model_fields)


def test_an_environment_may_be_left_out_by_false() -> None:
    allowed = SCHEMAS["service"]["properties"]["environments"]["additionalProperties"]["anyOf"]
    assert {"const": False} in allowed
