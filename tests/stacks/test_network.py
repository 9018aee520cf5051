from __future__ import annotations

import json
from ipaddress import IPv4Network
from itertools import combinations, permutations
from typing import Any, get_args

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.constraints import MAX_TEMPLATE
from generators.lint import lint
from generators.model import Stack
from generators.outputs import output_type
from generators.parts.logs import RETENTIONS
from generators.parts.spec import Spec
from generators.render import as_text, build
from generators.stacks import KINDS
from generators.stacks.network import OPTIONS
from generators.stacks.network.services import (
    INTERFACES_OF_AN_INSTANCE,
    GatewayEndpoint,
    InterfaceEndpoint,
)
from generators.stacks.network.spec import FlowLogs, NetworkSpec

NETWORK = KINDS["network"]
GATEWAYS = get_args(GatewayEndpoint)
INTERFACES = get_args(InterfaceEndpoint)
WITHOUT_NAT = {"private_subnets": True, "interface_endpoints": list(INTERFACES_OF_AN_INSTANCE)}
EVERYTHING = {
    "zones": 3,
    "private_subnets": True,
    "nat": "one_per_zone",
    "gateway_endpoints": list(GATEWAYS),
    "interface_endpoints": list(INTERFACES),
    "flow_logs": {},
}
SHAPES = [
    {"zones": zones, **rest}
    for zones in (2, 3)
    for rest in (
        {},
        WITHOUT_NAT,
        {"private_subnets": True, "nat": "one"},
        {"private_subnets": True, "nat": "one_per_zone"},
        {"interface_endpoints": ["sqs"], "gateway_endpoints": list(GATEWAYS), "flow_logs": {}},
    )
]
"""Both numbers of zones with every way that subnets can be."""


def _template(**spec: Any) -> dict[str, Any]:
    read = NETWORK.Spec.model_validate_json(json.dumps(spec))
    stack = Stack(
        name="net", kind="network", parent=None, spec=read, parameters={}, environments={}
    )
    found: dict[str, Any] = json.loads(as_text(build(stack)))
    return found


def _of_type(type_: str, resources: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        name: resource["Properties"]
        for name, resource in resources.items()
        if resource["Type"] == f"AWS::{type_}"
    }


def _refs(*names: str) -> list[dict[str, str]]:
    return [{"Ref": name} for name in names]


# What comes of each option


def _ids(*names: str, zones: int = 2) -> set[str]:
    """Logical ids; a # in a name stands for each zone's number."""
    return {name.replace("#", str(zone)) for name in names for zone in range(1, zones + 1)}


PUBLIC = (
    "VPC", "InternetGateway", "InternetGatewayAttachment", "PublicRouteTable", "PublicRoute",
    "PublicSubnet#", "PublicSubnet#RouteTableAssociation", "S3Endpoint",
)  # fmt: skip
PRIVATE = (
    "PrivateSubnet#", "PrivateSubnet#RouteTableAssociation", "PrivateRouteTable#",
)  # fmt: skip
NAT = ("NatGateway#", "NatGateway#Address")
ENDPOINTS = (
    "EndpointSecurityGroup", "CloudformationEndpoint", "EcsEndpoint", "EcsAgentEndpoint",
    "EcsTelemetryEndpoint", "EcrApiEndpoint", "EcrDkrEndpoint", "LogsEndpoint", "SsmEndpoint",
    "SsmmessagesEndpoint",
)  # fmt: skip
FLOW_LOGS = ("FlowLog", "FlowLogGroup", "FlowLogRole")

MADE = {
    "as it comes": _ids(*PUBLIC),
    "a smaller block of addresses": _ids(*PUBLIC),
    "three zones": _ids(*PUBLIC, zones=3),
    "private subnets behind one NAT gateway": _ids(*PUBLIC, *PRIVATE, "PrivateRoute#")
    | _ids(*NAT, zones=1),
    "private subnets in three zones, each with its own NAT gateway": _ids(
        *PUBLIC, *PRIVATE, "PrivateRoute#", *NAT, zones=3
    ),
    "endpoints instead of NAT": _ids(*PUBLIC, *PRIVATE, *ENDPOINTS),
    "DynamoDB without NAT charges": _ids(*PUBLIC, *PRIVATE, "PrivateRoute#", "DynamodbEndpoint")
    | _ids(*NAT, zones=1),
    "flow logs": _ids(*PUBLIC, *FLOW_LOGS),
    "flow logs of what was rejected": _ids(*PUBLIC, *FLOW_LOGS),
}


