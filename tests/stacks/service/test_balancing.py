"""How requests come to a service, in each way, with and without network interfaces of tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from generators.lint import lint
from generators.stacks.service import balancing
from generators.stacks.service.options.balancing import OPTIONS_OF_BALANCING
from tests.options import Option
from tests.stacks.service.made import FARGATE, SERVICE, WEB, Made

AWSVPC = {"network_mode": "awsvpc"}
PLACES: Mapping[str, Mapping[str, Any]] = {"bridge": {}, "awsvpc": AWSVPC, "Fargate": FARGATE}
RULE = {"rule": {"hosts": ["web.example.com"]}}
ALB: dict[str, Any] = {"alb": {}}
NLB = {"nlb": {"port": 80}}
TLS = {"nlb": {"port": 443, "protocol": "tls"}}
UDP = {"nlb": {"port": 53, "protocol": "udp"}, "health_check": {"port": 8081}}
UDP_PORTS = [{"port": 53, "protocol": "udp"}, 8081]
GROUPS = ("TargetGroup", "PublicTargetGroup", "InternalTargetGroup")


def _ref(name: str) -> dict[str, str]:
    return {"Ref": name}


def _get(name: str, attribute: str) -> dict[str, Any]:
    return {"Fn::GetAtt": [name, attribute]}


class Balanced(Made):
    """A service behind a load balancer, and short ways to what that takes."""

    spec: Any

    def __init__(
        self, way: Mapping[str, Any], where: str = "bridge", ports: Any = (8080,), **more: Any
    ) -> None:
        place = {**PLACES[where], **more}
        super().__init__(containers=[{**WEB, "ports": [*ports]}], load_balancer=way, **place)

    @property
    def group(self) -> Any:
        return next(self[name] for name in GROUPS if name in self.template["Resources"])

    @property
    def attributes(self) -> dict[str, str]:
        return {one["Key"]: one["Value"] for one in self.group["TargetGroupAttributes"]}

    @property
    def service(self) -> Any:
        return self["service"]

    @property
    def waits_for(self) -> Any:
        return self.template["Resources"]["service"]["DependsOn"]

    def ingress(self) -> Iterator[tuple[Any, ...]]:
        """Each rule that stands alone: group, source, transport, ports."""
        for resource in self.template["Resources"].values():
            if resource["Type"] == "AWS::EC2::SecurityGroupIngress":
                had = resource["Properties"]
                source = had["SourceSecurityGroupId"]
                ports = (had["IpProtocol"], had["FromPort"], had["ToPort"])
                yield (had["GroupId"], source, *ports)


OF_INSTANCES = _ref("InstanceSecurityGroup")
OF_TASKS = _get("SecurityGroup", "GroupId")
FROM_OWN = _get("LoadBalancerSecurityGroup", "GroupId")
FROM_SHARED = _ref("LoadBalancerSecurityGroup")
DYNAMIC = ("tcp", 32768, 65535)

ROADS: list[tuple[dict[str, Any], str, Any, list[Any], list[Any]]] = [
    (RULE, "bridge", [8080], [], []),
    (
        RULE,
        "bridge",
        [{"port": 8080, "host": 81}],
        [],
        [(OF_INSTANCES, FROM_SHARED, "tcp", 81, 81)],
    ),
    (RULE, "awsvpc", [8080], [_ref("TaskSecurityGroup")], []),
    (RULE, "Fargate", [8080], [_ref("TaskSecurityGroup")], []),
    (ALB, "bridge", [8080], [], [(OF_INSTANCES, FROM_OWN, *DYNAMIC)]),
    (
        ALB,
        "bridge",
        [{"port": 8080, "host": 81}],
        [],
        [(OF_INSTANCES, FROM_OWN, "tcp", 81, 81)],
    ),
    (ALB, "awsvpc", [8080], [], [(OF_TASKS, FROM_OWN, "tcp", 8080, 8080)]),
    (ALB, "Fargate", [8080], [], [(OF_TASKS, FROM_OWN, "tcp", 8080, 8080)]),
    (NLB, "bridge", [8080], [], [(OF_INSTANCES, FROM_OWN, *DYNAMIC)]),
    (TLS, "awsvpc", [8080], [], [(OF_TASKS, FROM_OWN, "tcp", 8080, 8080)]),
    (
        UDP,
        "Fargate",
        UDP_PORTS,
        [],
        [(OF_TASKS, FROM_OWN, "udp", 53, 53), (OF_TASKS, FROM_OWN, "tcp", 8081, 8081)],
    ),
    (
        {**ALB, "port": 8080, "health_check": {"port": 8081}},
        "awsvpc",
        [8080, 8081],
        [],
        [(OF_TASKS, FROM_OWN, "tcp", 8080, 8080), (OF_TASKS, FROM_OWN, "tcp", 8081, 8081)],
    ),
    (
        {**RULE, "port": 8080, "health_check": {"port": 8081}},
        "awsvpc",
        [8080, 8081],
        [_ref("TaskSecurityGroup")],
        [],
    ),
    (
        {**ALB, "port": 80, "health_check": {"port": 81}},
        "bridge",
        [{"port": 80, "host": 8080}, {"port": 81, "host": 8081}],
        [],
        [(OF_INSTANCES, FROM_OWN, "tcp", n, n) for n in (8080, 8081)],
    ),
]


@pytest.mark.parametrize(("way", "where", "ports", "groups", "opened"), ROADS)
def test_the_load_balancer_reaches_the_tasks_and_no_port_more(
    way: dict[str, Any], where: str, ports: Any, groups: list[Any], opened: list[Any]
) -> None:
    made = Balanced(way, where, ports)
    assert [*made.ingress()] == opened
    declared = made.template["Parameters"]
    for name in ("InstanceSecurityGroup", "LoadBalancerSecurityGroup", "TaskSecurityGroup"):
        assert (name in declared) == (f'"{name}"' in _refs(made.template["Resources"])), name
    network = made.service.get("NetworkConfiguration", {}).get("AwsvpcConfiguration", {})
    assert network.get("SecurityGroups", [OF_TASKS]) == [OF_TASKS, *groups]
    assert {name for name, one in made.template["Resources"].items() if _is_ingress(one)} <= {
        *made.waits_for
    }


def _is_ingress(resource: Mapping[str, Any]) -> bool:
    return bool(resource["Type"] == "AWS::EC2::SecurityGroupIngress")


def _refs(value: Any) -> str:
    match value:
        case {"Ref": name}:
            return f'"{name}"'
        case dict():
            return "".join(map(_refs, value.values()))
        case list():
            return "".join(map(_refs, value))
    return ""


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("way", [RULE, ALB, NLB, TLS])
def test_targets_are_the_containers_port_of_instances_or_of_tasks(
    way: dict[str, Any], where: str
) -> None:
    made = Balanced(way, where)
    (found,) = made.service["LoadBalancers"]
    assert (found["ContainerName"], found["ContainerPort"]) == ("web", 8080)
    assert made[found["TargetGroupArn"]["Ref"]] is made.group
    assert made.group["TargetType"] == ("instance" if where == "bridge" else "ip")
    assert made.group["VpcId"] == _ref("VpcId")
    assert made.group["HealthCheckPort"] == "traffic-port"
    assert made.service["HealthCheckGracePeriodSeconds"] == 60
    assert "Name" not in made.group


FACTS: dict[str, tuple[dict[str, Any], Callable[[Balanced], Any], Any]] = {
    "a rule takes hosts and paths together": (
        {"rule": {"hosts": ["a.example.com"], "paths": ["/a/*", "/b"], "priority": 7}},
        lambda t: t["ListenerRule"],
        {
            "ListenerArn": _ref("ListenerArn"),
            "Priority": 7,
            "Conditions": [
                {"Field": "host-header", "HostHeaderConfig": {"Values": ["a.example.com"]}},
                {"Field": "path-pattern", "PathPatternConfig": {"Values": ["/a/*", "/b"]}},
            ],
            "Actions": [{"Type": "forward", "TargetGroupArn": _ref("TargetGroup")}],
        },
    ),
    "an environment may say a part of a host": (
        {"rule": {"hosts": ["a.${AWS::Region}.example.com"]}},
        lambda t: t["ListenerRule"]["Conditions"][0]["HostHeaderConfig"]["Values"],
        [{"Fn::Sub": "a.${AWS::Region}.example.com"}],
    ),
    "the service waits for its rule": (RULE, lambda t: t.waits_for, ["ListenerRule"]),
    "it waits for the HTTP listener, which forwards where there is no certificate": (
        ALB,
        lambda t: (
            t.waits_for,
            t["HTTPListener"]["DefaultActions"][0]["Fn::If"][2],
        ),
        (
            ["HTTPListener", "InstanceIngressFromLoadBalancer"],
            {"Type": "forward", "TargetGroupArn": _ref("PublicTargetGroup")},
        ),
    ),
    "and for the HTTPS listener, which forwards where there is one": (
        ALB,
        lambda t: (
            t.template["Resources"]["service"]["Metadata"]["Listener"],
            t["HTTPSListener"]["DefaultActions"],
        ),
        (
            {"Fn::If": ["HasCertificate", _ref("HTTPSListener"), _ref("AWS::NoValue")]},
            [{"Type": "forward", "TargetGroupArn": _ref("PublicTargetGroup")}],
        ),
    ),
    "it waits for the listener of a network load balancer": (
        NLB,
        lambda t: t.waits_for[0],
        "Listener",
    ),
    "a certificate is left to each environment": (
        ALB,
        lambda t: t.template["Parameters"]["CertificateArn"]["Default"],
        "",
    ),
    "but not with gRPC, which HTTP cannot carry": (
        {**ALB, "protocol": "grpc"},
        lambda t: (
            "Default" in t.template["Parameters"]["CertificateArn"],
            t.template["Parameters"]["CertificateArn"]["AllowedPattern"].startswith("^arn"),
        ),
        (False, True),
    ),
    "nor with HTTP/2": (
        {**ALB, "protocol": "http2"},
        lambda t: "Default" in t.template["Parameters"]["CertificateArn"],
        False,
    ),
    "HTTP is asked for its root": (
        ALB,
        lambda t: [t.group[k] for k in ("HealthCheckProtocol", "HealthCheckPath", "Matcher")],
        ["HTTP", "/", {"HttpCode": "200-399"}],
    ),
    "gRPC for what no application has": (
        {**ALB, "protocol": "grpc"},
        lambda t: [t.group[k] for k in ("HealthCheckProtocol", "HealthCheckPath", "Matcher")],
        ["HTTP", "/AWS.ALB/healthcheck", {"GrpcCode": "12"}],
    ),
    "or for a method, which must succeed": (
        {**ALB, "protocol": "grpc", "health_check": {"path": "/grpc.health.v1.Health/Check"}},
        lambda t: [t.group[k] for k in ("HealthCheckPath", "Matcher")],
        ["/grpc.health.v1.Health/Check", {"GrpcCode": "0"}],
    ),
    "a network load balancer only connects": (
        NLB,
        lambda t: (t.group["HealthCheckProtocol"], {"Matcher", "HealthCheckPath"} & {*t.group}),
        ("TCP", set()),
    ),
    "unless it has a path to ask for": (
        {**NLB, "health_check": {"path": "/up", "codes": "200"}},
        lambda t: [t.group[k] for k in ("HealthCheckProtocol", "HealthCheckPath", "Matcher")],
        ["HTTP", "/up", {"HttpCode": "200"}],
    ),
    "how often is asked, and how many answers count": (
        {**RULE, "health_check": {"interval": 9, "timeout": 4, "healthy": 5, "unhealthy": 6}},
        lambda t: [
            t.group[key]
            for key in (
                "HealthCheckIntervalSeconds",
                "HealthCheckTimeoutSeconds",
                "HealthyThresholdCount",
                "UnhealthyThresholdCount",
            )
        ],
        [9, 4, 5, 6],
    ),
    "what is not asked for is said too, or it would stay when it is taken out": (
        RULE,
        lambda t: t.attributes,
        {
            "deregistration_delay.timeout_seconds": "30",
            "slow_start.duration_seconds": "0",
            "stickiness.enabled": "false",
            "stickiness.type": "lb_cookie",
            "stickiness.lb_cookie.duration_seconds": "86400",
        },
    ),
    "sticky, slow to start and to go": (
        {**RULE, "sticky_seconds": 9, "slow_start_seconds": 40, "deregistration_seconds": 0},
        lambda t: t.attributes,
        {
            "deregistration_delay.timeout_seconds": "0",
            "slow_start.duration_seconds": "40",
            "stickiness.enabled": "true",
            "stickiness.type": "lb_cookie",
            "stickiness.lb_cookie.duration_seconds": "9",
        },
    ),
    "a network load balancer shows its clients' addresses": (
        NLB,
        lambda t: t.attributes["preserve_client_ip.enabled"],
        "true",
    ),
    "or hides them": (
        {"nlb": {"port": 80, "client_addresses": False}},
        lambda t: t.attributes["preserve_client_ip.enabled"],
        "false",
    ),
    "a network load balancer is made with a security group": (
        {"nlb": {"port": 25, "scheme": "internal", "cross_zone": False}},
        lambda t: (
            [t["LoadBalancer"][key] for key in ("Type", "Scheme", "Subnets", "SecurityGroups")],
            t["LoadBalancer"]["LoadBalancerAttributes"],
            [
                (one["IpProtocol"], one["FromPort"], one["ToPort"], one["CidrIp"])
                for one in t["LoadBalancerSecurityGroup"]["SecurityGroupIngress"]
            ],
        ),
        (
            ["network", "internal", _ref("SubnetID"), [FROM_OWN]],
            [{"Key": "load_balancing.cross_zone.enabled", "Value": "false"}],
            [("tcp", 25, 25, _ref("LoadBalancerLocation"))],
        ),
    ),
    "TLS ends at the load balancer": (
        TLS,
        lambda t: (
            t["Listener"]["Protocol"],
            t["Listener"]["Certificates"],
            t.group["Protocol"],
            "Default" in t.template["Parameters"]["CertificateArn"],
        ),
        ("TLS", [{"CertificateArn": _ref("CertificateArn")}], "TCP", False),
    ),
    "TCP takes no certificate": (
        NLB,
        lambda t: ("CertificateArn" in t.template["Parameters"], "SslPolicy" in t["Listener"]),
        (False, False),
    ),
    "an internal one stands where tasks do": (
        {"alb": {"scheme": "internal"}},
        lambda t: [n for n in t.template["Parameters"] if n.endswith("SubnetID")],
        ["SubnetID"],
    ),
    "a public one elsewhere": (
        ALB,
        lambda t: [n for n in t.template["Parameters"] if n.endswith("SubnetID")],
        ["PublicSubnetID"],
    ),
    "one's own is told": (
        NLB,
        lambda t: {n for n in t.template["Outputs"] if n.startswith("LoadBalancer")},
        {"LoadBalancerDNSName", "LoadBalancerHostedZoneID"},
    ),
    "the cluster tells of the shared one": (
        RULE,
        lambda t: {n for n in t.template["Outputs"] if n.startswith("LoadBalancer")},
        set(),
    ),
}


@pytest.mark.parametrize("fact", FACTS)
def test_it_is_so(fact: str) -> None:
    way, found, wanted = FACTS[fact]
    assert found(Balanced(way)) == wanted


def test_udp_goes_to_udp_and_is_asked_by_tcp() -> None:
    made = Balanced(UDP, "awsvpc", UDP_PORTS)
    assert (made["Listener"]["Protocol"], made.group["Protocol"]) == ("UDP", "UDP")
    assert (made.group["HealthCheckProtocol"], made.group["HealthCheckPort"]) == ("TCP", "8081")
    assert "preserve_client_ip.enabled" not in made.attributes
    fixed = [{"port": 53, "host": 53, "protocol": "udp"}, {"port": 8081, "host": 9000}]
    assert Balanced(UDP, "bridge", fixed).group["HealthCheckPort"] == "9000"


def test_a_port_of_the_other_transport_is_no_choice() -> None:
    assert Balanced(ALB, ports=UDP_PORTS).service["LoadBalancers"][0]["ContainerPort"] == 8081
    both = [{"port": 53, "protocol": "udp"}, {"port": 8053}]
    way = {**UDP, "health_check": {"port": 8053}}
    assert Balanced(way, "awsvpc", both).group["HealthCheckPort"] == "8053"


REPLACING = ("TargetType", "Protocol", "ProtocolVersion", "Port", "VpcId")
"""What a target group has for life.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-targetgroup.html
"""
WAYS = {
    "a rule": RULE,
    "a public ALB": ALB,
    "an internal ALB": {"alb": {"scheme": "internal"}},
    "a public NLB": NLB,
    "an internal NLB": {"nlb": {"port": 80, "scheme": "internal"}},
}


def _identity(made: Balanced) -> tuple[Any, ...]:
    (found,) = made.service["LoadBalancers"]
    return (found["TargetGroupArn"]["Ref"], *(str(made.group.get(key)) for key in REPLACING))


def test_another_load_balancer_has_another_target_group_for_one_has_only_one() -> None:
    assert len({_identity(Balanced(way)) for way in WAYS.values()}) == len(WAYS)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_another_port_or_container_keeps_the_target_group(way: dict[str, Any]) -> None:
    assert _identity(Balanced(way)) == _identity(Balanced(way, ports=[{"port": 9, "host": 99}]))


@pytest.mark.parametrize(
    ("way", "full_name"),
    [
        (RULE, _ref("LoadBalancerFullName")),
        (ALB, _get("LoadBalancer", "LoadBalancerFullName")),
        (NLB, _get("LoadBalancer", "LoadBalancerFullName")),
    ],
)
def test_metrics_name_load_balancer_and_target_group(way: dict[str, Any], full_name: Any) -> None:
    made = Balanced(way)
    group = _get(_identity(made)[0], "TargetGroupFullName")
    assert balancing.resource_label(made.spec).to_dict() == {"Fn::Join": ["/", [full_name, group]]}
    found = [one.to_dict() for one in balancing.target_group_dimensions(made.spec)]
    assert found == [
        {"Name": "TargetGroup", "Value": group},
        {"Name": "LoadBalancer", "Value": full_name},
    ]
    kind = "NetworkELB" if way is NLB else "ApplicationELB"
    assert balancing.metrics.namespace(made.spec) == f"AWS/{kind}"


def test_without_a_load_balancer_there_is_nothing_of_it() -> None:
    made: Any = Made()
    assert made["service"]["LoadBalancers"] == []
    assert "HealthCheckGracePeriodSeconds" not in made["service"]
    assert [*balancing.parameters(made.spec)] == [*balancing.resources(made.spec)] == []
    with pytest.raises(ValueError, match="no target group"):
        balancing.target_group_dimensions(made.spec)


@pytest.mark.parametrize(
    ("way", "values", "wrong"),
    [
        (ALB, {"PublicSubnetID": "subnet-1"}, "PublicSubnetID"),
        (ALB, {"PublicSubnetID": "subnet-1,subnet-1"}, "PublicSubnetID"),
        (ALB, {"PublicSubnetID": "subnet-1,subnet-2"}, None),
        (ALB, {"SubnetID": "subnet-1"}, None),
        (ALB, {}, None),
        ({"alb": {"scheme": "internal"}}, {"SubnetID": "subnet-1"}, "SubnetID"),
        (NLB, {"PublicSubnetID": "subnet-1"}, None),
        (RULE, {"SubnetID": "subnet-1"}, None),
    ],
)
def test_an_application_load_balancer_wants_two_subnets(
    way: dict[str, Any], values: dict[str, str], wrong: str | None
) -> None:
    found = [name for name, _ in balancing.complaints(Balanced(way).spec, values)]
    assert found == [wrong] * (wrong is not None)


@pytest.mark.parametrize(
    "rule",
    [
        {"hosts": ["a.example.com"] * 6},
        {"paths": ["/*/*/*/*/*/*/*"]},
        {"hosts": ["a_b.example.com"]},
        {"hosts": ["a" * 129]},
        {"paths": ["/" + "a" * 128]},
    ],
)
def test_a_rule_has_the_limits_of_elb(rule: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Balanced({"rule": rule})


def test_every_option_is_without_fault_and_cfn_lint_finds_nothing_in_any() -> None:
    options = [Option(kind="service", words=w, spec=s) for w, s in OPTIONS_OF_BALANCING.items()]
    for option in options:
        assert [*SERVICE.faults(Made(**option.spec).spec)] == []
    files = {option.words: option.text() for option in options}
    assert [str(one) for one in lint(files, ["eu-west-1", "us-east-1"])] == []
