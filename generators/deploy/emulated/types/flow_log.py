"""AWS::EC2::FlowLog: recorded and shown; nothing ever flows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ministack.services import ec2

from generators.deploy.emulated import ec2_records, registry, shapes
from generators.deploy.emulated.registry import Made, Properties, Resource
from generators.deploy.emulated.services import call, serve
from generators.deploy.emulated.wire import Params

_SHOWN = (
    "DeliverLogsPermissionArn",
    "DeliverCrossAccountRole",
    "LogGroupName",
    "TrafficType",
    "LogDestinationType",
    "LogDestination",
    "LogFormat",
    "MaxAggregationInterval",
    "DestinationOptions",
)
_FORMAT = (
    "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} "
    "${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}"
)
_UNLESS_GIVEN = {
    "FlowLogStatus": "ACTIVE",
    "DeliverLogsStatus": "SUCCESS",
    "LogDestinationType": "cloud-watch-logs",
    "LogFormat": _FORMAT,
    "MaxAggregationInterval": 600,
}


def install() -> None:
    """Add the type."""
    keeps = frozenset({*_SHOWN, "ResourceId", "ResourceType", "Tags"})
    registry.add("AWS::EC2::FlowLog", keeps=keeps, create=_create, update=_update, delete=_delete)


def _create(made: Resource) -> Made:
    apart = {"ResourceId", "Tags"}
    known = {key: value for key, value in made.properties.items() if key not in apart}
    known["ResourceIds"] = [made.properties["ResourceId"]]
    params = shapes.request("ec2", "CreateFlowLogs", known)
    params |= ec2_records.tags("vpc-flow-log", made.properties)
    (name,) = call("ec2", "CreateFlowLogs", **params)["FlowLogIds"]
    return name, {"Id": name}


def _update(name: str, old: Properties, new: Properties) -> dict[str, Any]:
    ec2_records.retag(name, old, new)
    return {"Id": name}


def _delete(name: str, _: Properties) -> None:
    call("ec2", "DeleteFlowLogs", FlowLogIds=[name])


@serve("ec2", "CreateFlowLogs")
def _serve_create(params: Params) -> Params:
    names = []
    for resource in params["ResourceIds"]:
        name = ec2_records.new_id("fl")
        given = {key: params[key] for key in _SHOWN if key in params}
        record = {**_UNLESS_GIVEN, **given, "FlowLogId": name, "ResourceId": resource}
        record["CreationTime"] = datetime.now(UTC)
        ec2_records.put(ec2._flow_logs, name, record, params)
        names.append(name)
    return {"FlowLogIds": names, "Unsuccessful": []}


@serve("ec2", "DescribeFlowLogs")
def _serve_describe(params: Params) -> Params:
    names, filters = params.get("FlowLogIds"), params.get("Filter")
    return {"FlowLogs": ec2_records.chosen(ec2._flow_logs, names, filters)}


@serve("ec2", "DeleteFlowLogs")
def _serve_delete(params: Params) -> Params:
    for name in params["FlowLogIds"]:
        ec2_records.take(ec2._flow_logs, name)
    return {"Unsuccessful": []}
