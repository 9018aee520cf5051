"""Change sets say exactly what will change, and events exactly what did."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.emulator.conftest import Cloud
from tests.emulator.templates import CLUSTER, NETWORK, SERVICE, alone, trust, with_properties

SECRET = {
    "Parameters": {"Token": {"Type": "String", "NoEcho": True}},
    "Resources": {"One": {"Type": "AWS::Logs::LogGroup"}},
}
LEVEL = {
    "Parameters": {"Level": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/level"}},
    "Resources": {
        "Named": {
            "Type": "AWS::Logs::LogGroup",
            "Properties": {"Tags": [{"Key": "level", "Value": {"Ref": "Level"}}]},
        },
        "Other": {"Type": "AWS::Logs::LogGroup"},
    },
}


def cluster(cloud: Cloud, **more: str) -> tuple[str, dict[str, str]]:
    """A cluster's stack, and the parameters that it was given."""
    made = cloud.outputs(cloud.create(NETWORK))
    given = {"VpcId": made["VpcId"], "SubnetId": made["SubnetId"], **more}
    return cloud.create(CLUSTER, **given), given


def test_a_change_set_without_a_change_fails_as_on_aws(cloud: Cloud) -> None:
    name, given = cluster(cloud)
    found = cloud.change_set(name, CLUSTER, **given)
    assert (found["Status"], found["ExecutionStatus"]) == ("FAILED", "UNAVAILABLE")
    assert "didn't contain changes" in found["StatusReason"]


def test_a_new_version_replaces_the_definition_and_moves_the_service(cloud: Cloud) -> None:
    _, outputs = (made := cluster(cloud)), cloud.outputs(made[0])
    name = cloud.create(SERVICE, **outputs)
    assert cloud.changes(name, SERVICE, ContainerVersion="2", **outputs) == {
        "taskdefinition": ("Modify", "True"),
        "service": ("Modify", "False"),
    }
    before = len(cloud.events(name))
    cloud.update(name, SERVICE, ContainerVersion="2", **outputs)
    touched = {one["LogicalResourceId"] for one in cloud.events(name)[before:]}
    assert touched == {name, "taskdefinition", "service"}
    found = cloud.client("cloudformation").describe_stack_resources(StackName=name)
    status = {one["LogicalResourceId"]: one["ResourceStatus"] for one in found["StackResources"]}
    assert status["service"] == "UPDATE_COMPLETE"
    assert status["TaskRole"] == "CREATE_COMPLETE"


@pytest.mark.parametrize(
    ("logical_id", "properties", "replacement"),
    [
        ("ECSCluster", {"ClusterName": "mine"}, "True"),
        ("ECSCluster", {"ClusterSettings": []}, "False"),
        ("ECSAutoScalingGroup", {"MaxSize": "3"}, "False"),
        ("Role", {"Description": "x"}, "False"),
        ("Role", {"Path": "/x/"}, "True"),
        ("Group", {"GroupDescription": "x"}, "True"),
    ],
)
def test_replacement_follows_from_the_create_only_properties(
    cloud: Cloud, logical_id: str, properties: dict[str, Any], replacement: str
) -> None:
    name, given = cluster(cloud)
    changed = with_properties(CLUSTER, logical_id, **properties)
    assert cloud.changes(name, changed, **given)[logical_id] == ("Modify", replacement)


def test_a_nested_create_only_property_replaces_and_its_neighbours_do_not(cloud: Cloud) -> None:
    name, given = cluster(cloud)
    provider = copy.deepcopy(
        CLUSTER["Resources"]["Provider"]["Properties"]["AutoScalingGroupProvider"]
    )
    calmer = {**provider, "ManagedScaling": {"Status": "ENABLED", "TargetCapacity": 80}}
    template = with_properties(CLUSTER, "Provider", AutoScalingGroupProvider=calmer)
    assert cloud.changes(name, template, **given)["Provider"] == ("Modify", "False")
    physical = cloud.physical(name, "Provider")
    cloud.update(name, template, **given)
    assert cloud.physical(name, "Provider") == physical
    (found,) = cloud.client("ecs").describe_capacity_providers(capacityProviders=[physical])[
        "capacityProviders"
    ]
    group = found["autoScalingGroupProvider"]
    assert group["managedScaling"]["targetCapacity"] == 80
    assert group["autoScalingGroupArn"]
    other = {**calmer, "AutoScalingGroupArn": "arn:aws:autoscaling:::autoScalingGroup:0:x/other"}
    moved = with_properties(CLUSTER, "Provider", AutoScalingGroupProvider=other)
    assert cloud.changes(name, moved, **given)["Provider"] == ("Modify", "True")


