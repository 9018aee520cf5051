"""What Amazon EC2 refuses of NAT gateways, addresses and flow logs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ministack.services import ec2

from generators.deploy.emulated import lookups
from generators.deploy.emulated.services import rule
from generators.deploy.emulated.wire import Params, Refused

Given = Mapping[str, Any]
_DESTINATION = (
    "TrafficType",
    "LogGroupName",
    "LogDestination",
    "LogFormat",
    "MaxAggregationInterval",
)


@rule("ec2", "CreateNatGateway")
def a_gateway_has_its_place_and_its_address(params: Given) -> None:
    """The subnet is there; a public gateway has a free address and a way to the internet."""
    lookups.subnets([params["SubnetId"]])
    allocation = params.get("AllocationId")
    if params.get("ConnectivityType") == "private":
        if allocation:
            raise Refused("InvalidParameter", "AllocationId is not valid for a private NAT gateway")
        return
    if not allocation:
        raise Refused("MissingParameter", "The request must contain the parameter AllocationId")
    lookups.address(allocation)
    if ec2._addresses[allocation]["AssociationId"]:
        message = f"Elastic IP address [{allocation}] is already associated"
        raise Refused("Resource.AlreadyAssociated", message)
    network = ec2._subnets[params["SubnetId"]]["VpcId"]
    attached = (at for one in ec2._internet_gateways.values() for at in one["Attachments"])
    if not any(at["VpcId"] == network for at in attached):
        raise Refused("Gateway.NotAttached", f"Network {network} has no Internet gateway attached")


@rule("ec2", "DeleteNatGateway")
def a_gateway_to_delete_exists(params: Given) -> None:
    """What is not there is not deleted."""
    lookups.nat_gateway(params["NatGatewayId"])


@rule("ec2", "ReleaseAddress")
def an_address_in_use_stays(params: Given) -> None:
    """An address that a NAT gateway or an instance has is not released."""
    found = ec2._addresses.get(params.get("AllocationId", "")) or {}
    if found.get("AssociationId"):
        raise Refused("InvalidIPAddress.InUse", f"The address {found['PublicIp']} is in use.")


@rule("ec2", "CreateFlowLogs")
def a_flow_log_has_a_source_and_a_destination(params: Params) -> None:
    """What is watched is there, and so is the role that writes to the log group."""
    for name in params["ResourceIds"]:
        if params["ResourceType"] == "VPC":
            lookups.vpc(name)
        if params["ResourceType"] == "Subnet":
            lookups.subnets([name])
    if params.get("LogDestinationType", "cloud-watch-logs") != "cloud-watch-logs":
        return
    if not params.get("LogGroupName") and not params.get("LogDestination"):
        raise Refused("InvalidParameter", "LogDestination can't be empty.")
    if not params.get("DeliverLogsPermissionArn"):
        message = (
            "DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs."
        )
        raise Refused("InvalidParameter", message)
    lookups.role(params["DeliverLogsPermissionArn"], "InvalidParameter")


@rule("ec2", "CreateFlowLogs")
def no_two_flow_logs_are_alike(params: Params) -> None:
    """A resource has one flow log of the same traffic for a destination."""
    for one in ec2._flow_logs.values():
        same = all(one.get(key) == params.get(key, one.get(key)) for key in _DESTINATION)
        if same and one["ResourceId"] in params["ResourceIds"]:
            raise Refused(
                "FlowLogAlreadyExists",
                "Error. There is an existing Flow Log with the same configuration and log "
                "destination.",
            )


@rule("ec2", "DeleteFlowLogs")
def flow_logs_to_delete_exist(params: Params) -> None:
    """What is not there is not deleted."""
    for name in params["FlowLogIds"]:
        if name not in ec2._flow_logs:
            raise Refused("InvalidFlowLogId.NotFound", f"The flow log '{name}' does not exist")
