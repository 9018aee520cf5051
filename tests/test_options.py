"""What every kind owes to the readers of its templates, shown on its options and on pairs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from generators import reference
from generators.lint import lint
from generators.stacks import KINDS
from tests.options import EACH, PAIRS, Option, fields, said

BOTH = [*EACH, *PAIRS]


@pytest.mark.parametrize("kind", KINDS)
def test_the_options_of_a_kind_use_every_key_of_its_spec(kind: str) -> None:
    model = KINDS[kind].Spec
    specs = map(json.dumps, KINDS[kind].options.values())
    used = {path for spec in specs for path in said(model.model_validate_json(spec))}
    own = {path for path in fields(model) if not path.startswith("parameters.")}
    assert own - used - {"parameters"} == set()


def test_cfn_lint_finds_nothing_in_any_option_nor_in_pairs_of_them() -> None:
    files = {option.name: option.text() for option in BOTH}
    assert len(files) == len(BOTH) > 60
    assert list(map(str, lint(files, ["eu-west-1", "us-east-1"]))) == []


@pytest.mark.parametrize("option", BOTH, ids=lambda option: option.name)
def test_no_right_is_wide_without_a_reason_beside_it(option: Option) -> None:
    for resource in option.template()["Resources"].values():
        for statement in _statements(resource.get("Properties", {})):
            if statement["Effect"] == "Deny":
                continue
            wide = [action for action in statement["Action"] if "*" in action]
            if wide or "*" in statement.get("Resource", ()):
                assert resource["Metadata"]["Wildcards"][statement["Sid"]]


def _statements(value: Any) -> Iterator[Mapping[str, Any]]:
    match value:
        case {"Effect": _}:
            yield value
        case dict():
            for inner in value.values():
                yield from _statements(inner)
        case list():
            for inner in value:
                yield from _statements(inner)


EC2_DESCRIPTION = re.compile(r"[a-zA-Z0-9. _\-:/()#,@\[\]+=&;{}!$*]{0,255}")
"""https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_UserIdGroupPair.html"""


def _descriptions(value: Any) -> Iterator[str]:
    match value:
        case dict():
            found = (value.get(key) for key in ("Description", "GroupDescription"))
            yield from (text for text in found if isinstance(text, str))
            for inner in value.values():
                yield from _descriptions(inner)
        case list():
            for inner in value:
                yield from _descriptions(inner)


@pytest.mark.parametrize("option", BOTH, ids=lambda option: option.name)
def test_security_groups_are_described_in_characters_that_ec2_takes(option: Option) -> None:
    for resource in option.template()["Resources"].values():
        if resource["Type"].startswith("AWS::EC2::SecurityGroup"):
            texts = list(_descriptions(resource["Properties"]))
            assert texts
            assert [text for text in texts if not EC2_DESCRIPTION.fullmatch(text)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_logical_id_is_of_one_type_in_all_that_a_kind_can_be(kind: str) -> None:
    """CloudFormation lets no resource change its type."""
    types: dict[str, set[str]] = {}
    for option in (one for one in BOTH if one.kind == kind):
        for name, resource in option.template()["Resources"].items():
            types.setdefault(name, set()).add(resource["Type"])
    assert {name: found for name, found in types.items() if len(found) > 1} == {}


@pytest.mark.parametrize("option", EACH, ids=lambda option: option.name)
def test_the_page_of_a_kind_tells_of_its_parameters_and_outputs(option: Option) -> None:
    page = reference.page(option.kind)
    template = option.template()
    own = option.spec.get("parameters", {})
    names = [*template.get("Parameters", {}), *template.get("Outputs", {})]
    assert [name for name in names if name not in own and f"| `{name}` |" not in page] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_of_a_kind_has_a_row_for_every_key(kind: str) -> None:
    page = reference.page(kind)
    for path in fields(KINDS[kind].Spec):
        assert f"| `{path.rpartition('.')[2]}` |" in page


@pytest.mark.parametrize("kind", KINDS)
def test_enough_pairs_of_options_are_drawn(kind: str) -> None:
    options = len(KINDS[kind].options)
    assert len([pair for pair in PAIRS if pair.kind == kind]) >= min(8, options // 2)
