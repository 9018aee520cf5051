"""Actions by which someone gets more rights than they are given.

After the methods that Rhino Security Labs collected:
https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/
"""

from __future__ import annotations

from collections.abc import Iterable

from generators.review.rights.reach import Reach, covered

PASSING = "iam:PassRole"

_MORE = "give itself more rights"

_WAYS = {
    PASSING: "start a service with the rights of that role",
    "iam:AddUserToGroup": _MORE,
    "iam:AttachGroupPolicy": _MORE,
    "iam:AttachRolePolicy": _MORE,
    "iam:AttachUserPolicy": _MORE,
    "iam:CreateAccessKey": "act as another user",
    "iam:CreateLoginProfile": "act as another user",
    "iam:CreatePolicyVersion": _MORE,
    "iam:DeleteRolePermissionsBoundary": "lift the bounds of a role",
    "iam:PutGroupPolicy": _MORE,
    "iam:PutRolePolicy": _MORE,
    "iam:PutUserPolicy": _MORE,
    "iam:SetDefaultPolicyVersion": _MORE,
    "iam:UpdateAssumeRolePolicy": "open a role to anyone",
    "iam:UpdateLoginProfile": "act as another user",
    "lambda:UpdateFunctionCode": "act with the rights of the function",
    "sts:AssumeRole": "act with the rights of another role",
}
"""What each lets its holder do, the plainest ways first."""


def hint(actions: Iterable[Reach]) -> str:
    """What somebody with these actions could do besides; nothing if no way to more is known."""
    ways: dict[str, list[str]] = {}
    for action in actions:
        if way := _way(action):
            ways.setdefault(_WAYS[way], []).append(way)
    return "".join(f"; by {' or '.join(by)} it can {deed}" for deed, by in ways.items())


def _way(action: Reach) -> str | None:
    """The way that an action is, or the first of those that a wildcard lets in."""
    if action.is_all:
        return None
    is_wide = bool(action.but or {"*", "?"} & {*action.pattern})
    return next(
        (
            way
            for way in _WAYS
            if not (is_wide and way.startswith("lambda:"))
            and covered(Reach(pattern=way, fold=True), (action,))
        ),
        None,
    )
