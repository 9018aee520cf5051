"""The outputs that clusters and services build on."""

from __future__ import annotations

from collections.abc import Iterable

from troposphere import GetAtt, Join, Output, Ref, Template

from generators.stacks.network.spec import NetworkSpec


def add_outputs(t: Template, spec: NetworkSpec) -> None:
    """What a cluster takes, under the names of its parameters, and what load balancers take."""
    outputs = {
        "VpcId": (Ref("VPC"), "The VPC"),
        "VpcCidr": (GetAtt("VPC", "CidrBlock"), "The addresses of the VPC"),
        "SubnetID": (_list(spec.subnets_of_instances), "Where instances and tasks go"),
        "PublicSubnetID": (_list(spec.public_subnet_ids), "The public subnets"),
    }
    if spec.private_subnets:
        outputs["PrivateSubnetID"] = (_list(spec.private_subnet_ids), "The private subnets")
    for name, (value, description) in outputs.items():
        t.add_output(Output(name, Value=value, Description=description))


def _list(subnets: Iterable[str]) -> Join:
    return Join(",", [Ref(subnet) for subnet in subnets])
