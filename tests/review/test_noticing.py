"""What an ECS service notices of a change."""

from __future__ import annotations

from typing import Any

import pytest

from generators import resource_schemas
from generators.review.model import Replacement
from generators.review.noticing import NOTICES, PROPERTIES, what_it_notices

NO, MAYBE, YES = Replacement.NO, Replacement.MAYBE, Replacement.YES


@pytest.mark.parametrize(
    ("changed", "replacement", "what"),
    [
        ({"TaskDefinition"}, NO, "rolling"),
        ({"TaskDefinition", "DesiredCount"}, NO, "rolling"),
        ({"NetworkConfiguration"}, NO, "rolling"),
        ({"LoadBalancers"}, NO, "rolling"),
        ({"CapacityProviderStrategy"}, NO, "rolling"),
        ({"DesiredCount"}, NO, "settings"),
        ({"DeploymentConfiguration"}, NO, "settings"),
        ({"HealthCheckGracePeriodSeconds"}, NO, "settings"),
        ({"EnableExecuteCommand"}, NO, "settings"),
        ({"Tags"}, NO, "settings"),
        ({"DependsOn", "Metadata"}, NO, "nothing"),
        (set(), NO, "nothing"),
        ({"Cluster"}, YES, "replaced"),
        ({"LaunchType"}, MAYBE, "maybe replaced"),
        ({"SomethingNew"}, NO, "rolling"),
    ],
)
def test_a_service_notices_what_starts_tasks_anew(
    changed: set[str], replacement: Replacement, what: str
) -> None:
    found, because = what_it_notices(changed, replacement, {}, {})
    assert found == what
    assert found in NOTICES
    assert bool(because) == bool(what != "nothing")


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({"DesiredCount": "2"}, {"DesiredCount": "4"}, "scaled from 2 to 4"),
        ({}, {"DesiredCount": "4"}, "scaled to 4"),
        ({"DesiredCount": "2"}, {}, "its number of tasks stays as it is"),
        ({"DesiredCount": "2"}, {"DesiredCount": {"Ref": "Count"}}, "another number of tasks"),
    ],
)
def test_scaling_is_told_in_numbers(
    before: dict[str, Any], after: dict[str, Any], words: str
) -> None:
    assert what_it_notices({"DesiredCount"}, NO, before, after) == ("settings", (words,))


def test_a_deployment_that_is_not_rolling_is_named() -> None:
    green = {"DeploymentConfiguration": {"Strategy": "BLUE_GREEN"}}
    _, because = what_it_notices({"TaskDefinition"}, NO, {}, green)
    assert because[-1] == "in a BLUE_GREEN deployment"
    outside = {"DeploymentController": {"Type": "CODE_DEPLOY"}}
    _, because = what_it_notices({"TaskDefinition"}, NO, {}, outside)
    assert "CODE_DEPLOY" in because[-1]


def test_every_property_of_a_service_is_known() -> None:
    schema = resource_schemas.of("AWS::ECS::Service")
    assert schema
    given = {name for name in schema.document["properties"] if not schema.is_read_only((name,))}
    assert given - PROPERTIES.keys() == {"GatewayConnectors"}, "documented by now?"
    assert PROPERTIES.keys() <= given
    fixed = {name for name, one in PROPERTIES.items() if one.what == "replaced"}
    assert fixed == {way[0] for way in schema.create_only}
    assert all(one.page.startswith("https://docs.aws.amazon.com/") for one in PROPERTIES.values())
