"""Load balancers: which the internet can reach, and at which ports."""

from __future__ import annotations

from collections.abc import Iterator

from generators.review.evaluate import Evaluated, Resource
from generators.review.exposure.words import listed
from generators.review.model import Finding, Sense, Topic
from generators.review.nodes import Node, items, references, written
from generators.review.pair import Pair
from generators.review.settings import Setting, Verdict, leaves, one_of, shown, text_at, told

MODERN = "AWS::ElasticLoadBalancingV2::LoadBalancer"
"""The type of application and network load balancers."""

LEGACY = "AWS::ElasticLoadBalancing::LoadBalancer"
"""The type of classic load balancers, whose listeners are properties."""

LISTENER = "AWS::ElasticLoadBalancingV2::Listener"
"""The type of the others' listeners."""

RULE = "AWS::ElasticLoadBalancingV2::ListenerRule"
"""The type of what sends some of a listener's requests somewhere."""

_SCHEME = Setting(
    types=(MODERN, LEGACY),
    path=("Scheme",),
    safe=one_of("internal"),
    default="internet-facing",
    lost="can now be reached from the internet: its scheme is internet-facing",
    gained="can no longer be reached from the internet: its scheme is internal",
)


def findings(pair: Pair) -> Iterator[Finding]:
    """Schemes that change, new load balancers, and ports that an old one newly listens on."""
    for name, new in _balancers(pair.after).items():
        old = pair.before.resources.get(name)
        ports = _ports(pair.after, name)
        if old is None or old.type != new.type:
            if is_public(new):
                yield told(pair, Topic.EXPOSURE, name, _made(ports))
        elif verdict := _SCHEME.judge(old.properties, new.properties):
            yield told(pair, Topic.EXPOSURE, name, verdict)
        elif is_public(new):
            yield from _ports_changed(pair, name, ports)
    for name, old in _balancers(pair.before).items():
        if name not in pair.after.resources and is_public(old):
            words = "is removed, and the internet could reach it"
            yield told(pair, Topic.EXPOSURE, name, Verdict(sense=Sense.BETTER, words=words))
    yield from _elsewhere(pair)


def is_public(balancer: Resource) -> bool:
    """Whether the internet can reach it, or may; a gateway's has no scheme."""
    schemes = leaves(balancer.properties, ("Scheme",), "internet-facing")
    return text_at(balancer.properties, "Type") != "gateway" and any(
        scheme != "internal" for scheme in schemes
    )


def balancer_of(template: Evaluated, listener: Resource) -> Resource | None:
    """The load balancer of a listener, where it is in the same stack."""
    for name, _ in references(listener.properties.get("LoadBalancerArn")):
        if name in template.resources and template.resources[name].type == MODERN:
            return template.resources[name]
    return None


def _balancers(template: Evaluated) -> dict[str, Resource]:
    kinds = (MODERN, LEGACY)
    return {name: one for name, one in template.resources.items() if one.type in kinds}


def _made(ports: list[str]) -> Verdict:
    where = f" at port{'s' if len(ports) > 1 else ''} {listed(ports)}" if ports else ""
    words = f"is a new load balancer that the internet can reach{where}"
    return Verdict(sense=Sense.WORSE, words=words)


def _ports(template: Evaluated, balancer: str) -> list[str]:
    """The ports that a load balancer listens on."""
    own = template.resources[balancer]
    inline = [_port(one, "LoadBalancerPort") for one in items(own.properties.get("Listeners"))]
    of_its_own = [
        _port(one.properties, "Port")
        for one in template.resources.values()
        if one.type == LISTENER and balancer_of(template, one) is own
    ]
    return sorted({*inline, *of_its_own}, key=lambda port: (len(port), port))


def _port(listener: Node, key: str) -> str:
    transport = " (UDP)" if text_at(listener, "Protocol") == "UDP" else ""
    return f"{text_at(listener, key)}{transport}"


def _ports_changed(pair: Pair, name: str, ports: list[str]) -> Iterator[Finding]:
    before = _ports(pair.before, name)
    if new := [port for port in ports if port not in before]:
        words = f"offers {_counted(new)} to the internet, which it did not"
        yield told(pair, Topic.EXPOSURE, name, Verdict(sense=Sense.WORSE, words=words))
    if gone := [port for port in before if port not in ports]:
        words = f"no longer offers {_counted(gone)} to the internet"
        yield told(pair, Topic.EXPOSURE, name, Verdict(sense=Sense.BETTER, words=words))


def _counted(ports: list[str]) -> str:
    return f"port{'s' if len(ports) > 1 else ''} {listed(ports)}"


def _elsewhere(pair: Pair) -> Iterator[Finding]:
    """New listeners of a load balancer of which nothing is known here."""
    for name, new in pair.after.resources.items():
        if new.type == LISTENER and not balancer_of(pair.after, new):
            old = pair.before.resources.get(name)
            port, where = _port(new.properties, "Port"), new.properties.get("LoadBalancerArn")
            if old is None or _port(old.properties, "Port") != port:
                words = f"offers port {port} on the load balancer {shown(written(where))}"
                yield told(pair, Topic.EXPOSURE, name, Verdict(sense=Sense.NOTE, words=words))
