"""Names in DNS by Cloud Map: which changes replace them, and which it refuses."""

from __future__ import annotations

from collections.abc import Iterator

from generators.review.model import Replacement
from generators.review.nodes import Node, items
from generators.review.replacing.names import namespace
from generators.review.replacing.row import DOCS, Change, Row

_SERVICE = "AWS::ServiceDiscovery::Service"
_DNS = (
    f"{DOCS}/AWSCloudFormation/latest/TemplateReference/"
    "aws-properties-servicediscovery-service-dnsconfig.html"
)
_FIXED = ("HealthCheckCustomConfig", "Name", "Type")


def names_in_dns() -> Iterator[Row]:
    """Services of Cloud Map, whose schema knows their namespace in one of its two places only."""
    yield Row(
        type=_SERVICE,
        name="DnsConfig",
        words="another NamespaceId",
        when=lambda one: _is_about(one, "NamespaceId") and _moves(one),
        replacement=Replacement.YES,
        why="its namespace cannot change in place",
        page=_DNS,
    )
    yield Row(
        type=_SERVICE,
        name="DnsConfig",
        words="records of another type",
        when=lambda one: _is_about(one, "DnsRecords") and _has_other_records(one),
        replacement=Replacement.NO,
        why="Cloud Map cannot change the type of a service's records",
        page=_DNS,
        refused=True,
    )


def _is_about(change: Change, name: str) -> bool:
    return change.path[1:2] in ((), (name,))


def _moves(change: Change) -> bool:
    """Whether the namespace is another, or looks the same and refers to another."""
    old, new = namespace(change.before), namespace(change.after)
    return change.path[1:2] == ("NamespaceId",) or old != new


def _has_other_records(change: Change) -> bool:
    """Whether records get other types and nothing makes the whole service anew."""
    if namespace(change.before) != namespace(change.after):
        return False
    if any(change.before.get(name) != change.after.get(name) for name in _FIXED):
        return False
    old, new = _types(change.old), _types(change.new)
    return "?" not in old + new and old != new


def _types(config: Node) -> list[str]:
    if not isinstance(config, dict):
        return ["?"]
    records = list(items(config.get("DnsRecords")))
    found = [one.get("Type", "?") if isinstance(one, dict) else "?" for one in records]
    return sorted(one if isinstance(one, str) else "?" for one in found)
