"""AWS::ElasticLoadBalancingV2::ListenerCertificate: what a listener has beside its default."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ministack.services import alb

from generators.deploy.emulated import registry
from generators.deploy.emulated.registry import Made, Properties, Resource
from generators.deploy.emulated.rules.elbv2 import a_certificate_exists
from generators.deploy.emulated.services import call, rule, serve
from generators.deploy.emulated.wire import Params, Refused

_ADDED = "_certificates"  # where a listener notes them


def install() -> None:
    """Add the type."""
    registry.add(
        "AWS::ElasticLoadBalancingV2::ListenerCertificate",
        create=_create,
        update=_update,
        delete=_delete,
    )


def _create(made: Resource) -> Made:
    _add(made.properties["ListenerArn"], _arns(made.properties))
    name = made.name()
    return name, {"Id": name}


def _update(name: str, old: Properties, new: Properties) -> dict[str, Any]:
    before, after = _arns(old), _arns(new)
    _add(new["ListenerArn"], [one for one in after if one not in before])
    _remove(new["ListenerArn"], [one for one in before if one not in after])
    return {"Id": name}


def _delete(_: str, properties: Properties) -> None:
    _remove(properties["ListenerArn"], _arns(properties))


def _add(listener: str, arns: Iterable[str]) -> None:
    if given := [{"CertificateArn": one} for one in arns]:
        call("elbv2", "AddListenerCertificates", ListenerArn=listener, Certificates=given)


def _remove(listener: str, arns: Iterable[str]) -> None:
    if given := [{"CertificateArn": one} for one in arns]:
        call("elbv2", "RemoveListenerCertificates", ListenerArn=listener, Certificates=given)


def _arns(properties: Properties) -> list[str]:
    return [str(one["CertificateArn"]) for one in properties["Certificates"]]


@rule(
    "elbv2",
    "AddListenerCertificates",
    "RemoveListenerCertificates",
    "DescribeListenerCertificates",
)
def the_listener_of_certificates_exists(params: Params) -> None:
    """The listener is there, and so are the certificates."""
    if params["ListenerArn"] not in alb._listeners:
        raise Refused("ListenerNotFound", f"Listener '{params['ListenerArn']}' not found")
    for one in params.get("Certificates") or ():
        a_certificate_exists(one["CertificateArn"])


@serve("elbv2", "AddListenerCertificates")
def _serve_add(params: Params) -> Params:
    listener = alb._listeners[params["ListenerArn"]]
    here = listener.setdefault(_ADDED, [])
    come = [one["CertificateArn"] for one in params["Certificates"]]
    here.extend(one for one in come if one not in here)
    return {"Certificates": [{"CertificateArn": one, "IsDefault": False} for one in come]}


@serve("elbv2", "RemoveListenerCertificates")
def _serve_remove(params: Params) -> Params:
    listener = alb._listeners[params["ListenerArn"]]
    gone = {one["CertificateArn"] for one in params["Certificates"]}
    listener[_ADDED] = [one for one in listener.get(_ADDED, []) if one not in gone]
    return {}


@serve("elbv2", "DescribeListenerCertificates")
def _serve_describe(params: Params) -> Params:
    listener = alb._listeners[params["ListenerArn"]]
    found = [{"CertificateArn": one, "IsDefault": True} for one in listener.get("Certificates", [])]
    return {
        "Certificates": [
            *found,
            *({"CertificateArn": one, "IsDefault": False} for one in listener.get(_ADDED, [])),
        ]
    }
