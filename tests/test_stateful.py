"""What is lost with a resource."""

from __future__ import annotations

import pytest

from generators import resource_schemas
from generators.stateful import LOST, holds_state, lost


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
