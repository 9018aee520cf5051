"""AWS IAM: roles as ministack has them, guarded; instance profiles of our own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import iam

from generators.deploy.emulated import lookups, registry
from generators.deploy.emulated.registry import Made, Properties, Resource
from generators.deploy.emulated.services import call, rule
from generators.deploy.emulated.wire import Refused

_ROLE = frozenset(
    {
        "AssumeRolePolicyDocument",
        "Description",
        "ManagedPolicyArns",
        "MaxSessionDuration",
        "Path",
        "PermissionsBoundary",
        "Policies",
        "RoleName",
        "Tags",
    }
)
_INLINE = frozenset({"Groups", "PolicyDocument", "PolicyName", "Roles", "Users"})
_MANAGED = _INLINE - {"PolicyName"} | {"Description", "ManagedPolicyName", "Path"}


def install() -> None:
    """Guard roles; add instance profiles, whose Ref is their name."""
    registry.guard(
        "AWS::IAM::Role",
        keeps=_ROLE,
        check=_policies,
        before_create=_free,
        before_delete=lambda name, _: a_role_in_a_profile_stays({"RoleName": name}),
        then=_bound,
    )
    for kind, keeps in (("ManagedPolicy", _MANAGED), ("Policy", _INLINE)):
        registry.guard(
            f"AWS::IAM::{kind}",
            keeps=keeps,
            check=_holders_exist,
            before_create=_free_policy,
            before_delete=lambda name, given: _nobody_elses(name, given),
        )
    registry.add("AWS::IAM::InstanceProfile", create=_create, update=_update, delete=_delete)


@rule("iam", "DeleteRole")
def a_role_in_a_profile_stays(params: Mapping[str, Any]) -> None:
    """A role must be taken out of its instance profiles first."""
    name = params["RoleName"]
    if any(name in profile["Roles"] for profile in iam._instance_profiles.values()):
        raise Refused(
            "DeleteConflict",
            "Cannot delete entity, must remove roles from instance profile first.",
            409,
        )


@rule("iam", "AddRoleToInstanceProfile")
def the_role_of_a_profile_exists(params: Mapping[str, Any]) -> None:
    """A profile holds a role of this account."""
    name = params["RoleName"]
    if name not in iam._roles:
        raise Refused("NoSuchEntity", f"The role with name {name} cannot be found.", 404)


def _free(properties: Properties) -> None:
    """A new role's name is not taken."""
    name = properties.get("RoleName")
    if name in iam._roles:
        raise Refused("EntityAlreadyExists", f"Role with name {name} already exists.", 409)


def _policies(properties: Properties) -> None:
    """The policies of this account that a role names are there; AWS's own are believed."""
    arns = [*(properties.get("ManagedPolicyArns") or ()), properties.get("PermissionsBoundary")]
    for arn in arns:
        if arn and f":iam::{get_account_id()}:policy/" in arn and arn not in iam._policies:
            raise Refused("NoSuchEntity", f"Policy {arn} does not exist or is not attachable.", 404)


def _holders_exist(properties: Properties) -> None:
    """Roles, users and groups that get a policy are there."""
    known = {"Roles": iam._roles, "Users": iam._users, "Groups": iam._groups}
    for key, there in known.items():
        for name in properties.get(key) or ():
            if name not in there:
                kind = key[:-1].lower()
                message = f"The {kind} with name {name} cannot be found."
                raise Refused("NoSuchEntity", message, 404)


def _free_policy(properties: Properties) -> None:
    """A new managed policy's name is not taken."""
    name = properties.get("ManagedPolicyName")
    if name and any(lookups.tail(arn) == name for arn in iam._policies):
        raise Refused("EntityAlreadyExists", f"A policy called {name} already exists.", 409)


def _nobody_elses(arn: str, properties: Properties) -> None:
    """A managed policy that others than its own resource attach or are bound by stays."""
    roles = [one for name, one in iam._roles.items() if name not in (properties.get("Roles") or ())]
    attached = [one for one in roles if arn in (one.get("AttachedPolicies") or ())]
    bound = [one for one in iam._roles.values() if _boundary(one) == arn]
    if attached or bound:
        message = "Cannot delete a policy attached to entities."
        raise Refused("DeleteConflict", message, 409)


def _boundary(role: Mapping[str, Any]) -> str:
    found = role.get("PermissionsBoundary") or ""
    return str(found.get("PermissionsBoundaryArn", "") if isinstance(found, dict) else found)


def _bound(name: str, properties: Properties) -> None:
    """Set or remove the permissions boundary."""
    if boundary := properties.get("PermissionsBoundary"):
        call("iam", "PutRolePermissionsBoundary", RoleName=name, PermissionsBoundary=boundary)
    elif (iam._roles.get(name) or {}).get("PermissionsBoundary"):
        call("iam", "DeleteRolePermissionsBoundary", RoleName=name)


def _create(made: Resource) -> Made:
    name = made.properties.get("InstanceProfileName") or made.name()
    for role in made.properties["Roles"]:
        the_role_of_a_profile_exists({"RoleName": role})
    path = made.properties.get("Path", "/")
    found = call("iam", "CreateInstanceProfile", InstanceProfileName=name, Path=path)
    for role in made.properties["Roles"]:
        call("iam", "AddRoleToInstanceProfile", InstanceProfileName=name, RoleName=role)
    return name, {"Arn": found["InstanceProfile"]["Arn"]}


def _update(name: str, old: Properties, new: Properties) -> dict[str, Any]:
    for role in new["Roles"]:
        the_role_of_a_profile_exists({"RoleName": role})
    for role in old["Roles"]:
        call("iam", "RemoveRoleFromInstanceProfile", InstanceProfileName=name, RoleName=role)
    for role in new["Roles"]:
        call("iam", "AddRoleToInstanceProfile", InstanceProfileName=name, RoleName=role)
    found = call("iam", "GetInstanceProfile", InstanceProfileName=name)
    return {"Arn": found["InstanceProfile"]["Arn"]}


def _delete(name: str, properties: Properties) -> None:
    for role in properties["Roles"]:
        call("iam", "RemoveRoleFromInstanceProfile", InstanceProfileName=name, RoleName=role)
    call("iam", "DeleteInstanceProfile", InstanceProfileName=name)
