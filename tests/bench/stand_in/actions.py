"""CloudFormation's actions: a request's form in, the result out, or a `Refusal`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.bench.stand_in import change_sets, looks, operations, templates
from tests.bench.stand_in.region import Region, Version
from tests.bench.stand_in.templates import invalid
from tests.bench.stand_in.wire import Form, Refusal, records, texts

Result = Mapping[str, Any]


def version(given: Form, before: Mapping[str, str]) -> Version:
    """What a stack is to be, as the request says; `before` are its parameters until now."""
    template = templates.parsed(given["TemplateBody"])
    lacking = set(templates.capabilities(template)) - set(texts(given, "Capabilities"))
    if lacking:
        raise Refusal(
            "InsufficientCapabilitiesException",
            f"Requires capabilities : [{', '.join(sorted(lacking))}]",
        )
    return Version(
        body=given["TemplateBody"],
        template=template,
        parameters=templates.values(template, records(given, "Parameters"), before),
        tags={one["Key"]: one["Value"] for one in records(given, "Tags")},
    )


def _create(region: Region, given: Form) -> Result:
    name, token = given["StackName"], given.get("ClientRequestToken", "")
    there = region.find(name)
    if there is not None:
        if token and there.token == token:
            return {"StackId": there.id}  # the same request once more
        raise Refusal("AlreadyExistsException", f"Stack [{name}] already exists")
    stack = region.add(name, version(given, {}))
    operations.create(region, stack, token)
    return {"StackId": stack.id}


def _delete(region: Region, given: Form) -> Result:
    stack, token = region.find(given["StackName"]), given.get("ClientRequestToken", "")
    if stack is None or stack.status in ("DELETE_COMPLETE", "DELETE_IN_PROGRESS"):
        return {}
    if stack.protected:
        raise invalid(
            f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled"
        )
    if stack.busy and stack.status != "CREATE_IN_PROGRESS":
        raise invalid(f"Stack [{stack.id}] cannot be deleted while in status {stack.status}")
    operations.delete(region, stack, token)
    return {}


def _cancel(region: Region, given: Form) -> Result:
    stack = region.known(given["StackName"], "Stack [{}] does not exist")
    if stack.status != "UPDATE_IN_PROGRESS":
        raise invalid("CancelUpdateStack cannot be called from current stack status")
    operations.cancel(region, stack, given.get("ClientRequestToken", ""))
    return {}


def _protect(region: Region, given: Form) -> Result:
    stack = region.known(given["StackName"], "Stack [{}] does not exist")
    stack.protected = given["EnableTerminationProtection"] == "true"
    return {"StackId": stack.id}


def _policy(region: Region, given: Form) -> Result:
    region.known(given["StackName"])
    return {}


def _proposed(region: Region, given: Form) -> Result:
    return change_sets.create(region, given, lambda before: version(given, before))


ACTIONS: Mapping[str, Callable[[Region, Form], Result]] = {
    "CancelUpdateStack": _cancel,
    "CreateChangeSet": _proposed,
    "CreateStack": _create,
    "DeleteChangeSet": change_sets.delete,
    "DeleteStack": _delete,
    "DescribeChangeSet": change_sets.describe,
    "DescribeStackEvents": looks.events,
    "DescribeStackResources": looks.describe_resources,
    "DescribeStacks": looks.describe,
    "ExecuteChangeSet": change_sets.execute,
    "GetTemplate": looks.template,
    "ListStackResources": looks.list_resources,
    "ListStacks": looks.listed,
    "SetStackPolicy": _policy,
    "UpdateTerminationProtection": _protect,
}
"""Every action that there is here."""
