"""What Amazon EC2 refuses of VPC endpoints."""

from __future__ import annotations

from ministack.core.responses import get_region
from ministack.services import ec2

from generators.deploy.emulated import lookups
from generators.deploy.emulated.services import rule
from generators.deploy.emulated.wire import Params, Refused

_BY_GATEWAY = frozenset({"s3", "dynamodb"})


@rule("ec2", "CreateVpcEndpoint")
def an_endpoint_names_what_exists(params: Params) -> None:
    """VPC, service, route tables, subnets and security groups of a new endpoint."""
    lookups.vpc(params["VpcId"])
    kind = params.get("VpcEndpointType", "Gateway")
    _service(params["ServiceName"], kind)
    _parts(params, "")
    others = [
        one
        for one in ec2._vpc_endpoints.values()
        if (one["VpcId"], one["ServiceName"]) == (params["VpcId"], params["ServiceName"])
    ]
    if kind == "Gateway":
        _routes_are_free(params, others)
    elif kind == "Interface" and params.get("PrivateDnsEnabled", True):
        _names_are_free(params, others)


@rule("ec2", "ModifyVpcEndpoint")
def a_changed_endpoint_names_what_exists(params: Params) -> None:
    """The endpoint, and what is added to it."""
    lookups.vpc_endpoint(params["VpcEndpointId"])
    _parts(params, "Add")


@rule("ec2", "DeleteVpcEndpoints")
def endpoints_to_delete_exist(params: Params) -> None:
    """What is not there is not deleted."""
    for name in params["VpcEndpointIds"]:
        lookups.vpc_endpoint(name)


def _service(name: str, kind: str) -> None:
    """AWS's own services are believed where they are of this region."""
    home = f"com.amazonaws.{get_region()}."
    if not name.startswith((home, "com.amazonaws.vpce.", "aws.")):
        raise Refused("InvalidServiceName", f"The Vpc Endpoint Service '{name}' does not exist")
    if kind == "Gateway" and name.removeprefix(home) not in _BY_GATEWAY:
        raise Refused(
            "InvalidParameter",
            "Endpoint type (Gateway) does not match available service types ([Interface]).",
        )


def _parts(params: Params, verb: str) -> None:
    for name in params.get(f"{verb}RouteTableIds") or ():
        lookups.route_table(name)
    lookups.subnets(params.get(f"{verb}SubnetIds") or ())
    lookups.security_groups(params.get(f"{verb}SecurityGroupIds") or ())


def _routes_are_free(params: Params, others: list[Params]) -> None:
    taken = {name for one in others for name in one["RouteTableIds"]}
    for name in params.get("RouteTableIds") or ():
        if name in taken:
            raise Refused(
                "RouteAlreadyExists",
                f"route table {name} already has a route with destination-prefix-list-id of "
                f"{params['ServiceName']}",
            )


def _names_are_free(params: Params, others: list[Params]) -> None:
    defaults = {"EnableDnsSupport": True, "EnableDnsHostnames": False}
    network = {**defaults, **ec2._vpcs[params["VpcId"]]}
    if not all(str(network[key]).lower() == "true" for key in defaults):
        raise Refused(
            "InvalidParameter",
            "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC "
            f"attributes set to true for {params['VpcId']}",
        )
    if any(one["PrivateDnsEnabled"] for one in others):
        raise Refused(
            "InvalidParameter",
            "private-dns-enabled cannot be set because there is already a conflicting DNS domain "
            f"for {params['ServiceName']} in the VPC {params['VpcId']}",
        )
