"""What Elastic Load Balancing refuses of target groups and of what forwards to them."""

from __future__ import annotations

from collections.abc import Mapping

from ministack.services import alb

from generators.deploy.emulated import lookups
from generators.deploy.emulated.network_balancers import TRANSPORTS
from generators.deploy.emulated.services import rule
from generators.deploy.emulated.wire import Params, Refused

_FITTING: Mapping[str, frozenset[str]] = {
    "HTTP": frozenset({"HTTP", "HTTPS"}),
    "HTTPS": frozenset({"HTTP", "HTTPS"}),
    "TCP": frozenset({"TCP", "TCP_UDP"}),
    "TLS": frozenset({"TCP", "TLS"}),
    "UDP": frozenset({"UDP", "TCP_UDP"}),
    "TCP_UDP": frozenset({"TCP_UDP"}),
}
_OF_APPLICATIONS = ("slow_start.", "stickiness.lb_cookie.", "stickiness.app_cookie.")
_OF_NETWORKS = (
    "deregistration_delay.connection_termination.",
    "preserve_client_ip.",
    "proxy_protocol_v2.",
)
_OF_AN_APPLICATION_BALANCER = ("idle_timeout.", "routing.http")
_STICKY = {"source_ip": True, "lb_cookie": False, "app_cookie": False}


@rule("elbv2", "CreateListener")
def a_listener_fits_its_load_balancer(params: Params) -> None:
    """Application load balancers speak HTTP, network load balancers do not."""
    kind = (alb._lbs.get(params["LoadBalancerArn"]) or {}).get("Type", "application")
    if (params.get("Protocol") in TRANSPORTS) != (kind == "network"):
        raise Refused(
            "ValidationError",
            f"Protocol '{params.get('Protocol')}' is not supported by load balancers of type "
            f"'{kind}'",
        )


@rule("elbv2", "CreateListener", "ModifyListener", "CreateRule", "ModifyRule")
def a_target_group_has_one_load_balancer(params: Params) -> None:
    """As long as one forwards to it, no other can."""
    listener = _listener(params)
    for arn in _forwarded(params):
        if set(lookups.balancers(arn)) - {listener.get("LoadBalancerArn")}:
            raise Refused(
                "TargetGroupAssociationLimit",
                "The following target groups cannot be associated with more than one load "
                f"balancer: {arn}",
            )


@rule("elbv2", "CreateListener", "ModifyListener", "CreateRule", "ModifyRule")
def a_target_group_speaks_what_it_is_sent(params: Params) -> None:
    """The protocols of listener and target group go together, and gRPC comes by HTTPS alone."""
    protocol = _listener(params).get("Protocol", "")
    for arn in _forwarded(params):
        group = alb._tgs[arn]
        if group["Protocol"] not in _FITTING.get(protocol, ()):
            raise Refused(
                "IncompatibleProtocols",
                f"A listener of protocol '{protocol}' does not go with target group '{arn}' of "
                f"protocol '{group['Protocol']}'",
            )
        version = group.get(VERSION, "HTTP1")
        if version != "HTTP1" and protocol != "HTTPS":
            raise Refused(
                "InvalidConfigurationRequest",
                f"Listener protocol '{protocol}' is not supported with a target group with the "
                f"protocol-version '{version}'",
            )


@rule("elbv2", "CreateTargetGroup", "ModifyTargetGroup")
def a_health_check_can_be_made(params: Params) -> None:
    """A connection alone has no answer to match. A check does not last until the next."""
    found = {**alb._tgs.get(params.get("TargetGroupArn", ""), {}), **params}
    of_network = found.get("Protocol") in TRANSPORTS
    asked = found.get("HealthCheckProtocol") or ("TCP" if of_network else "HTTP")
    if asked == "TCP" and (params.get("Matcher") or params.get("HealthCheckPath")):
        raise Refused(
            "InvalidConfigurationRequest",
            "Health check path and matcher are not supported for health checks of protocol 'TCP'",
        )
    if asked == "TCP" and not of_network:
        raise Refused(
            "InvalidConfigurationRequest",
            f"Health check protocol 'TCP' is not supported for protocol '{found.get('Protocol')}'",
        )
    interval = found.get("HealthCheckIntervalSeconds", 30)
    if not of_network and found.get("HealthCheckTimeoutSeconds", 5) >= interval:
        raise Refused("ValidationError", "Health check interval must be greater than the timeout.")


@rule("elbv2", "ModifyTargetGroupAttributes")
def an_attribute_is_of_its_protocol(params: Params) -> None:
    """Some attributes are of application load balancers' targets, some of network ones'."""
    group = alb._tgs.get(params["TargetGroupArn"]) or {}
    protocol = group.get("Protocol", "HTTP")
    of_network = protocol in TRANSPORTS
    for one in params["Attributes"]:
        key, value = one["Key"], one.get("Value", "")
        kind = _STICKY.get(value, of_network) if key == "stickiness.type" else of_network
        lost = kind != of_network or key.startswith(
            _OF_APPLICATIONS if of_network else _OF_NETWORKS
        )
        forced = key == "preserve_client_ip.enabled" and value == "false" and "UDP" in protocol
        if lost or forced:
            raise Refused(
                "InvalidConfigurationRequest",
                f"Target group attribute '{key}' cannot be '{value}' for target groups with the "
                f"{protocol} protocol",
            )
        if key == "slow_start.duration_seconds" and int(value) not in (0, *range(30, 901)):
            raise Refused("ValidationError", f"'{value}' must be 0 or between 30 and 900: '{key}'")


@rule("elbv2", "ModifyLoadBalancerAttributes")
def an_attribute_is_of_its_type(params: Params) -> None:
    """A network load balancer knows nothing of HTTP."""
    kind = (alb._lbs.get(params["LoadBalancerArn"]) or {}).get("Type")
    for one in params["Attributes"]:
        if kind == "network" and one["Key"].startswith(_OF_AN_APPLICATION_BALANCER):
            raise Refused(
                "InvalidConfigurationRequest",
                f"Load balancer attribute key '{one['Key']}' is not supported on load balancers "
                "with type 'network'",
            )


VERSION = "_version"
"""Where a target group notes its protocol version, which ministack forgets."""


def _forwarded(params: Params) -> set[str]:
    actions = (*(params.get("DefaultActions") or ()), *(params.get("Actions") or ()))
    found = {arn for action in actions for arn in lookups.forwards(action)}
    return {arn for arn in found if arn in alb._tgs}


def _listener(params: Params) -> Params:
    """The listener that will forward, as far as it is known by now."""
    by_rule = (alb._rules.get(params.get("RuleArn", "")) or {}).get("ListenerArn", "")
    known = alb._listeners.get(params.get("ListenerArn") or by_rule) or {}
    given = {key: params[key] for key in ("LoadBalancerArn", "Protocol") if key in params}
    return {**known, **given}
