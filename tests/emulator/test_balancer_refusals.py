"""What Elastic Load Balancing refuses of listeners, rules and target groups that do not fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.emulator.conftest import Cloud
from tests.emulator.templates import NETWORK
from tests.emulator.test_service_refusals import filled, refused

FIXED = [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}]


@pytest.fixture(scope="module")
def ground(client: Callable[..., Any]) -> Iterator[dict[str, str]]:
    """A network, load balancers of both types and target groups of all sorts, by their names."""
    cloud, elb = Cloud(client), client("elbv2")
    made = cloud.outputs(cloud.create(NETWORK))
    known = {"VpcId": made["VpcId"]}
    subnets = [made["SubnetId"], made["SubnetIdB"]]
    for name, kind in (("one", "application"), ("two", "application"), ("net", "network")):
        found = elb.create_load_balancer(Name=name, Type=kind, Subnets=subnets)["LoadBalancers"]
        known[name] = found[0]["LoadBalancerArn"]
    groups = {
        "http": {"Protocol": "HTTP"},
        "grpc": {"Protocol": "HTTP", "ProtocolVersion": "GRPC"},
        "tcp": {"Protocol": "TCP"},
        "udp": {"Protocol": "UDP"},
    }
    for name, more in groups.items():
        found = elb.create_target_group(Name=name, Port=80, VpcId=made["VpcId"], **more)
        known[name] = found["TargetGroups"][0]["TargetGroupArn"]
    listener = elb.create_listener(
        LoadBalancerArn=known["one"], Port=80, Protocol="HTTP", DefaultActions=to("http", known)
    )
    known["listener"] = listener["Listeners"][0]["ListenerArn"]
    yield known
    elb.delete_listener(ListenerArn=known["listener"])
    for name in groups:
        elb.delete_target_group(TargetGroupArn=known[name])
    for name in ("one", "two", "net"):
        elb.delete_load_balancer(LoadBalancerArn=known[name])
    for name in cloud.made:
        cloud.delete(name)


def to(group: str, known: Mapping[str, str] | None = None) -> list[dict[str, str]]:
    """An action that forwards to a target group."""
    arn = known[group] if known else f"<{group}>"
    return [{"Type": "forward", "TargetGroupArn": arn}]


def listening(balancer: str, protocol: str, group: str) -> dict[str, Any]:
    place = {"LoadBalancerArn": f"<{balancer}>", "Port": 8080, "Protocol": protocol}
    return {**place, "DefaultActions": to(group)}


def rule(group: str) -> dict[str, Any]:
    paths = {"Field": "path-pattern", "PathPatternConfig": {"Values": ["/"]}}
    place = {"ListenerArn": "<listener>", "Priority": 1, "Conditions": [paths]}
    return {**place, "Actions": to(group)}


def attributes(group: str, **values: str) -> dict[str, Any]:
    given = [{"Key": key.replace("__", "."), "Value": value} for key, value in values.items()]
    return {"TargetGroupArn": f"<{group}>", "Attributes": given}


def grouped(**more: Any) -> dict[str, Any]:
    return {"Name": "refused", "Port": 80, "VpcId": "<VpcId>", "Protocol": "HTTP", **more}


LIMIT, INCOMPATIBLE = "TargetGroupAssociationLimit", "IncompatibleProtocols"
INVALID = "InvalidConfigurationRequest"
REFUSED: dict[str, tuple[str, Mapping[str, Any], str]] = {
    "a target group of another load balancer": (
        "create_listener",
        listening("two", "HTTP", "http"),
        LIMIT,
    ),
    "TCP by an application load balancer": (
        "create_listener",
        listening("two", "TCP", "tcp"),
        "ValidationError",
    ),
    "HTTP by a network load balancer": (
        "create_listener",
        listening("net", "HTTP", "tcp"),
        "ValidationError",
    ),
    "HTTP to a group of TCP": ("create_listener", listening("two", "HTTP", "tcp"), INCOMPATIBLE),
    "TCP to a group of UDP": ("create_listener", listening("net", "TCP", "udp"), INCOMPATIBLE),
    "a rule to a group of TCP": ("create_rule", rule("tcp"), INCOMPATIBLE),
    "gRPC without TLS": ("create_rule", rule("grpc"), INVALID),
    "codes of a connection": (
        "create_target_group",
        grouped(Protocol="TCP", HealthCheckProtocol="TCP", Matcher={"HttpCode": "200"}),
        INVALID,
    ),
    "a mere connection to an application": (
        "create_target_group",
        grouped(HealthCheckProtocol="TCP"),
        INVALID,
    ),
    "a check that lasts until the next": (
        "create_target_group",
        grouped(HealthCheckIntervalSeconds=5, HealthCheckTimeoutSeconds=5),
        "ValidationError",
    ),
    "cookies in TCP": (
        "modify_target_group_attributes",
        attributes("tcp", stickiness__type="lb_cookie"),
        INVALID,
    ),
    "slow start of TCP": (
        "modify_target_group_attributes",
        attributes("tcp", slow_start__duration_seconds="30"),
        INVALID,
    ),
    "a start that is not slow": (
        "modify_target_group_attributes",
        attributes("http", slow_start__duration_seconds="10"),
        "ValidationError",
    ),
    "client addresses in HTTP": (
        "modify_target_group_attributes",
        attributes("http", preserve_client_ip__enabled="true"),
        INVALID,
    ),
    "UDP without client addresses": (
        "modify_target_group_attributes",
        attributes("udp", preserve_client_ip__enabled="false"),
        INVALID,
    ),
    "an idle timeout of a network load balancer": (
        "modify_load_balancer_attributes",
        {
            "LoadBalancerArn": "<net>",
            "Attributes": [{"Key": "idle_timeout.timeout_seconds", "Value": "9"}],
        },
        INVALID,
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_fit_is_refused(cloud: Cloud, ground: dict[str, str], case: str) -> None:
    call, params, code = REFUSED[case]
    refused(getattr(cloud.client("elbv2"), call), filled(params, ground), code, "")


def test_a_target_group_is_free_once_nothing_forwards_to_it(
    cloud: Cloud, ground: dict[str, str]
) -> None:
    elb = cloud.client("elbv2")

    def balancers() -> list[str]:
        found = elb.describe_target_groups(TargetGroupArns=[ground["http"]])["TargetGroups"]
        return list(found[0]["LoadBalancerArns"])

    assert balancers() == [ground["one"]]
    with pytest.raises(ClientError, match="currently in use"):
        elb.delete_target_group(TargetGroupArn=ground["http"])
    elb.modify_listener(ListenerArn=ground["listener"], DefaultActions=FIXED)
    assert balancers() == []
    second = elb.create_listener(**filled(listening("two", "HTTP", "http"), ground))["Listeners"]
    assert balancers() == [ground["two"]]
    elb.delete_listener(ListenerArn=second[0]["ListenerArn"])
    elb.modify_listener(ListenerArn=ground["listener"], DefaultActions=to("http", ground))
