"""What each resource of IAM gives, and to whom: a role to itself, a policy to those it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from generators.review.evaluate import Resource
from generators.review.nodes import Node
from generators.review.rights.clauses import ALWAYS, When, template_condition
from generators.review.rights.documents import rights_of
from generators.review.rights.grants import ANYTHING, Attached, Rights, together
from generators.review.rights.names import KINDS, MANAGED, Key, Names
from generators.review.rights.texts import alternatives, said

GIVEN_TO = {
    "AWS::IAM::Policy": {"Roles": "role", "Users": "user", "Groups": "group"},
    MANAGED: {"Roles": "role", "Users": "user", "Groups": "group"},
    "AWS::IAM::RolePolicy": {"RoleName": "role"},
    "AWS::IAM::UserPolicy": {"UserName": "user"},
    "AWS::IAM::GroupPolicy": {"GroupName": "group"},
    "AWS::IAM::UserToGroupAddition": {"Users": "user"},
}
"""Resources that give rights to others, and the properties that name whom."""

_TO_GROUP = "AWS::IAM::UserToGroupAddition"

_ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def given(resource: Resource, names: Names) -> Iterator[tuple[Key, Rights]]:
    """Whom a resource gives what, as far as it is of IAM."""
    if kind := KINDS.get(resource.type):
        yield Key(kind, resource.logical_id), together(_own(resource, names))
    for name, kind in GIVEN_TO.get(resource.type, {}).items():
        for when, value in alternatives(resource.properties.get(name), _made(resource)):
            if resource.type == _TO_GROUP:
                rights = _in_group(resource.properties.get("GroupName"), when, names)
            else:
                rights = said_by(resource, when)
            yield names.key(kind, value), rights


def said_by(policy: Resource, when: When = ALWAYS) -> Rights:
    """What a policy that is a resource says, where it is made."""
    document = policy.properties.get("PolicyDocument")
    return rights_of(document, when | _made(policy), _reasons(policy))


def _own(resource: Resource, names: Names) -> Iterator[Rights]:
    """What stands in a role, user or group itself, and what it names."""
    here = resource.properties
    for when, policy in alternatives(here.get("Policies")):
        if isinstance(policy, dict):
            yield rights_of(policy.get("PolicyDocument"), when, _reasons(resource))
    for when, policy in alternatives(here.get("ManagedPolicyArns")):
        yield _managed(policy, when, names)
    for when, group in alternatives(here.get("Groups")):
        yield _in_group(group, when, names)


def _managed(policy: Node, when: When, names: Names) -> Rights:
    """What a policy that is referred to says, as far as it is known."""
    if own := names.policy(policy):
        return said_by(own, when)
    if said(policy) == _ADMINISTRATOR:
        remark = "AdministratorAccess"
        return Rights(allows=frozenset({replace(ANYTHING, when=when, remark=remark)}))
    return Rights(attached=frozenset({Attached(name=said(policy), when=when)}))


def _in_group(group: Node, when: When, names: Names) -> Rights:
    name = f"group {names.key('group', group).name}"
    return Rights(attached=frozenset({Attached(name=name, when=when)}))


def _made(resource: Resource) -> When:
    return template_condition(resource.condition, "true") if resource.condition else ALWAYS


def _reasons(resource: Resource) -> Mapping[str, str]:
    said: Any = resource.attributes.get("Metadata")
    found = said.get("Wildcards") if isinstance(said, dict) else None
    return found if isinstance(found, dict) else {}