@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_makes_what_it_says_and_no_more(option: str) -> None:
    assert set(_template(**OPTIONS[option])["Resources"]) == MADE[option]


@pytest.mark.parametrize("field", [*sorted(set(NetworkSpec.model_fields) - set(Spec.model_fields))])
def test_every_field_is_set_by_some_option(field: str) -> None:
    default = NetworkSpec.model_fields[field].default
    specs = [NetworkSpec.model_validate_json(json.dumps(spec)) for spec in OPTIONS.values()]
    assert any(getattr(spec, field) != default for spec in specs)


@pytest.mark.parametrize("field", FlowLogs.model_fields)
def test_every_field_of_flow_logs_is_set_by_some_option(field: str) -> None:
    default = FlowLogs.model_fields[field].default
    assert any(
        (spec.get("flow_logs") or {}).get(field, default) != default for spec in OPTIONS.values()
    )


def test_nothing_of_it_is_kept_when_the_stack_is_deleted() -> None:
    for resource in _template(**EVERYTHING)["Resources"].values():
        assert resource.get("DeletionPolicy", "Delete") == "Delete"


def test_physical_names_are_left_to_cloudformation() -> None:
    resources = _template(**EVERYTHING)["Resources"]
    for type_, name in {
        "EC2::SecurityGroup": "GroupName",
        "IAM::Role": "RoleName",
        "Logs::LogGroup": "LogGroupName",
    }.items():
        (properties,) = _of_type(type_, resources).values()
        assert name not in properties


# Addresses


@pytest.mark.parametrize("cidr", ["10.0.0.0/16", "192.168.4.0/24", "172.16.0.128/25"])
def test_every_subnet_has_an_eighth_of_the_vpc_of_its_own(cidr: str) -> None:
    found = _of_type("EC2::Subnet", _template(**EVERYTHING, cidr=cidr)["Resources"])
    blocks = {name: IPv4Network(subnet["CidrBlock"]) for name, subnet in found.items()}
    eighths = list(IPv4Network(cidr).subnets(prefixlen_diff=3))
    assert {name: eighths.index(block) for name, block in blocks.items()} == {
        "PublicSubnet1": 0, "PublicSubnet2": 1, "PublicSubnet3": 2,
        "PrivateSubnet1": 4, "PrivateSubnet2": 5, "PrivateSubnet3": 6,
    }  # fmt: skip
    assert all(block.prefixlen <= 28 for block in blocks.values()), "AWS takes none smaller"


def test_each_zone_has_a_subnet_of_each_sort() -> None:
    found = _of_type("EC2::Subnet", _template(**EVERYTHING)["Resources"])
    assert {
        name: subnet["AvailabilityZone"]["Fn::Select"][0] + 1 for name, subnet in found.items()
    } == {f"{sort}Subnet{zone}": zone for sort in ("Public", "Private") for zone in (1, 2, 3)}


@pytest.mark.parametrize("cidr", ["10.0.0.0/16", "192.168.4.0/24"])
def test_no_zone_private_subnet_or_nat_gateway_ever_changes_a_subnet_that_is_there(
    cidr: str,
) -> None:
    found = [_of_type("EC2::Subnet", _template(**s, cidr=cidr)["Resources"]) for s in SHAPES]
    for one, other in combinations(found, 2):
        for name in set(one) & set(other):
            assert one[name] == other[name]


def _create_only(type_: str) -> set[str]:
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("eu-west-1", type_).schema
    return {path.split("/")[2] for path in schema.get("createOnlyProperties", ())}


def test_going_from_one_shape_to_any_other_replaces_nothing() -> None:
    templates = [_template(**spec)["Resources"] for spec in SHAPES]
    assert _create_only("AWS::EC2::Subnet") >= {"AvailabilityZone", "CidrBlock"}
    for before, after in permutations(templates, 2):
        for name in set(before) & set(after):
            for key in _create_only(before[name]["Type"]):
                values = [t[name]["Properties"].get(key) for t in (before, after)]
                assert values[0] == values[1], f"{name}.{key}"


