"""What CloudFormation refuses of a template beside what is there."""

from __future__ import annotations

from ministack.services import cloudformation
from ministack.services.cloudformation import engine

from generators.deploy.emulated.services import rule
from generators.deploy.emulated.wire import Params, Refused


@rule("cloudformation", "UpdateStack", "CreateChangeSet")
def a_resource_keeps_its_type(params: Params) -> None:
    """A logical id that is there stands for the same type in the new template."""
    record = cloudformation._stacks.get(params.get("StackName", "")) or {}
    there = (record.get("_template") or {}).get("Resources") or {}
    try:
        new = engine._parse_template(params.get("TemplateBody") or "{}").get("Resources") or {}
    except ValueError:
        return  # it is refused for that
    changed = [
        name for name in there if name in new and new[name].get("Type") != there[name].get("Type")
    ]
    if changed:
        raise Refused(
            "ValidationError",
            "Update of resource type is not permitted. The new template modifies resource type of "
            f"the following resources: [{', '.join(changed)}]",
        )
