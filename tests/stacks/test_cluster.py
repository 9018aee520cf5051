from __future__ import annotations

import json
from typing import Any

import pytest

from generators.stacks import KINDS

CLUSTER = KINDS["cluster"]


def _resources(**spec: Any) -> dict[str, Any]:
    read = CLUSTER.Spec.model_validate_json(json.dumps(spec))
    found: dict[str, Any] = CLUSTER.template(read).to_dict()["Resources"]
    return found


def _provider() -> dict[str, Any]:
    found: dict[str, Any] = _resources()["CapacityProvider"]["Properties"]
    return found


def test_the_capacity_provider_has_a_name_that_ecs_takes_and_that_goes_with_its_group() -> None:
    assert _provider()["Name"] == {"Fn::Sub": "cp-${ECSAutoScalingGroup}"}


def test_teardown_cannot_hang_on_protected_instances() -> None:
    provider = _provider()["AutoScalingGroupProvider"]
    assert provider["ManagedTerminationProtection"] == "DISABLED"
    assert provider["ManagedDraining"] == "ENABLED"
    assert provider["ManagedScaling"]["Status"] == "ENABLED"
    group = _resources()["ECSAutoScalingGroup"]["Properties"]
    assert "NewInstancesProtectedFromScaleIn" not in group


def test_services_that_say_nothing_run_by_the_clusters_default_strategy() -> None:
    associations = _resources()["CapacityProviderAssociations"]["Properties"]
    assert associations["DefaultCapacityProviderStrategy"] == [
        {"CapacityProvider": {"Ref": "CapacityProvider"}, "Weight": 1}
    ]


def test_the_agent_serves_this_cluster_alone() -> None:
    policy = _resources()["EC2Role"]["Properties"]["Policies"][0]["PolicyDocument"]
    statements = {statement["Sid"]: statement for statement in policy["Statement"]}
    cluster = {"Fn::GetAtt": ["ECSCluster", "Arn"]}
    assert statements["FindEndpoint"]["Action"] == ["ecs:DiscoverPollEndpoint"]
    assert statements["JoinCluster"]["Resource"] == [cluster]
    assert statements["ServeCluster"]["Condition"] == {"ArnEquals": {"ecs:cluster": cluster}}
    assert [s["Sid"] for s in policy["Statement"] if s["Resource"] == ["*"]] == ["FindEndpoint"]


def test_only_ssh_is_let_in_and_only_where_asked_for() -> None:
    group = _resources()["InstanceSecurityGroup"]["Properties"]
    (rule,) = group["SecurityGroupIngress"]["Fn::If"][1]
    assert (rule["FromPort"], rule["ToPort"], rule["IpProtocol"]) == (22, 22, "tcp")


def test_the_root_volume_is_encrypted() -> None:
    data = _resources()["LaunchTemplate"]["Properties"]["LaunchTemplateData"]
    (volume,) = data["BlockDeviceMappings"]
    assert (volume["Ebs"]["Encrypted"], volume["Ebs"]["VolumeType"]) == (True, "gp3")


@pytest.mark.parametrize(("given", "setting"), [(True, "enabled"), (False, "disabled")])
def test_container_insights_are_on_unless_turned_off(given: bool, setting: str) -> None:
    cluster = _resources(container_insights=given)["ECSCluster"]["Properties"]
    assert cluster["ClusterSettings"] == [{"Name": "containerInsights", "Value": setting}]


@pytest.mark.parametrize(
    ("desired", "largest", "said"),
    [
        ("1", "2", []),
        ("1", "1", ["MaxSize"]),
        ("3", "2", ["MaxSize"]),
        ("1.5", "2", ["DesiredCapacity"]),
        ("1", None, []),
    ],
)
def test_a_rolling_update_needs_room(desired: str, largest: str | None, said: list[str]) -> None:
    values = {"DesiredCapacity": desired} | ({"MaxSize": largest} if largest else {})
    assert [name for name, _ in CLUSTER.complaints(None, values)] == said
