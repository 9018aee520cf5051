"""JSON Schemas of the params files, for completion and checks in editors."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from generators.params.files import EnvironmentFile, InEnvironment, StackFile
from generators.stacks import KINDS

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, dict[str, Any]]:
    """The schemas by their files' names: `environments`, and one for each kind of stack."""
    return {"environments": environments(), **{name: stack(name) for name in KINDS}}


def environments() -> dict[str, Any]:
    """The schema of `params/environments.yaml`."""
    schema = TypeAdapter(dict[str, EnvironmentFile]).json_schema()
    account = schema["$defs"]["EnvironmentFile"]["properties"]["account"]
    account["type"] = ["string", "integer"]  # YAML reads twelve digits as a number
    return {"$schema": DIALECT, "title": "Environments", **schema}


def stack(kind: str) -> dict[str, Any]:
    """The schema of a file with this kind: the common keys, and the spec of the kind."""
    schema = StackFile.model_json_schema()
    spec = KINDS[kind].Spec.model_json_schema()
    definitions = {**schema.pop("$defs", {}), **spec.pop("$defs", {})}
    definitions[InEnvironment.__name__].pop("title", None)
    schema["properties"]["kind"] = {"const": kind, "description": KINDS[kind].summary}
    schema["properties"]["spec"] = spec
    schema["properties"]["environments"]["additionalProperties"] = {
        "anyOf": [{"const": False}, {"$ref": f"#/$defs/{InEnvironment.__name__}"}]
    }
    return {"$schema": DIALECT, **schema, "$defs": definitions, "title": f"A {kind} stack"}
