"""AWS::EC2: elastic IP addresses and NAT gateways."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ministack.services import ec2

from generators.deploy.emulated import ec2_records, registry
from generators.deploy.emulated.registry import Made, Properties, Resource
from generators.deploy.emulated.services import call, serve
from generators.deploy.emulated.wire import Params


def install() -> None:
    """Add the two types."""
    registry.add(
        "AWS::EC2::EIP",
        keeps=frozenset({"Domain", "Tags"}),
        create=_allocate,
        update=_retag_address,
        delete=_release,
    )
    registry.add(
        "AWS::EC2::NatGateway",
        keeps=frozenset({"AllocationId", "ConnectivityType", "SubnetId", "Tags"}),
        create=_create,
        update=_update,
        delete=_delete,
    )


def _allocate(made: Resource) -> Made:
    given = ec2_records.tags("elastic-ip", made.properties)
    found = call("ec2", "AllocateAddress", Domain=made.properties.get("Domain", "vpc"), **given)
    return found["PublicIp"], _attributes(found)


def _retag_address(address: str, old: Properties, new: Properties) -> dict[str, Any]:
    found = _of(address)
    ec2_records.retag(found["AllocationId"], old, new)
    return _attributes(found)


def _release(address: str, _: Properties) -> None:
    if found := _of(address):
        call("ec2", "ReleaseAddress", AllocationId=found["AllocationId"])


def _of(address: str) -> Params:
    """A stack knows its address by the address, the API by the allocation."""
    return next((one for one in ec2._addresses.values() if one["PublicIp"] == address), {})


def _attributes(found: Params) -> dict[str, Any]:
    return {"PublicIp": found["PublicIp"], "AllocationId": found["AllocationId"]}


def _create(made: Resource) -> Made:
    given = {key: value for key, value in made.properties.items() if key != "Tags"}
    given |= ec2_records.tags("natgateway", made.properties)
    found = call("ec2", "CreateNatGateway", **given)["NatGateway"]
    return found["NatGatewayId"], _ids(found)


def _update(name: str, old: Properties, new: Properties) -> dict[str, Any]:
    ec2_records.retag(name, old, new)
    return _ids(ec2._nat_gateways[name])


def _delete(name: str, _: Properties) -> None:
    call("ec2", "DeleteNatGateway", NatGatewayId=name)


def _ids(found: Params) -> dict[str, Any]:
    (address,) = found["NatGatewayAddresses"]
    return {"NatGatewayId": found["NatGatewayId"], "EniId": address["NetworkInterfaceId"]}


@serve("ec2", "CreateNatGateway")
def _serve_create(params: Params) -> Params:
    name, subnet = ec2_records.new_id("nat"), ec2._subnets[params["SubnetId"]]
    record = {
        "NatGatewayId": name,
        "SubnetId": params["SubnetId"],
        "VpcId": subnet["VpcId"],
        "ConnectivityType": params.get("ConnectivityType", "public"),
        "State": "available",
        "CreateTime": datetime.now(UTC),
        "NatGatewayAddresses": [_address(params, subnet)],
    }
    return {"NatGateway": ec2_records.put(ec2._nat_gateways, name, record, params)}


@serve("ec2", "DescribeNatGateways")
def _serve_describe(params: Params) -> Params:
    names, filters = params.get("NatGatewayIds"), params.get("Filters", params.get("Filter"))
    return {"NatGateways": ec2_records.chosen(ec2._nat_gateways, names, filters)}


@serve("ec2", "DeleteNatGateway")
def _serve_delete(params: Params) -> Params:
    record = ec2_records.take(ec2._nat_gateways, params["NatGatewayId"])
    for address in record["NatGatewayAddresses"]:
        if allocated := ec2._addresses.get(address.get("AllocationId", "")):
            allocated["AssociationId"] = None
    return {"NatGatewayId": params["NatGatewayId"]}


def _address(params: Params, subnet: Params) -> Params:
    """The address of a new gateway: one of its subnet and, if it is public, an allocated one."""
    network = subnet["CidrBlock"].partition("/")[0].rpartition(".")[0]
    found = {
        "NetworkInterfaceId": ec2_records.new_id("eni"),
        "PrivateIp": f"{network}.{4 + len(ec2._nat_gateways) % 250}",
        "IsPrimary": True,
        "Status": "succeeded",
    }
    if allocated := ec2._addresses.get(params.get("AllocationId", "")):
        allocated["AssociationId"] = ec2_records.new_id("eipassoc")
        for key in ("AllocationId", "AssociationId", "PublicIp"):
            found[key] = allocated[key]
    return found
