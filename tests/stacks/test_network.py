from __future__ import annotations

import json
from ipaddress import IPv4Network
from typing import Any

import pytest

from generators.stacks import KINDS

NETWORK = KINDS["network"]


def _template(**spec: Any) -> dict[str, Any]:
    read = NETWORK.Spec.model_validate_json(json.dumps(spec))
    found: dict[str, Any] = NETWORK.template(read).to_dict()
    return found


@pytest.mark.parametrize("cidr", ["10.0.0.0/16", "192.168.4.0/24", "172.16.0.64/26"])
def test_the_subnets_lie_apart_in_the_vpc_and_leave_half_of_it(cidr: str) -> None:
    resources = _template(cidr=cidr)["Resources"]
    subnets = [r["Properties"] for r in resources.values() if r["Type"] == "AWS::EC2::Subnet"]
    blocks = [IPv4Network(subnet["CidrBlock"]) for subnet in subnets]
    assert not blocks[0].overlaps(blocks[1])
    assert sum(b.num_addresses for b in blocks) == IPv4Network(cidr).num_addresses // 2
    assert all(block.subnet_of(IPv4Network(cidr)) for block in blocks)
    zones = [subnet["AvailabilityZone"]["Fn::Select"][0] for subnet in subnets]
    assert zones == [0, 1]


def test_what_is_in_a_public_subnet_reaches_the_internet() -> None:
    resources = _template()["Resources"]
    route = resources["PublicRoute"]
    assert route["DependsOn"] == "InternetGatewayAttachment", "no route before the attachment"
    assert route["Properties"]["GatewayId"] == {"Ref": "InternetGateway"}
    for number in (1, 2):
        assert resources[f"PublicSubnet{number}"]["Properties"]["MapPublicIpOnLaunch"] is True
        association = resources[f"PublicSubnet{number}RouteTableAssociation"]["Properties"]
        assert association["RouteTableId"] == {"Ref": "PublicRouteTable"}


def test_the_outputs_are_named_as_a_clusters_parameters() -> None:
    outputs = _template()["Outputs"]
    assert outputs["VpcId"]["Value"] == {"Ref": "VPC"}
    assert outputs["SubnetID"]["Value"] == {
        "Fn::Join": [",", [{"Ref": "PublicSubnet1"}, {"Ref": "PublicSubnet2"}]]
    }
