"""AWS::EC2::VPCEndpoint: gateway endpoints and interface endpoints."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import ec2

from generators.deploy.emulated import ec2_records, registry, shapes
from generators.deploy.emulated.registry import Made, Properties, Resource
from generators.deploy.emulated.services import call, serve
from generators.deploy.emulated.wire import Params

_KEEPS = frozenset(
    {
        "DnsOptions",
        "IpAddressType",
        "PolicyDocument",
        "PrivateDnsEnabled",
        "RouteTableIds",
        "SecurityGroupIds",
        "ServiceName",
        "SubnetIds",
        "Tags",
        "VpcEndpointType",
        "VpcId",
    }
)
_LISTS = ("RouteTableIds", "SubnetIds")
_KEPT = ("DnsOptions", "IpAddressType", "PolicyDocument", "PrivateDnsEnabled")
_ANYTHING = json.dumps(
    {"Statement": [{"Action": "*", "Effect": "Allow", "Principal": "*", "Resource": "*"}]}
)


def install() -> None:
    """Add the type."""
    registry.add(
        "AWS::EC2::VPCEndpoint", keeps=_KEEPS, create=_create, update=_update, delete=_delete
    )


def _create(made: Resource) -> Made:
    params = _request(made.properties) | ec2_records.tags("vpc-endpoint", made.properties)
    found = call("ec2", "CreateVpcEndpoint", **params)["VpcEndpoint"]
    return found["VpcEndpointId"], _attributes(found)


def _update(name: str, old: Properties, new: Properties) -> dict[str, Any]:
    before, after = _request(old), _request(new)
    changes: Params = {}
    for key in (*_LISTS, "SecurityGroupIds"):
        was, now = before.get(key) or [], after.get(key) or []
        changes[f"Add{key}"] = [one for one in now if one not in was]
        changes[f"Remove{key}"] = [one for one in was if one not in now]
    changes.update({key: after[key] for key in _KEPT if key in after})
    if "PolicyDocument" in before and "PolicyDocument" not in after:
        changes["ResetPolicy"] = True
    given = {key: value for key, value in changes.items() if value != []}
    call("ec2", "ModifyVpcEndpoint", VpcEndpointId=name, **given)
    ec2_records.retag(name, old, new)
    return _attributes(ec2._vpc_endpoints[name])


def _delete(name: str, _: Properties) -> None:
    call("ec2", "DeleteVpcEndpoints", VpcEndpointIds=[name])


def _request(properties: Properties) -> Params:
    known = {key: value for key, value in properties.items() if key != "Tags"}
    return shapes.request("ec2", "CreateVpcEndpoint", known)


def _attributes(found: Params) -> dict[str, Any]:
    return {
        "Id": found["VpcEndpointId"],
        "CreationTimestamp": found["CreationTimestamp"].isoformat(),
        "DnsEntries": [f"{one['HostedZoneId']}:{one['DnsName']}" for one in found["DnsEntries"]],
        "NetworkInterfaceIds": found["NetworkInterfaceIds"],
    }


@serve("ec2", "CreateVpcEndpoint")
def _serve_create(params: Params) -> Params:
    name, kind = ec2_records.new_id("vpce"), params.get("VpcEndpointType", "Gateway")
    record = {
        "VpcEndpointId": name,
        "VpcEndpointType": kind,
        "VpcId": params["VpcId"],
        "ServiceName": params["ServiceName"],
        "State": "available",
        "PolicyDocument": params.get("PolicyDocument", _ANYTHING),
        "RouteTableIds": params.get("RouteTableIds", []),
        "SubnetIds": params.get("SubnetIds", []),
        "Groups": _groups(params.get("SecurityGroupIds") or ()),
        "IpAddressType": params.get("IpAddressType", "ipv4"),
        "DnsOptions": params.get("DnsOptions", {}),
        "PrivateDnsEnabled": kind == "Interface" and params.get("PrivateDnsEnabled", True),
        "RequesterManaged": False,
        "NetworkInterfaceIds": [ec2_records.new_id("eni") for _ in params.get("SubnetIds") or ()],
        "DnsEntries": _entries(name, params["ServiceName"]) if kind == "Interface" else [],
        "CreationTimestamp": datetime.now(UTC),
        "OwnerId": get_account_id(),
    }
    return {"VpcEndpoint": ec2_records.put(ec2._vpc_endpoints, name, record, params)}


@serve("ec2", "ModifyVpcEndpoint")
def _serve_modify(params: Params) -> Params:
    record = ec2._vpc_endpoints[params["VpcEndpointId"]]
    for key in _KEPT:
        if key in params:
            record[key] = params[key]
    if params.get("ResetPolicy"):
        record["PolicyDocument"] = _ANYTHING
    for key in _LISTS:
        record[key] = _changed(record[key], params, key)
    groups = _changed([one["GroupId"] for one in record["Groups"]], params, "SecurityGroupIds")
    record["Groups"] = _groups(groups)
    record["NetworkInterfaceIds"] = [ec2_records.new_id("eni") for _ in record["SubnetIds"]]
    return {"Return": True}


@serve("ec2", "DescribeVpcEndpoints")
def _serve_describe(params: Params) -> Params:
    names, filters = params.get("VpcEndpointIds"), params.get("Filters")
    return {"VpcEndpoints": ec2_records.chosen(ec2._vpc_endpoints, names, filters)}


@serve("ec2", "DeleteVpcEndpoints")
def _serve_delete(params: Params) -> Params:
    for name in params["VpcEndpointIds"]:
        ec2_records.take(ec2._vpc_endpoints, name)
    return {"Unsuccessful": []}


def _groups(names: Iterable[str]) -> list[Params]:
    known = ec2._security_groups
    return [{"GroupId": name, "GroupName": known[name]["GroupName"]} for name in names]


def _entries(name: str, service: str) -> list[Params]:
    region, _, rest = service.removeprefix("com.amazonaws.").partition(".")
    host = f"{name}-{name[-8:]}.{rest}.{region}.vpce.amazonaws.com"
    return [{"DnsName": host, "HostedZoneId": "Z38GZ743OKFT7T"}]


def _changed(before: list[str], params: Params, key: str) -> list[str]:
    gone = params.get(f"Remove{key}") or ()
    come = params.get(f"Add{key}") or ()
    return [
        *(one for one in before if one not in gone),
        *(one for one in come if one not in before),
    ]