def test_a_condition_that_turns_adds_and_removes(cloud: Cloud) -> None:
    name, given = cluster(cloud)
    shell = {**given, "Source": "10.0.0.0/8"}
    assert cloud.changes(name, CLUSTER, **shell) == {"SSH": ("Add", "")}
    cloud.update(name, CLUSTER, **shell)
    ec2, group = cloud.client("ec2"), cloud.physical(name, "Group")
    (found,) = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
    ports = {one["FromPort"]: one["IpRanges"] for one in found["IpPermissions"]}
    assert ports[22] == [{"CidrIp": "10.0.0.0/8", "Description": "shell"}]
    assert cloud.changes(name, CLUSTER, **given) == {"SSH": ("Remove", "")}
    cloud.update(name, CLUSTER, **given)
    (found,) = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
    assert [one["FromPort"] for one in found["IpPermissions"]] == [32768]


def test_an_ssm_parameter_shows_its_name_and_what_it_resolved_to(cloud: Cloud) -> None:
    ssm = cloud.client("ssm")
    ssm.put_parameter(Name="/level", Value="low", Type="String")
    name = cloud.create(LEVEL)
    (shown,) = cloud.stack(name)["Parameters"]
    assert (shown["ParameterValue"], shown["ResolvedValue"]) == ("/level", "low")
    assert cloud.change_set(name, LEVEL)["Status"] == "FAILED"
    ssm.put_parameter(Name="/level", Value="high", Type="String", Overwrite=True)
    assert cloud.changes(name, LEVEL) == {"Named": ("Modify", "False")}
    cloud.update(name, LEVEL)
    (shown,) = cloud.stack(name)["Parameters"]
    assert shown["ResolvedValue"] == "high"


def test_a_secret_parameter_is_never_shown(cloud: Cloud) -> None:
    name = cloud.create(SECRET, Token="hush-hush")
    (shown,) = cloud.stack(name)["Parameters"]
    assert shown["ParameterValue"] == "****"
    (shown,) = cloud.change_set(name, SECRET, Token="another")["Parameters"]
    assert shown["ParameterValue"] == "****"


def test_an_update_without_a_change_is_refused_and_metadata_alone_is_a_change(cloud: Cloud) -> None:
    template = alone("AWS::IAM::Role", AssumeRolePolicyDocument=trust("ec2.amazonaws.com"))
    name = cloud.create(template)
    with pytest.raises(Exception, match="No updates are to be performed"):
        cloud.update(name, template)
    noted = copy.deepcopy(template)
    noted["Resources"]["One"]["Metadata"] = {"Why": "because"}
    assert cloud.changes(name, noted) == {"One": ("Modify", "False")}
    cloud.update(name, noted)
    last = [(one["LogicalResourceId"], one["ResourceStatus"]) for one in cloud.events(name)]
    assert ("One", "UPDATE_COMPLETE") in last


def test_a_replacement_is_made_before_its_predecessor_goes(cloud: Cloud) -> None:
    template = alone("AWS::IAM::Role", AssumeRolePolicyDocument=trust("ec2.amazonaws.com"))
    name = cloud.create(template)
    first = cloud.physical(name, "One")
    cloud.update(name, with_properties(template, "One", Path="/x/"))
    second = cloud.physical(name, "One")
    told = [(one["LogicalResourceId"], one["ResourceStatus"]) for one in cloud.events(name)]
    assert told[-6:] == [
        ("One", "UPDATE_IN_PROGRESS"),
        ("One", "UPDATE_COMPLETE"),
        (name, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"),
        ("One", "DELETE_IN_PROGRESS"),
        ("One", "DELETE_COMPLETE"),
        (name, "UPDATE_COMPLETE"),
    ]
    roles = {one["RoleName"] for one in cloud.client("iam").list_roles()["Roles"]}
    assert first != second
    assert roles & {first, second} == {second}
