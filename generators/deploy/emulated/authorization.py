"""IAM, where ministack does not know what a call is about.

`ssm:GetParameters`, by which ECS reads secrets, names several parameters. AWS asks for the right to
each of them, and refuses the call if one is missing. ministack takes it for a call about `*`, to
which no policy gives a right that names parameters.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ministack.core import iam_actions, iam_evaluator

from generators.deploy.emulated.changes import instead

_ACTION = "ssm:GetParameters"
_BETWEEN = ", "


def install() -> None:
    """Stand in for the functions named here."""
    instead(iam_actions, "extract_resource_arn", _with_all_parameters)
    instead(iam_evaluator, "enforce", _of_each_parameter)


def _with_all_parameters(theirs: Callable[..., str], service: str, *args: Any) -> str:
    """The ARN of what a call is about; of all parameters that it names, in one text."""
    headers, body, region, account = args[2], args[3], args[5], args[6]
    target = headers.get("x-amz-target", "")
    if service != "ssm" or not target.endswith(".GetParameters"):
        return theirs(service, *args)
    names = json.loads(body or b"{}").get("Names") or ()
    root = f"arn:aws:ssm:{region}:{account}:parameter/"
    return _BETWEEN.join(f"{root}{name.lstrip('/')}" for name in names) or "*"


def _of_each_parameter(theirs: Callable[..., Any], *args: Any, **named: Any) -> Any:
    """None where the call is allowed; for several parameters the first refusal of any."""
    if _ACTION not in args:
        return theirs(*args, **named)
    for arn in named.pop("resource_arn", "*").split(_BETWEEN):
        if denied := theirs(*args, resource_arn=arn, **named):
            return denied
    return None
