"""What is lost with a resource."""

from __future__ import annotations

import pytest

from generators import resource_schemas
from generators.stateful import LOST, holds_state, lost
from tests.options import EACH


@pytest.mark.parametrize("type_", LOST)
def test_a_type_that_holds_state_exists(type_: str) -> None:
    assert resource_schemas.of(type_)


@pytest.mark.parametrize(
    ("type_", "what"),
    [
        ("AWS::Logs::LogGroup", "its logs"),
        ("AWS::ECR::Repository", "its images"),
        ("AWS::ElasticLoadBalancingV2::LoadBalancer", "its DNS name"),
        ("AWS::EC2::EIP", "its address"),
        ("AWS::EFS::FileSystem", "its files"),
    ],
)
def test_what_is_lost_is_told_in_a_word(type_: str, what: str) -> None:
    assert holds_state(type_)
    assert lost(type_) == what


@pytest.mark.parametrize(
    "type_",
    ["AWS::IAM::Role", "AWS::ECS::TaskDefinition", "AWS::EC2::SecurityGroup", "Custom::Thing"],
)
def test_what_is_made_anew_as_it_was_holds_no_state(type_: str) -> None:
    assert not holds_state(type_)
    assert lost(type_) is None


@pytest.mark.parametrize(
    "type_",
    [
        "AWS::EC2::EgressOnlyInternetGateway",
        "AWS::EC2::NetworkAcl",
        "AWS::EC2::SubnetRouteTableAssociation",
        "AWS::EC2::VPCCidrBlock",
        "AWS::EC2::VPNGateway",
        "AWS::EFS::MountTarget",
        "AWS::S3Express::DirectoryBucket",
    ],
)
def test_without_which_something_is_cut_off_holds_state_too(type_: str) -> None:
    assert holds_state(type_)


def test_whatever_a_network_is_made_of_holds_state() -> None:
    """A flow log only writes what its log group keeps, and a security group has rules alone."""
    options = (option for option in EACH if option.kind == "network")
    parts = {r["Type"] for one in options for r in one.template()["Resources"].values()}
    free = {one for one in parts if one.startswith("AWS::EC2::") and not holds_state(one)}
    assert free == {"AWS::EC2::FlowLog", "AWS::EC2::SecurityGroup"}
