"""What CloudFormation replaces: the schemas' word, and the table's where it is needed."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from generators import resource_schemas
from generators.review.model import Replacement
from generators.review.replacing import custom_name, names, of_attribute, replacement
from generators.review.replacing.row import Row
from generators.review.replacing.table import ROWS
from tests.options import EACH
from tests.projects import ROOT

NO, MAYBE, YES = Replacement.NO, Replacement.MAYBE, Replacement.YES
REPLACING = {"UpdatePolicy": {"AutoScalingReplacingUpdate": {"WillReplace": "true"}}}
PERHAPS_REPLACING = {
    "UpdatePolicy": {"AutoScalingReplacingUpdate": {"WillReplace": {"Ref": "Replaces"}}}
}
ROLLING = {"UpdatePolicy": {"AutoScalingRollingUpdate": {"MaxBatchSize": "1"}}}
PAGE = Path(ROOT / "docs" / "replacement.md")


def _tracking(name: str, metric: str) -> dict[str, Any]:
    tracking = {"PredefinedMetricSpecification": {"PredefinedMetricType": metric}}
    return {"PolicyName": name, "TargetTrackingScalingPolicyConfiguration": tracking}


def _attributes(**types: str) -> list[dict[str, str]]:
    return [{"AttributeName": name, "AttributeType": type_} for name, type_ in types.items()]


def _keys(*keys: str) -> list[dict[str, str]]:
    return [{"AttributeName": key, "KeyType": "HASH"} for key in keys]


def _dns(namespace: str, *types: str, ttl: str = "10") -> dict[str, Any]:
    records = [{"Type": type_, "TTL": ttl} for type_ in types]
    return {"Name": "web", "DnsConfig": {"NamespaceId": namespace, "DnsRecords": records}}


DISCOVERY = "AWS::ServiceDiscovery::Service"
GROUP = ("LaunchConfigurationName", "LaunchTemplate", "MixedInstancesPolicy", "VPCZoneIdentifier")
IN_PLACE = (
    "AutoMinorVersionUpgrade",
    "BackupRetentionPeriod",
    "DBParameterGroupName",
    "MultiAZ",
    "PreferredMaintenanceWindow",
)
FIXED = {
    "AWS::CloudFormation::WaitCondition": ("Count", "Handle", "Timeout"),
    "AWS::EC2::Volume": (
        "AvailabilityZone",
        "AvailabilityZoneId",
        "Encrypted",
        "KmsKeyId",
        "SnapshotId",
    ),
    "AWS::KMS::Key": ("KeySpec", "KeyUsage", "MultiRegion", "Origin"),
    "AWS::Logs::LogGroup": ("LogGroupClass",),
}
STRATEGY = {"CapacityProviderStrategy": [{"CapacityProvider": "FARGATE"}]}
SNAPSHOT = "DBSnapshotIdentifier"
INSIGHTS = "PerformanceInsightsKMSKeyId"

Example = tuple[str, str, dict[str, Any], dict[str, Any], dict[str, Any], Replacement]
EXAMPLES: tuple[Example, ...] = (
    ("AWS::EC2::VPC", "InstanceTenancy", {"InstanceTenancy": "dedicated"}, {}, {}, NO),
    ("AWS::EC2::VPC", "InstanceTenancy", {}, {"InstanceTenancy": "dedicated"}, {}, YES),
    (
        "AWS::EC2::Subnet",
        "Ipv6CidrBlock",
        {"Ipv6CidrBlock": "2001:db8::/64"},
        {"Ipv6CidrBlock": "2001:db8:0:1::/64"},
        {},
        MAYBE,
    ),
    *(
        ("AWS::AutoScaling::AutoScalingGroup", name, {name: "a"}, {name: "b"}, policy, found)
        for name in GROUP
        for policy, found in (
            (REPLACING, YES),
            (PERHAPS_REPLACING, MAYBE),
            (ROLLING, NO),
            ({}, NO),
        )
    ),
    ("AWS::ECS::Service", "LaunchType", {"LaunchType": "EC2"}, STRATEGY, {}, MAYBE),
    ("AWS::ECS::Service", "LaunchType", {"LaunchType": "EC2"}, {"LaunchType": "FARGATE"}, {}, YES),
    ("AWS::ECS::Service", "LaunchType", {}, {"LaunchType": "FARGATE"}, {}, MAYBE),
    (
        "AWS::DynamoDB::Table",
        "AttributeDefinitions",
        {"AttributeDefinitions": _attributes(id="S")},
        {"AttributeDefinitions": _attributes(id="N")},
        {},
        YES,
    ),
    (
        "AWS::DynamoDB::Table",
        "AttributeDefinitions",
        {"AttributeDefinitions": _attributes(id="S")},
        {"AttributeDefinitions": _attributes(id="S", at="N")},
        {},
        NO,
    ),
    *(
        ("AWS::DynamoDB::Table", name, {name: _keys("a")}, {name: _keys("a", "b")}, {}, YES)
        for name in ("KeySchema", "LocalSecondaryIndexes")
    ),
    *(("AWS::RDS::DBInstance", name, {name: "1"}, {name: "2"}, {}, NO) for name in IN_PLACE),
    ("AWS::RDS::DBInstance", SNAPSHOT, {SNAPSHOT: "old"}, {SNAPSHOT: "new"}, {}, YES),
    ("AWS::RDS::DBInstance", SNAPSHOT, {SNAPSHOT: "old"}, {}, {}, YES),
    ("AWS::RDS::DBInstance", INSIGHTS, {INSIGHTS: "key"}, {}, {}, NO),
    ("AWS::RDS::DBInstance", INSIGHTS, {INSIGHTS: "key"}, {INSIGHTS: "another"}, {}, MAYBE),
    (DISCOVERY, "DnsConfig", _dns("ns-1", "A"), _dns("ns-2", "A"), {}, YES),
    (DISCOVERY, "DnsConfig", _dns("ns-1", "A"), _dns("ns-1", "SRV"), {}, NO),
    (DISCOVERY, "DnsConfig", _dns("ns-1", "A"), _dns("ns-1", "A", ttl="60"), {}, NO),
    *(
        (type_, name, {name: "one"}, {name: "other"}, {}, NO)
        for type_, properties in FIXED.items()
        for name in properties
    ),
    (
        "AWS::ApplicationAutoScaling::ScalingPolicy",
        "PolicyName",
        _tracking("a", "CPU"),
        _tracking("b", "CPU"),
        {},
        YES,
    ),
)


@pytest.mark.parametrize(
    ("type_", "name", "before", "after", "attributes", "found"),
    EXAMPLES,
    ids=[f"{i} {one[0]} {one[1]} {one[5]}" for i, one in enumerate(EXAMPLES)],
)
def test_the_table_knows_which_changes_replace(
    type_: str,
    name: str,
    before: dict[str, Any],
    after: dict[str, Any],
    attributes: dict[str, Any],
    found: Replacement,
) -> None:
    assert replacement(type_, (name,), before, after, attributes).replacement == found


def test_each_row_has_an_example() -> None:
    told = {
        replacement(type_, (name,), before, after, attributes).why
        for type_, name, before, after, attributes, _ in EXAMPLES
    }
    assert {row.why for row in ROWS} <= told


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.type} {row.name} {row.words}")
def test_a_row_names_what_there_is_and_its_page(row: Row) -> None:
    schema = resource_schemas.of(row.type)
    assert schema
    assert row.name in schema.document["properties"]
    assert row.page.startswith(("https://docs.aws.amazon.com/", "https://github.com/"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.type} {row.name} {row.words}")
def test_each_row_stands_in_the_documentation(row: Row) -> None:
    found = "the deploy fails" if row.refused else row.replacement.value
    words = row.words or "any change"
    cells = (f"`{row.type}`", f"`{row.name}`", words, found, f"[{row.why}]({row.page})")
    assert f"| {' | '.join(cells)} |" in PAGE.read_text()


def test_the_documentation_has_no_row_of_its_own() -> None:
    assert PAGE.read_text().count("| `AWS::") == len(ROWS)


def test_every_conditional_property_that_a_kind_can_emit_has_a_row() -> None:
    emitted = {
        (one["Type"], name)
        for option in EACH
        for one in option.template()["Resources"].values()
        for name in one.get("Properties", {})
    }
    types = {type_ for type_, _ in emitted}
    schemas = {type_: resource_schemas.of(type_) for type_ in types}
    conditional = {
        (type_, way[0])
        for type_, schema in schemas.items()
        if schema
        for way in schema.conditional_create_only
    }
    assert emitted & conditional <= conditional <= {(row.type, row.name) for row in ROWS}


@pytest.mark.parametrize(
    ("type_", "path"),
    [
        ("AWS::ECS::TaskDefinition", ("ContainerDefinitions", "Image")),
        ("AWS::ElasticLoadBalancingV2::LoadBalancer", ("Scheme",)),
        ("AWS::EC2::SecurityGroup", ("GroupDescription",)),
        ("AWS::Logs::LogGroup", ("LogGroupName",)),
        ("AWS::ECS::Service", ("Cluster",)),
    ],
)
def test_what_is_create_only_replaces(type_: str, path: tuple[str, ...]) -> None:
    found = replacement(type_, path, {path[0]: "a"}, {path[0]: "b"})
    assert (found.replacement, found.why) == (YES, f"{path[0]} cannot change in place")


@pytest.mark.parametrize(
    ("type_", "name"),
    [
        ("AWS::ECS::TaskDefinition", "Tags"),
        ("AWS::ECS::Service", "LoadBalancers"),
        ("AWS::ECS::Service", "DeploymentController"),
        ("AWS::EC2::NatGateway", "SecondaryAllocationIds"),
        ("AWS::IAM::Policy", "PolicyName"),
        ("AWS::Logs::LogGroup", "RetentionInDays"),
        ("AWS::CloudFormation::Stack", "TemplateURL"),
    ],
)
def test_what_the_schema_lets_change_replaces_nothing(type_: str, name: str) -> None:
    assert replacement(type_, (name,), {name: "a"}, {name: "b"}).replacement == NO


def _provider(group: str, target: str) -> dict[str, Any]:
    scaling = {"TargetCapacity": target}
    return {"AutoScalingGroupProvider": {"AutoScalingGroupArn": group, "ManagedScaling": scaling}}


@pytest.mark.parametrize(
    ("path", "after", "found"),
    [
        (("AutoScalingGroupProvider",), _provider("other", "90"), YES),
        (("AutoScalingGroupProvider",), _provider("group", "80"), NO),
        (("AutoScalingGroupProvider", "AutoScalingGroupArn"), _provider("other", "90"), YES),
        (("AutoScalingGroupProvider", "ManagedScaling"), _provider("other", "80"), NO),
    ],
)
def test_of_a_property_only_the_create_only_part_replaces(
    path: tuple[str, ...], after: dict[str, Any], found: Replacement
) -> None:
    type_ = "AWS::ECS::CapacityProvider"
    assert replacement(type_, path, _provider("group", "90"), after).replacement == found


def test_what_looks_the_same_but_refers_to_what_is_new_replaces() -> None:
    same = {"VpcId": {"Ref": "Vpc"}}
    assert replacement("AWS::EC2::SecurityGroup", ("VpcId",), same, same).replacement == YES


def test_what_a_condition_may_leave_as_it_was_only_may_replace() -> None:
    before = {"Scheme": "internal"}
    after = {"Scheme": {"Fn::If": ["Public", "internet-facing", "internal"]}}
    type_ = "AWS::ElasticLoadBalancingV2::LoadBalancer"
    assert replacement(type_, ("Scheme",), before, after).replacement == MAYBE
    neither = {"Scheme": {"Fn::If": ["Public", "internet-facing", "another"]}}
    assert replacement(type_, ("Scheme",), before, neither).replacement == YES


@pytest.mark.parametrize(
    "type_", ["Custom::Thing", "AWS::CloudFormation::CustomResource", "Acme::Made::Up"]
)
def test_what_nobody_knows_may_be_replaced(type_: str) -> None:
    assert replacement(type_, ("A",), {"A": "1"}, {"A": "2"}).replacement == MAYBE


def test_a_default_that_is_written_out_is_no_change_that_is_refused() -> None:
    found = replacement(
        "AWS::Logs::LogGroup", ("LogGroupClass",), {}, {"LogGroupClass": "STANDARD"}
    )
    assert not found.refused


def test_a_wait_condition_cannot_be_updated_at_all() -> None:
    found = replacement("AWS::CloudFormation::WaitCondition", ("Count",), {}, {"Count": "2"})
    assert found.refused


@pytest.mark.parametrize(
    ("policy", "found"),
    [
        ({"Fn::If": ["C", {"AutoScalingReplacingUpdate": {"WillReplace": "true"}}, {}]}, MAYBE),
        (
            {"AutoScalingReplacingUpdate": {"WillReplace": {"Fn::If": ["C", "true", "false"]}}},
            MAYBE,
        ),
        ({"AutoScalingReplacingUpdate": {"WillReplace": "false"}}, NO),
        ({"Fn::If": ["C", {"AutoScalingRollingUpdate": {}}, {"Ref": "AWS::NoValue"}]}, NO),
    ],
)
def test_a_group_may_be_replaced_where_its_policy_may_say_so(
    policy: dict[str, Any], found: Replacement
) -> None:
    group = "AWS::AutoScaling::AutoScalingGroup"
    judged = replacement(
        group, ("LaunchTemplate",), {"LaunchTemplate": "a"}, {}, {"UpdatePolicy": policy}
    )
    assert judged.replacement == found


def test_records_in_dns_get_another_type_only_with_a_new_service() -> None:
    path = ("DnsConfig", "DnsRecords")
    before, after = _dns("ns-1", "A"), _dns("ns-1", "SRV")
    assert replacement(DISCOVERY, path, before, after).refused
    assert not replacement(DISCOVERY, path, before, {**after, "Name": "shop"}).refused
    assert not replacement(DISCOVERY, path, before, _dns("ns-2", "SRV")).refused
    assert not replacement(DISCOVERY, path, before, _dns("ns-1", "A", ttl="60")).refused


def test_a_name_in_dns_collides_only_within_its_namespace() -> None:
    here, there = _dns("ns-1", "A"), _dns("ns-2", "A")
    assert names.collides(DISCOVERY, here, there) is None
    assert names.collides(DISCOVERY, here, here) == "Name"
    assert names.collides(DISCOVERY, here, {"Name": "web", "NamespaceId": "ns-1"}) == "Name"


def test_what_stands_beside_the_properties_replaces_nothing_and_another_type_is_refused() -> None:
    for name in ("DependsOn", "Metadata", "UpdatePolicy", "CreationPolicy", "DeletionPolicy"):
        assert of_attribute(name).replacement == NO
    assert of_attribute("Type").refused


@pytest.mark.parametrize("type_", names.NAMES)
def test_a_name_can_be_left_to_cloudformation_and_cannot_be_changed(type_: str) -> None:
    schema = resource_schemas.of(type_)
    assert schema
    assert (names.NAMES[type_],) in schema.create_only
    assert names.NAMES[type_] not in schema.document.get("required", ())


def test_only_a_name_that_is_given_is_custom() -> None:
    role = "AWS::IAM::Role"
    assert custom_name(role, {"RoleName": "reader"}) == "RoleName"
    assert custom_name(role, {"RoleName": {"Fn::Sub": "${AWS::StackName}-reader"}}) == "RoleName"
    assert custom_name(role, {"RoleName": {"Fn::Sub": "of-${Group}"}}) is None
    assert custom_name(role, {}) is None
    assert custom_name("AWS::IAM::Policy", {"PolicyName": "reading"}) is None


def test_a_name_collides_only_where_it_stays_in_its_place() -> None:
    service = "AWS::ECS::Service"
    here, there = {"ServiceName": "a", "Cluster": "x"}, {"ServiceName": "a", "Cluster": "y"}
    assert names.collides(service, here, here) == "ServiceName"
    assert names.collides(service, here, there) is None
    assert names.collides(service, here, {**here, "ServiceName": "b"}) is None


def test_many_changes_are_judged_in_no_time() -> None:
    before = {"ContainerDefinitions": [{"Image": "a"}]}
    after = {"ContainerDefinitions": [{"Image": "b"}]}
    started = perf_counter()
    for _ in range(6000):
        replacement("AWS::ECS::TaskDefinition", ("ContainerDefinitions",), before, after)
    assert perf_counter() - started < 2
