"""The schemas, read without cfn-lint, are those that cfn-lint reads."""

from __future__ import annotations

import subprocess
import sys

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from generators import resource_schemas
from tests.options import EACH
from tests.projects import ROOT

TYPES = sorted({one["Type"] for option in EACH for one in option.template()["Resources"].values()})


@pytest.mark.parametrize("kind", TYPES)
def test_each_type_that_a_kind_makes_has_the_schema_that_cfn_lint_has(kind: str) -> None:
    found = resource_schemas.of(kind)
    assert found
    theirs = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema
    assert found.document["properties"].keys() == theirs["properties"].keys()
    assert found.document.get("readOnlyProperties") == theirs.get("readOnlyProperties")


def test_a_type_that_is_none_has_no_schema() -> None:
    assert resource_schemas.of("AWS::ECS::Serve") is None


def test_reading_a_schema_does_not_load_cfn_lint() -> None:
    code = (
        "import sys; from generators import resource_schemas as r;"
        "assert r.of('AWS::ECS::Service'); print('cfnlint' in sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "False"


def test_what_only_cloudformation_says_is_known_through_lists_too() -> None:
    schema = resource_schemas.of("AWS::ECS::Service")
    assert schema
    assert schema.is_read_only(("ServiceArn",))
    assert not schema.is_read_only(("ServiceName",))
    nested = resource_schemas.Schema(
        {"properties": {}, "readOnlyProperties": ["/properties/Volumes/*/Id"]}
    )
    assert nested.is_read_only(("Volumes", 0, "Id"))
    assert not nested.is_read_only(("Volumes", 0))