def test_from_one_nat_gateway_to_one_a_zone_only_routes_change() -> None:
    one, each = (
        _template(private_subnets=True, nat=nat)["Resources"] for nat in ("one", "one_per_zone")
    )
    assert set(each) - set(one) == {"NatGateway2", "NatGateway2Address"}
    assert {name for name in one if one[name] != each[name]} == {"PrivateRoute2"}


# Routes


@pytest.mark.parametrize("zones", [2, 3])
def test_what_is_in_a_public_subnet_reaches_the_internet(zones: int) -> None:
    resources = _template(zones=zones)["Resources"]
    route = resources["PublicRoute"]
    assert route["DependsOn"] == "InternetGatewayAttachment", "no route before the attachment"
    assert route["Properties"]["GatewayId"] == {"Ref": "InternetGateway"}
    for number in range(1, zones + 1):
        assert resources[f"PublicSubnet{number}"]["Properties"]["MapPublicIpOnLaunch"] is True
        association = resources[f"PublicSubnet{number}RouteTableAssociation"]["Properties"]
        assert association == {
            "SubnetId": {"Ref": f"PublicSubnet{number}"},
            "RouteTableId": {"Ref": "PublicRouteTable"},
        }


@pytest.mark.parametrize("zones", [2, 3])
@pytest.mark.parametrize("nat", ["one", "one_per_zone"])
def test_a_private_subnet_gets_out_by_its_own_zones_nat_gateway_or_the_only_one(
    zones: int, nat: str
) -> None:
    resources = _template(zones=zones, private_subnets=True, nat=nat)["Resources"]
    for zone in range(1, zones + 1):
        assert resources[f"PrivateSubnet{zone}"]["Properties"]["MapPublicIpOnLaunch"] is False
        assert resources[f"PrivateSubnet{zone}RouteTableAssociation"]["Properties"] == {
            "SubnetId": {"Ref": f"PrivateSubnet{zone}"},
            "RouteTableId": {"Ref": f"PrivateRouteTable{zone}"},
        }
        assert resources[f"PrivateRoute{zone}"]["Properties"] == {
            "RouteTableId": {"Ref": f"PrivateRouteTable{zone}"},
            "DestinationCidrBlock": "0.0.0.0/0",
            "NatGatewayId": {"Ref": f"NatGateway{zone if nat == 'one_per_zone' else 1}"},
        }


def test_without_nat_private_subnets_have_no_route_out() -> None:
    routes = _of_type("EC2::Route", _template(**WITHOUT_NAT)["Resources"])
    assert set(routes) == {"PublicRoute"}


def test_a_nat_gateway_stands_in_a_public_subnet_of_its_zone_with_an_address_of_its_own() -> None:
    resources = _template(**EVERYTHING)["Resources"]
    for zone in (1, 2, 3):
        gateway = resources[f"NatGateway{zone}"]["Properties"]
        assert gateway["SubnetId"] == {"Ref": f"PublicSubnet{zone}"}
        assert gateway["AllocationId"] == {
            "Fn::GetAtt": [f"NatGateway{zone}Address", "AllocationId"]
        }
        address = resources[f"NatGateway{zone}Address"]
        assert address["Properties"]["Domain"] == "vpc"
        assert address["DependsOn"] == "InternetGatewayAttachment", "and is given back before it"


# Endpoints


@pytest.mark.parametrize("service", GATEWAYS)
def test_a_gateway_endpoint_is_a_route_of_every_table(service: str) -> None:
    resources = _template(**EVERYTHING)["Resources"]
    endpoint = resources[f"{service.capitalize()}Endpoint"]["Properties"]
    assert endpoint == {
        "VpcId": {"Ref": "VPC"},
        "VpcEndpointType": "Gateway",
        "ServiceName": {"Fn::Sub": f"com.amazonaws.${{AWS::Region}}.{service}"},
        "RouteTableIds": _refs("PublicRouteTable", *(f"PrivateRouteTable{z}" for z in (1, 2, 3))),
    }


