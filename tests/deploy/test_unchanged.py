"""When it is certain that there is nothing to do, and when only CloudFormation can tell."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from generators.deploy.calls import Calls
from generators.deploy.cloud import Desired, StackState
from generators.deploy.run import Run
from generators.deploy.unchanged import unchanged
from generators.model import Previous
from tests.deploy.fakes import EPOCH, FakeCloud, Told

TEMPLATE: dict[str, Any] = {
    "Parameters": {"Version": {"Type": "String"}, "Size": {"Type": "Number", "Default": 1}},
    "Resources": {"Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"Cpu": 1}}},
}
STATE = StackState(
    name="web",
    id="id/web",
    status="UPDATE_COMPLETE",
    created=EPOCH,
    parameters={"Version": "7", "Size": "1"},
    tags={"team": "a"},
)
DESIRED = Desired(
    name="web",
    template=json.dumps(TEMPLATE, indent=2),
    parameters={"Version": Previous(), "Size": "1"},
    tags={"team": "a"},
)


def same(state: StackState, desired: Desired, deployed: object = TEMPLATE) -> bool:
    cloud = FakeCloud()
    cloud.seed("web", template=deployed)

    async def work(calls: Calls) -> bool:
        run = Run(cloud=cloud, calls=calls, emit=Told())
        return await unchanged(run, state, desired)

    found: bool = cloud.clock.run(work)
    return found


def having(**parameter: Any) -> tuple[Desired, dict[str, Any]]:
    """The desired stack with such a declaration of Version, and its template."""
    template = {**TEMPLATE, "Parameters": {**TEMPLATE["Parameters"], "Version": parameter}}
    return replace(DESIRED, template=json.dumps(template)), template


@pytest.mark.parametrize("status", ["CREATE_COMPLETE", "UPDATE_COMPLETE"])
def test_the_same_template_values_and_tags_are_nothing_to_do(status: str) -> None:
    # However the JSON is laid out, and whichever order its keys have.
    turned = dict(reversed(TEMPLATE.items()))
    assert same(replace(STATE, status=status), DESIRED, turned)


@pytest.mark.parametrize(
    "state",
    [
        replace(STATE, tags={}),
        replace(STATE, tags={"team": "a", "more": "b"}),
        replace(STATE, parameters={"Version": "7", "Size": "2"}),
        replace(STATE, parameters={"Size": "1"}),
        replace(STATE, parameters={"Version": "7", "Size": "1", "Old": ""}),
        replace(STATE, status="UPDATE_ROLLBACK_COMPLETE"),
        replace(STATE, status="IMPORT_COMPLETE"),
    ],
)
def test_any_difference_is_cloudformations_to_judge(state: StackState) -> None:
    assert not same(state, DESIRED)


def test_true_is_not_one() -> None:
    deployed = json.loads(json.dumps(TEMPLATE).replace('"Cpu": 1', '"Cpu": true'))
    assert not same(STATE, DESIRED, deployed)


@pytest.mark.parametrize("previous", [True, False])
def test_a_value_that_is_looked_up_elsewhere_is_cloudformations_to_judge(previous: bool) -> None:
    value = "{{resolve:ssm:/version}}"
    state = replace(STATE, parameters={"Version": value, "Size": "1"})
    given = {"Version": Previous() if previous else value, "Size": "1"}
    assert not same(state, replace(DESIRED, parameters=given))


@pytest.mark.parametrize("deployed", [None, "Resources: {}", {**TEMPLATE, "Outputs": {}}])
def test_so_is_another_template(deployed: object) -> None:
    assert not same(STATE, DESIRED, deployed)


def test_a_value_that_cannot_be_compared_is_not_taken_for_the_same() -> None:
    masked = replace(STATE, parameters={"Version": "****", "Size": "1"})
    for no_echo in (True, "true"):
        desired, template = having(Type="String", NoEcho=no_echo)
        given = replace(desired, parameters={"Version": "****", "Size": "1"})
        assert not same(masked, given, template)
        assert not same(masked, desired, template), "behind it may be a {{resolve:…}}"
    desired, template = having(Type="AWS::SSM::Parameter::Value<String>")
    assert not same(STATE, desired, template)


@pytest.mark.parametrize(
    "text",
    [
        '"{{resolve:ssm:/a}}"',
        '{"Fn::Transform": {"Name": "AWS::Include"}}',
        '{"Type": "AWS::CloudFormation::Stack"}',
    ],
)
def test_what_is_read_anew_with_every_operation_is_asked_for(text: str) -> None:
    template = {**TEMPLATE, "Metadata": json.loads(text)}
    assert not same(STATE, replace(DESIRED, template=json.dumps(template)), template)
