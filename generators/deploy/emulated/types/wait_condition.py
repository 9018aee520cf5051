"""AWS::CloudFormation::WaitCondition: one that waits for instances hears of those that joined.

No instance boots, so nothing would ever signal. Where the stack has a group whose instances have
joined a cluster, a condition with a creation policy counts as signalled as often as there are such
instances; any other waits, as ministack has it.
"""

from __future__ import annotations

from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import provisioners, wait_conditions

from generators.deploy.emulated import fleet
from generators.deploy.emulated.registry import Made, Properties

KIND = "AWS::CloudFormation::WaitCondition"


def install() -> None:
    """Take the creation over; the rest is ministack's."""
    theirs = provisioners._RESOURCE_HANDLERS[KIND]

    def create(name: str, properties: Properties, stack: str) -> Made:
        definition = provisioners._cfn_wait_condition_definition(stack, name)
        signal = (definition.get("CreationPolicy") or {}).get("ResourceSignal")
        if signal and _joined(stack) >= wait_conditions.validate_count(signal.get("Count"), name):
            return f"{stack}-{name}", {"Data": "{}", "Id": f"{stack}-{name}"}
        made: Made = theirs["create"](name, properties, stack)
        return made

    provisioners._RESOURCE_HANDLERS[KIND] = {**theirs, "create": create}


def _joined(stack: str) -> int:
    """How many instances of the stack's groups have joined a cluster."""
    resources: dict[str, Any] = cloudformation._stacks[stack].get("_resources") or {}
    groups = {one.get("PhysicalResourceId") for one in resources.values()}
    return sum(one["group"] in groups and one["cluster"] != "" for one in fleet.launched.values())