def test_s3_goes_by_an_endpoint_unless_told_otherwise() -> None:
    assert "S3Endpoint" in _template()["Resources"]
    assert not _of_type("EC2::VPCEndpoint", _template(gateway_endpoints=[])["Resources"])


@pytest.mark.parametrize(("private", "sort"), [(True, "Private"), (False, "Public")])
@pytest.mark.parametrize("service", INTERFACES)
def test_an_interface_endpoint_has_an_address_in_each_zone_and_the_services_own_name(
    service: str, private: bool, sort: str
) -> None:
    nat = "one" if private else "none"
    spec = {"private_subnets": private, "nat": nat, "interface_endpoints": [service]}
    found = _of_type("EC2::VPCEndpoint", _template(**spec, gateway_endpoints=[])["Resources"])
    (endpoint,) = found.values()
    assert endpoint["VpcEndpointType"] == "Interface"
    assert endpoint["ServiceName"] == {"Fn::Sub": f"com.amazonaws.${{AWS::Region}}.{service}"}
    assert endpoint["PrivateDnsEnabled"] is True
    assert endpoint["SubnetIds"] == _refs(f"{sort}Subnet1", f"{sort}Subnet2")


def test_every_endpoint_has_a_logical_id_of_its_own() -> None:
    found = _of_type("EC2::VPCEndpoint", _template(**EVERYTHING)["Resources"])
    assert len(found) == len(GATEWAYS) + len(INTERFACES)


def test_interface_endpoints_are_reached_from_the_vpc_alone_and_by_https_alone() -> None:
    resources = _template(**EVERYTHING)["Resources"]
    (group,) = _of_type("EC2::SecurityGroup", resources)
    (rule,) = resources[group]["Properties"]["SecurityGroupIngress"]
    assert (rule["IpProtocol"], rule["FromPort"], rule["ToPort"]) == ("tcp", 443, 443)
    assert rule["CidrIp"] == {"Fn::GetAtt": ["VPC", "CidrBlock"]}
    groups = [
        endpoint["SecurityGroupIds"]
        for endpoint in _of_type("EC2::VPCEndpoint", resources).values()
        if endpoint["VpcEndpointType"] == "Interface"
    ]
    assert groups == [[{"Fn::GetAtt": [group, "GroupId"]}]] * len(INTERFACES)


def test_there_is_no_security_group_where_there_are_no_interface_endpoints() -> None:
    assert not _of_type("EC2::SecurityGroup", _template()["Resources"])


# Flow logs


@pytest.mark.parametrize("traffic", ["all", "accept", "reject"])
def test_flow_logs_record_that_traffic_of_the_vpc_in_a_log_group(traffic: str) -> None:
    resources = _template(flow_logs={"traffic": traffic, "retention_days": 7})["Resources"]
    found = resources["FlowLog"]["Properties"]
    assert (found["ResourceType"], found["ResourceId"]) == ("VPC", {"Ref": "VPC"})
    assert (found["TrafficType"], found["LogDestinationType"]) == (
        traffic.upper(),
        "cloud-watch-logs",
    )
    assert found["LogGroupName"] == {"Ref": "FlowLogGroup"}
    assert found["DeliverLogsPermissionArn"] == {"Fn::GetAtt": ["FlowLogRole", "Arn"]}
    assert resources["FlowLogGroup"]["Properties"] == {"RetentionInDays": 7}


def test_the_role_of_flow_logs_is_only_for_those_of_this_account_and_region() -> None:
    role = _template(flow_logs={})["Resources"]["FlowLogRole"]["Properties"]
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "vpc-flow-logs.amazonaws.com"}
    arn = "arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:vpc-flow-log/*"
    assert trust["Condition"] == {
        "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
        "ArnLike": {"aws:SourceArn": {"Fn::Sub": arn}},
    }


def test_the_role_of_flow_logs_writes_to_that_log_group_and_can_make_none() -> None:
    role = _template(flow_logs={})["Resources"]["FlowLogRole"]["Properties"]
    assert "ManagedPolicyArns" not in role
    (statement,) = role["Policies"][0]["PolicyDocument"]["Statement"]
    assert statement["Resource"] == [{"Fn::GetAtt": ["FlowLogGroup", "Arn"]}]
    assert statement["Action"] == [
        "logs:CreateLogStream",
        "logs:DescribeLogStreams",
        "logs:PutLogEvents",
    ]


