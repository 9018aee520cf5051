"""AWS::WAFv2: web ACLs as ministack has them, guarded; their associations."""

from __future__ import annotations

from ministack.services import alb, waf

from generators.deploy.emulated import registry
from generators.deploy.emulated.registry import Made, Properties, Resource
from generators.deploy.emulated.services import call, rule
from generators.deploy.emulated.wire import Params, Refused

_APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
_FAILED = f"AWS WAF couldn{_APOSTROPHE}t perform the operation because your resource"
_KEEPS = frozenset(
    {"DefaultAction", "Description", "Name", "Rules", "Scope", "Tags", "VisibilityConfig"}
)


def install() -> None:
    """Guard the one type, add the other."""
    registry.guard("AWS::WAFv2::WebACL", keeps=_KEEPS, before_delete=_unassociated)
    registry.add(
        "AWS::WAFv2::WebACLAssociation", create=_associate, update=None, delete=_dissociate
    )


@rule("wafv2", "AssociateWebACL")
def what_is_protected_exists(params: Params) -> None:
    """The web ACL is there, and so is the load balancer."""
    if not any(one["ARN"] == params["WebACLArn"] for one in waf._web_acls.values()):
        raise _nonexistent()
    arn = params["ResourceArn"]
    if ":elasticloadbalancing:" in arn and arn not in alb._lbs:
        raise _nonexistent()


def _unassociated(name: str, _: Properties) -> None:
    an_associated_one_stays({"Id": name.split("|")[1]})


def _associate(made: Resource) -> Made:
    balancer, acl = made.properties["ResourceArn"], made.properties["WebACLArn"]
    call("wafv2", "AssociateWebACL", ResourceArn=balancer, WebACLArn=acl)
    return f"{balancer}|{acl}", {}


def _dissociate(_: str, properties: Properties) -> None:
    call("wafv2", "DisassociateWebACL", ResourceArn=properties["ResourceArn"])


@rule("wafv2", "DeleteWebACL")
def an_associated_one_stays(params: Params) -> None:
    """A web ACL that protects anything is not deleted."""
    uid = params["Id"]
    for one in waf._web_acls.values():
        if one["Id"] == uid and one["ARN"] in waf._associations.values():
            raise Refused(
                "WAFAssociatedItemException",
                f"{_FAILED} is being used by another resource or it{_APOSTROPHE}s "
                "associated with another resource.",
            )


def _nonexistent() -> Refused:
    return Refused(
        "WAFNonexistentItemException",
        f"{_FAILED} doesn{_APOSTROPHE}t exist.",
    )
