"""AWS::ServiceDiscovery::Service: names in a Cloud Map namespace."""

from __future__ import annotations

from typing import Any

from ministack.services import servicediscovery

from generators.deploy.emulated import registry, shapes
from generators.deploy.emulated.registry import Made, Properties, Resource
from generators.deploy.emulated.services import call
from generators.deploy.emulated.types.namespace import retag
from generators.deploy.emulated.wire import Params

NAME = "servicediscovery"
_UPDATED = ("Description", "DnsConfig", "HealthCheckConfig")


def install() -> None:
    """Take the type over."""
    registry.add(
        "AWS::ServiceDiscovery::Service",
        create=_create,
        update=_update,
        delete=lambda name, _: call(NAME, "DeleteService", Id=name),
    )


def _create(made: Resource) -> Made:
    params = shapes.request(NAME, "CreateService", _known(made.properties))
    # It may be given in the DNS configuration alone.
    home = params.get("NamespaceId") or params.get("DnsConfig", {}).get("NamespaceId")
    given = {"Name": made.name(limit=63), **params, "NamespaceId": home}
    service = call(NAME, "CreateService", **{k: v for k, v in given.items() if v is not None})
    name = service["Service"]["Id"]
    with registry.undoing(lambda: call(NAME, "DeleteService", Id=name)):
        _set_attributes(name, {}, made.properties)
    return name, _attributes(name)


def _update(name: str, old: Properties, new: Properties) -> dict[str, Any]:
    params = shapes.request(NAME, "CreateService", _known(new))
    change = {key: params[key] for key in _UPDATED if key in params}
    change.get("DnsConfig", {}).pop("NamespaceId", None)
    change.get("DnsConfig", {}).pop("RoutingPolicy", None)
    if change:
        call(NAME, "UpdateService", Id=name, Service=change)
    _set_attributes(name, old, new)
    retag(_attributes(name)["Arn"], new)
    return _attributes(name)


def _known(properties: Properties) -> Params:
    return {key: value for key, value in properties.items() if key != "ServiceAttributes"}


def _set_attributes(name: str, old: Properties, new: Properties) -> None:
    before = dict(old.get("ServiceAttributes") or {})
    after = {key: str(value) for key, value in (new.get("ServiceAttributes") or {}).items()}
    if gone := sorted(before.keys() - after.keys()):
        call(NAME, "DeleteServiceAttributes", ServiceId=name, Attributes=gone)
    if after:
        call(NAME, "UpdateServiceAttributes", ServiceId=name, Attributes=after)


def _attributes(name: str) -> dict[str, Any]:
    found = servicediscovery._services[name]
    return {"Id": found["Id"], "Arn": found["Arn"], "Name": found["Name"]}