def test_flow_logs_are_kept_for_thirty_days_unless_told_otherwise() -> None:
    resources = _template(flow_logs={})["Resources"]
    assert resources["FlowLogGroup"]["Properties"] == {"RetentionInDays": 30}
    assert resources["FlowLog"]["Properties"]["TrafficType"] == "ALL"


# Outputs


@pytest.mark.parametrize("zones", [2, 3])
def test_the_outputs_are_named_as_a_clusters_parameters(zones: int) -> None:
    outputs = _template(zones=zones)["Outputs"]
    public = {"Fn::Join": [",", _refs(*(f"PublicSubnet{z + 1}" for z in range(zones)))]}
    assert {name: output["Value"] for name, output in outputs.items()} == {
        "VpcId": {"Ref": "VPC"},
        "VpcCidr": {"Fn::GetAtt": ["VPC", "CidrBlock"]},
        "SubnetID": public,
        "PublicSubnetID": public,
    }


@pytest.mark.parametrize("spec", [WITHOUT_NAT, {"private_subnets": True, "nat": "one"}])
def test_instances_go_into_the_private_subnets_if_there_are_any(spec: dict[str, Any]) -> None:
    outputs = _template(**spec)["Outputs"]
    private = {"Fn::Join": [",", _refs("PrivateSubnet1", "PrivateSubnet2")]}
    assert outputs["SubnetID"]["Value"] == outputs["PrivateSubnetID"]["Value"] == private
    assert outputs["PublicSubnetID"]["Value"] == {
        "Fn::Join": [",", _refs("PublicSubnet1", "PublicSubnet2")]
    }


def test_the_lists_of_subnets_are_known_to_be_such() -> None:
    template = _template(**EVERYTHING)
    for output in ("SubnetID", "PublicSubnetID", "PrivateSubnetID"):
        assert output_type(template, output) == "List<AWS::EC2::Subnet::Id>"


# As a whole


def test_cfn_lint_finds_nothing_in_any_option() -> None:
    files = {option: as_text(_template(**spec)) for option, spec in OPTIONS.items()}
    assert list(lint(files, ["eu-west-1"])) == []


def _some(names: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), unique=True)


@st.composite
def _specs(draw: st.DrawFn) -> dict[str, Any]:
    private = draw(st.booleans())
    nat = draw(st.sampled_from(["none", "one", "one_per_zone"])) if private else "none"
    gateways, interfaces = draw(_some(GATEWAYS)), draw(_some(INTERFACES))
    if private and nat == "none":
        gateways = list(dict.fromkeys([*gateways, "s3"]))
        interfaces = list(dict.fromkeys([*interfaces, *INTERFACES_OF_AN_INSTANCE]))
    prefix = draw(st.integers(16, 25))
    flow_logs = st.fixed_dictionaries(
        {},
        optional={
            "retention_days": st.sampled_from(RETENTIONS),
            "traffic": st.sampled_from(["all", "accept", "reject"]),
        },
    )
    return {
        "cidr": f"10.{draw(st.integers(0, 255))}.0.0/{prefix}",
        "zones": draw(st.sampled_from([2, 3])),
        "private_subnets": private,
        "nat": nat,
        "gateway_endpoints": gateways,
        "interface_endpoints": interfaces,
        "flow_logs": draw(st.none() | flow_logs),
    }


@settings(max_examples=5, deadline=None, derandomize=True)
@given(specs=st.lists(_specs(), min_size=3, max_size=3))
def test_cfn_lint_finds_nothing_in_whatever_can_be_asked_for(specs: list[dict[str, Any]]) -> None:
    files = {json.dumps(spec): as_text(_template(**spec)) for spec in specs}
    assert list(lint(files, ["eu-west-1"])) == []


def test_all_of_it_at_once_is_no_larger_than_a_template_in_the_call_may_be() -> None:
    assert len(as_text(_template(**EVERYTHING)).encode()) <= MAX_TEMPLATE
