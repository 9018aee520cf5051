"""What becomes of what holds state, in all that the kinds can be."""

from __future__ import annotations

import pytest

from generators.stateful import holds_state
from tests.options import EACH, Option

KEPT = {"AWS::EC2::EIP", "AWS::ECR::Repository", "AWS::Logs::LogGroup"}
"""What is of use beside the one that took its place."""

NOT_KEPT = {
    "AWS::EC2::InternetGateway",
    "AWS::EC2::NatGateway",
    "AWS::EC2::Route",
    "AWS::EC2::RouteTable",
    "AWS::EC2::Subnet",
    "AWS::EC2::SubnetRouteTableAssociation",
    "AWS::EC2::VPC",
    "AWS::EC2::VPCEndpoint",
    "AWS::EC2::VPCGatewayAttachment",
    "AWS::ECS::Cluster",
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::ServiceDiscovery::HttpNamespace",
    "AWS::ServiceDiscovery::PrivateDnsNamespace",
    "AWS::ServiceDiscovery::Service",
}
"""What is not; docs/decisions/13-what-holds-state.md says of each why."""


def test_it_is_decided_of_every_type_that_holds_state() -> None:
    resources = (each for option in EACH for each in option.template()["Resources"].values())
    assert {each["Type"] for each in resources if holds_state(each["Type"])} == KEPT | NOT_KEPT


@pytest.mark.parametrize("option", EACH, ids=lambda option: option.name)
def test_a_deletion_leaves_nothing_and_a_replacement_what_is_of_use(option: Option) -> None:
    for name, resource in option.template()["Resources"].items():
        found = {key: resource[key] for key in resource if key.endswith("Policy")}
        found.pop("UpdatePolicy", None), found.pop("CreationPolicy", None)
        kept = {"DeletionPolicy": "Delete", "UpdateReplacePolicy": "Retain"}
        assert found == (kept if resource["Type"] in KEPT else {}), name
