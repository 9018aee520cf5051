"""Ways out of a network and ways to AWS's services: made, shown, changed, kept while in use."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.emulator.conftest import Cloud
from tests.emulator.templates import NETWORK, PRIVATE, alone, with_properties, without
from tests.emulator.test_stacks import listings


def named(found: Any) -> str:
    return next((tag["Value"] for tag in found["Tags"] if tag["Key"] == "Name"), "")


def test_a_private_network_comes_changes_and_goes_and_leaves_nothing(cloud: Cloud) -> None:
    before = listings(cloud)
    name = cloud.create(PRIVATE)
    assert cloud.status(name) == "CREATE_COMPLETE", cloud.failures(name)
    assert listings(cloud) != before
    cloud.update(name, without(PRIVATE, "ByNat", "S3"))
    assert cloud.status(name) == "UPDATE_COMPLETE", cloud.failures(name)
    cloud.delete(name)
    assert cloud.status(name) == "DELETE_COMPLETE", cloud.failures(name)
    assert listings(cloud) == before


def test_a_nat_gateway_has_its_address_and_its_subnet(cloud: Cloud) -> None:
    name = cloud.create(PRIVATE)
    made, ec2 = cloud.outputs(name), cloud.client("ec2")
    (nat,) = ec2.describe_nat_gateways(NatGatewayIds=[made["Nat"]])["NatGateways"]
    assert (nat["VpcId"], nat["SubnetId"]) == (made["VpcId"], made["SubnetId"])
    assert (nat["State"], nat["ConnectivityType"], named(nat)) == ("available", "public", "nat")
    (address,) = nat["NatGatewayAddresses"]
    assert (address["AllocationId"], address["PublicIp"]) == (made["Allocation"], made["Address"])
    (found,) = ec2.describe_addresses(AllocationIds=[made["Allocation"]])["Addresses"]
    assert (found["PublicIp"], found["Domain"], named(found)) == (made["Address"], "vpc", "nat")
    assert found["AssociationId"] == address["AssociationId"]
    (table,) = ec2.describe_route_tables(RouteTableIds=[cloud.physical(name, "Private")])[
        "RouteTables"
    ]
    assert made["Nat"] in [one.get("NatGatewayId") for one in table["Routes"]]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ([], 1),
        ([{"Name": "subnet-id", "Values": ["subnet-0"]}], 0),
        ([{"Name": "state", "Values": ["available", "pending"]}], 1),
        ([{"Name": "tag:Name", "Values": ["nat"]}], 1),
        ([{"Name": "tag-key", "Values": ["nat"]}], 0),
    ],
)
def test_gateways_are_found_by_filters(
    cloud: Cloud, filters: list[dict[str, Any]], expected: int
) -> None:
    cloud.create(PRIVATE)
    found = cloud.client("ec2").describe_nat_gateways(Filters=filters)["NatGateways"]
    assert len(found) == expected


def test_an_unknown_filter_is_refused(cloud: Cloud) -> None:
    cloud.create(PRIVATE)
    with pytest.raises(ClientError, match="The filter 'colour' is invalid"):
        cloud.client("ec2").describe_flow_logs(Filter=[{"Name": "colour", "Values": ["red"]}])


def test_endpoints_have_what_was_given(cloud: Cloud) -> None:
    name = cloud.create(PRIVATE)
    ec2, made = cloud.client("ec2"), cloud.outputs(name)
    asked = [cloud.physical(name, "S3"), cloud.physical(name, "Registry")]
    s3, registry = (
        ec2.describe_vpc_endpoints(VpcEndpointIds=[one])["VpcEndpoints"][0] for one in asked
    )
    assert s3["ServiceName"] == "com.amazonaws.eu-west-1.s3"
    assert (s3["VpcEndpointType"], s3["PrivateDnsEnabled"]) == ("Gateway", False)
    assert s3["RouteTableIds"] == [cloud.physical(name, "Private")]
    assert s3["PolicyDocument"] == '{"Statement": []}'
    assert (registry["VpcEndpointType"], registry["PrivateDnsEnabled"]) == ("Interface", True)
    assert registry["SubnetIds"] == [made["SubnetId"]]
    assert [one["GroupId"] for one in registry["Groups"]] == [cloud.physical(name, "Callers")]
    assert len(registry["NetworkInterfaceIds"]) == len(registry["DnsEntries"]) == 1
    assert named(registry) == "ecr"


def test_endpoints_are_updated_in_place(cloud: Cloud) -> None:
    name = cloud.create(PRIVATE)
    wider = with_properties(PRIVATE, "S3", PolicyDocument=None, RouteTableIds=[{"Ref": "Routes"}])
    wider = with_properties(
        wider,
        "Registry",
        SubnetIds=[{"Ref": "SubnetB"}],
        PrivateDnsEnabled=False,
        Tags=[{"Key": "Name", "Value": "registry"}],
    )
    assert set(cloud.changes(name, wider).values()) == {("Modify", "False")}
    cloud.update(name, wider)
    assert cloud.status(name) == "UPDATE_COMPLETE", cloud.failures(name)
    found = {
        one["ServiceName"].rpartition(".")[2]: one
        for one in cloud.client("ec2").describe_vpc_endpoints()["VpcEndpoints"]
    }
    assert found["s3"]["RouteTableIds"] == [cloud.physical(name, "Routes")]
    assert '"Effect": "Allow"' in found["s3"]["PolicyDocument"]
    assert found["api"]["SubnetIds"] == [cloud.outputs(name)["SubnetIdB"]]
    assert (found["api"]["PrivateDnsEnabled"], named(found["api"])) == (False, "registry")


def test_a_flow_log_has_what_was_given_and_a_change_replaces_it(cloud: Cloud) -> None:
    name = cloud.create(PRIVATE)
    ec2, first = cloud.client("ec2"), cloud.physical(name, "Flow")

    def shown() -> Any:
        (found,) = ec2.describe_flow_logs()["FlowLogs"]
        return found

    assert shown()["FlowLogId"] == first
    assert shown()["ResourceId"] == cloud.outputs(name)["VpcId"]
    assert shown()["LogGroupName"] == cloud.physical(name, "Logs")
    assert shown()["DeliverLogsPermissionArn"].endswith(cloud.physical(name, "Writer"))
    assert (shown()["TrafficType"], shown()["MaxAggregationInterval"]) == ("REJECT", 60)
    assert (shown()["LogFormat"], named(shown())) == ("${srcaddr} ${dstaddr}", "rejected")
    retagged = with_properties(PRIVATE, "Flow", Tags=[{"Key": "Name", "Value": "all"}])
    assert cloud.changes(name, retagged) == {"Flow": ("Modify", "False")}
    cloud.update(name, retagged)
    assert (shown()["FlowLogId"], named(shown())) == (first, "all")
    everything = with_properties(retagged, "Flow", TrafficType="ALL")
    assert cloud.changes(name, everything) == {"Flow": ("Modify", "True")}
    cloud.update(name, everything)
    assert (shown()["TrafficType"], shown()["FlowLogId"]) == ("ALL", cloud.physical(name, "Flow"))


def test_what_a_private_network_uses_is_not_deleted(cloud: Cloud) -> None:
    name = cloud.create(PRIVATE)
    made, ec2 = cloud.outputs(name), cloud.client("ec2")
    gateway = {"InternetGatewayId": cloud.physical(name, "Gateway")}
    refused = (
        (ec2.release_address, {"AllocationId": made["Allocation"]}, "InvalidIPAddress.InUse"),
        (ec2.delete_subnet, {"SubnetId": made["SubnetId"]}, "DependencyViolation"),
        (ec2.delete_vpc, {"VpcId": made["VpcId"]}, "DependencyViolation"),
        (
            ec2.delete_security_group,
            {"GroupId": cloud.physical(name, "Callers")},
            "DependencyViolation",
        ),
        (
            ec2.detach_internet_gateway,
            {**gateway, "VpcId": made["VpcId"]},
            "DependencyViolation",
        ),
        (ec2.delete_internet_gateway, gateway, "DependencyViolation"),
    )
    for call, params, code in refused:
        with pytest.raises(ClientError) as caught:
            call(**params)
        assert caught.value.response["Error"]["Code"] == code, call


def test_a_nat_gateway_waits_for_the_internet_gateway_or_is_refused(cloud: Cloud) -> None:
    hasty = without(PRIVATE, "Attachment", "Route")
    del hasty["Resources"]["Nat"]["DependsOn"], hasty["Resources"]["Address"]["DependsOn"]
    assert "has no Internet gateway attached" in cloud.failures(cloud.create(hasty))


def test_two_of_a_kind_are_refused(cloud: Cloud) -> None:
    name = cloud.create(NETWORK)
    for twin, reason in (
        ("Nat", "is already associated"),
        ("S3", "already has a route with destination-prefix-list-id"),
        ("Registry", "there is already a conflicting DNS domain"),
        ("Flow", "There is an existing Flow Log with the same configuration"),
    ):
        twice = with_properties(PRIVATE, twin)
        twice["Resources"]["Twin"] = {**twice["Resources"][twin], "DependsOn": twin}
        twice["Resources"]["Twin"]["DependsOn"] = ["Attachment", twin]
        other = cloud.create(twice)
        assert cloud.status(other) == "ROLLBACK_COMPLETE"
        assert reason in cloud.failures(other)
    assert cloud.status(name) == "CREATE_COMPLETE"


def test_private_names_want_names_in_the_network(cloud: Cloud) -> None:
    nameless = with_properties(PRIVATE, "VPC", EnableDnsHostnames=False)
    assert "requires both enableDnsSupport and enableDnsHostnames" in cloud.failures(
        cloud.create(nameless)
    )


SERVICE = "com.amazonaws.eu-west-1"
ROLE = "arn:aws:iam::000000000000:role/no"
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a NAT gateway in an unknown subnet": (
        with_properties(PRIVATE, "Nat", SubnetId="subnet-0"),
        "The subnet ID 'subnet-0' does not exist",
    ),
    "a NAT gateway with an unknown address": (
        with_properties(PRIVATE, "Nat", AllocationId="eipalloc-0"),
        "The allocation ID 'eipalloc-0' does not exist",
    ),
    "a public NAT gateway without an address": (
        with_properties(PRIVATE, "Nat", AllocationId=None),
        "The request must contain the parameter AllocationId",
    ),
    "a private NAT gateway with an address": (
        with_properties(PRIVATE, "Nat", ConnectivityType="private"),
        "AllocationId is not valid for a private NAT gateway",
    ),
    "a property of a NAT gateway that would be lost": (
        with_properties(PRIVATE, "Nat", SecondaryAllocationIds=["eipalloc-0"]),
        "property SecondaryAllocationIds is not emulated",
    ),
    "a property of an address that would be lost": (
        with_properties(PRIVATE, "Address", InstanceId="i-0"),
        "property InstanceId is not emulated",
    ),
    "a route by an unknown NAT gateway": (
        with_properties(PRIVATE, "ByNat", NatGatewayId="nat-0"),
        "The natGateway ID 'nat-0' does not exist",
    ),
    "an endpoint in an unknown VPC": (
        alone("AWS::EC2::VPCEndpoint", VpcId="vpc-0", ServiceName=f"{SERVICE}.s3"),
        "The vpc ID 'vpc-0' does not exist",
    ),
    "an endpoint of another region's service": (
        with_properties(PRIVATE, "S3", ServiceName="com.amazonaws.us-east-1.s3"),
        "The Vpc Endpoint Service 'com.amazonaws.us-east-1.s3' does not exist",
    ),
    "a gateway to what has none": (
        with_properties(PRIVATE, "S3", ServiceName=f"{SERVICE}.ecr.api"),
        "Endpoint type (Gateway) does not match",
    ),
    "an endpoint in an unknown route table": (
        with_properties(PRIVATE, "S3", RouteTableIds=["rtb-0"]),
        "The routeTable ID 'rtb-0' does not exist",
    ),
    "an endpoint in an unknown subnet": (
        with_properties(PRIVATE, "Registry", SubnetIds=["subnet-0"]),
        "The subnet ID 'subnet-0' does not exist",
    ),
    "an endpoint with an unknown security group": (
        with_properties(PRIVATE, "Registry", SecurityGroupIds=["sg-0"]),
        "The security group 'sg-0' does not exist",
    ),
    "a flow log of an unknown VPC": (
        with_properties(PRIVATE, "Flow", ResourceId="vpc-0"),
        "The vpc ID 'vpc-0' does not exist",
    ),
    "a flow log by an unknown role": (
        with_properties(PRIVATE, "Flow", DeliverLogsPermissionArn=ROLE),
        "Role is not valid",
    ),
    "a flow log by nobody": (
        with_properties(PRIVATE, "Flow", DeliverLogsPermissionArn=None),
        "DeliverLogsPermissionArn can't be empty",
    ),
    "a flow log to nowhere": (
        with_properties(PRIVATE, "Flow", LogGroupName=None),
        "LogDestination can't be empty",
    ),
    "a property of a flow log that would be lost": (
        with_properties(PRIVATE, "Flow", TagFieldSpecifications=[]),
        "property TagFieldSpecifications is not emulated",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_part_that_refers_to_nothing_is_refused(cloud: Cloud, case: str) -> None:
    before, (template, reason) = listings(cloud), REFUSED[case]
    name = cloud.create(template)
    assert cloud.status(name) == "ROLLBACK_COMPLETE", cloud.failures(name)
    assert reason in cloud.failures(name)
    assert listings(cloud) == before


@pytest.mark.parametrize(
    ("call", "params", "code"),
    [
        ("delete_nat_gateway", {"NatGatewayId": "nat-0"}, "NatGatewayNotFound"),
        ("delete_vpc_endpoints", {"VpcEndpointIds": ["vpce-0"]}, "InvalidVpcEndpointId.NotFound"),
        (
            "modify_vpc_endpoint",
            {"VpcEndpointId": "vpce-0", "ResetPolicy": True},
            "InvalidVpcEndpointId.NotFound",
        ),
        ("delete_flow_logs", {"FlowLogIds": ["fl-0"]}, "InvalidFlowLogId.NotFound"),
        (
            "create_nat_gateway",
            {"SubnetId": "subnet-0", "AllocationId": "eipalloc-0"},
            "InvalidSubnetID.NotFound",
        ),
    ],
)
def test_a_direct_call_is_refused_too(
    cloud: Cloud, call: str, params: dict[str, Any], code: str
) -> None:
    with pytest.raises(ClientError) as caught:
        getattr(cloud.client("ec2"), call)(**params)
    assert caught.value.response["Error"]["Code"] == code


def test_a_private_gateway_has_no_public_address(cloud: Cloud) -> None:
    inward = without(PRIVATE, "Address")
    inward = with_properties(inward, "Nat", AllocationId=None, ConnectivityType="private")
    del inward["Outputs"]["Address"], inward["Outputs"]["Allocation"]
    name = cloud.create(inward)
    assert cloud.status(name) == "CREATE_COMPLETE", cloud.failures(name)
    (nat,) = cloud.client("ec2").describe_nat_gateways()["NatGateways"]
    (address,) = nat["NatGatewayAddresses"]
    assert nat["ConnectivityType"] == "private"
    assert "PublicIp" not in address
