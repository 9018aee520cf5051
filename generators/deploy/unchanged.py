"""Whether there is nothing to do for a stack, where that is certain without a change set."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from generators.deploy.cloud import Desired, StackState
from generators.deploy.run import Run
from generators.model import Previous

_SURE = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE"})
"""After anything else the deployed template may not be what GetTemplate tells."""

_RESOLVE = "{{resolve:"

_MOVING = (_RESOLVE, '"Fn::Transform"', '"Transform"', '"AWS::CloudFormation::Stack"')
"""What CloudFormation reads anew with every operation: a text that is the same means little."""


async def unchanged(run: Run, state: StackState, desired: Desired, deployed: object = None) -> bool:
    """Whether the stack is what is desired; False where only CloudFormation can tell.

    `deployed` is its template, where that was read before.
    """
    if state.status not in _SURE or dict(state.tags) != dict(desired.tags):
        return False
    if any(word in desired.template for word in _MOVING):
        return False
    template = json.loads(desired.template)
    if not _same_values(template.get("Parameters", {}), state, desired):
        return False
    if deployed is None:
        deployed = await run.calls(run.cloud.template, state.name)
    return _text(deployed) == _text(template)


def _text(template: object) -> str:
    """The template in one way of writing it; Python's own comparison takes `true` for 1."""
    return json.dumps(template, sort_keys=True)


def _same_values(
    declared: Mapping[str, Mapping[str, Any]], state: StackState, desired: Desired
) -> bool:
    if desired.parameters.keys() != state.parameters.keys():
        return False
    for name, value in desired.parameters.items():
        # What an SSM parameter stands for may have moved, even where it is the previous one.
        if str(declared.get(name, {}).get("Type", "")).startswith("AWS::SSM::"):
            return False
        if _RESOLVE in state.parameters[name]:
            return False
        # CloudFormation masks it: nobody but itself can tell, and a previous one may be looked up
        # elsewhere behind its asterisks.
        if str(declared.get(name, {}).get("NoEcho", "")).lower() == "true":
            return False
        if not isinstance(value, Previous) and value != state.parameters[name]:
            return False
    return True
