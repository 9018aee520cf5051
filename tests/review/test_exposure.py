from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_network
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.review.exposure import findings
from generators.review.exposure.coverage import ANY_PROTOCOL, Rule, Source, left, merged
from generators.review.model import Topic
from tests.review.sides import pair, resource, said, shipped

EVERYBODY = "0.0.0.0/0"
INSIDE = {"Fn::GetAtt": ["Group", "GroupId"]}


def _in(port: int | str, source: Any = EVERYBODY, **more: Any) -> dict[str, Any]:
    """A rule for one port or, written 80-81, for several; without a protocol it is TCP."""
    first, _, last = str(port).partition("-")
    key = "CidrIpv6" if ":" in str(source) and isinstance(source, str) else "CidrIp"
    to = {"SourceSecurityGroupId": source} if isinstance(source, dict) else {key: source}
    return {"IpProtocol": "tcp", "FromPort": int(first), "ToPort": int(last or first), **to, **more}


def _out(port: int, to: str = EVERYBODY) -> dict[str, Any]:
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "CidrIp": to}


ALL_OUT = {"IpProtocol": "-1", "CidrIp": EVERYBODY}


def _group(*rules: Any, egress: Any = None) -> dict[str, Any]:
    out = {} if egress is None else {"SecurityGroupEgress": egress}
    said = {"GroupDescription": "a", "SecurityGroupIngress": list(rules), **out}
    return {"Group": resource("EC2::SecurityGroup", said)}


def _alone(rule: dict[str, Any], group: Any = INSIDE, way: str = "Ingress") -> dict[str, Any]:
    return {"Rule": resource(f"EC2::SecurityGroup{way}", {"GroupId": group, **rule})}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (_group(_in(80), _in(443)), _group(_in(443), _in(80))),
        (_group(_in(80)), _group(_in(80, Description="HTTP"))),
        (_group(_in("80-81")), _group(_in(80), _in(81))),
        (_group(_in(80), _in(81)), _group(_in("80-81"))),
        (_group(_in(80, "10.0.0.0/9"), _in(80, "10.128.0.0/9")), _group(_in(80, "10.0.0.0/8"))),
        (_group(_in(80)), _group(_in(80), _in(80, "10.0.0.0/8"))),
        (_group(_in(80)), {**_group(), **_alone(_in(80))}),
        (_group(_in(80)), {**_group(), **_alone(_in(80), {"Ref": "Group"})}),
        (_group(_in(80)), _group({**_in(80), "IpProtocol": "6"})),
        (_group(_in(80)), _group({**_in(80), "FromPort": "80"})),
        (_group(_in(80, INSIDE)), _group(_in(80, {"Ref": "Group"}))),
        (_group(egress=[ALL_OUT]), _group()),
        (_group(), _group(egress=[ALL_OUT])),
        (_group(), _group(egress=[])),
        (
            _group(egress=[_out(443)]),
            {
                **_group(),
                **_alone(_out(443), way="Egress"),
            },
        ),
        (
            _group({**ALL_OUT}),
            _group({**ALL_OUT}, {"IpProtocol": "icmp", "FromPort": 8, "ToPort": 0, **ALL_OUT}),
        ),
        (
            _group({"IpProtocol": "icmp", "FromPort": -1, "ToPort": -1, "CidrIp": EVERYBODY}),
            _group(
                {"IpProtocol": "1", "FromPort": -1, "ToPort": -1, "CidrIp": EVERYBODY},
                {"IpProtocol": "icmp", "FromPort": 8, "ToPort": -1, "CidrIp": EVERYBODY},
            ),
        ),
        (None, _group()),
    ],
)
def test_rules_that_cover_the_same_are_quiet(before: Any, after: Any) -> None:
    assert said(findings(pair(before, after))) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            _group(),
            _group(_in(22)),
            ["worse: Group opens port 22 to the whole internet (0.0.0.0/0)"],
        ),
        (
            _group(_in(22), _in(22, "::/0")),
            _group(),
            ["better: Group closes port 22 to the whole internet (0.0.0.0/0 and ::/0)"],
        ),
        (
            _group(_in(22, "10.0.0.0/8")),
            _group(_in(22)),
            [
                "worse: Group opens port 22 to the whole internet (0.0.0.0/0); "
                "until now to 10.0.0.0/8 (private addresses)"
            ],
        ),
        (
            _group(_in(22)),
            _group(_in(22, "203.0.113.0/24")),
            [
                "better: Group closes port 22 to the whole internet (0.0.0.0/0); "
                "still open to 203.0.113.0/24"
            ],
        ),
        (
            _group(_in(80)),
            _group(_in("79-82")),
            ["worse: Group opens ports 79 and 81-82 to the whole internet (0.0.0.0/0)"],
        ),
        (
            _group(),
            _group(_in(80, "10.1.0.0/16"), _in(443, "10.1.0.0/16")),
            ["worse: Group opens ports 80 and 443 to 10.1.0.0/16 (private addresses)"],
        ),
        (
            _group(),
            _group(_in(80, INSIDE), _in(80, {"Ref": "Other"})),
            ["worse: Group opens port 80 to its own members and the security group Other"],
        ),
        (
            _group(_in(80, {"Ref": "One"})),
            _group(_in(80, {"Ref": "Two"})),
            [
                "worse: Group opens port 80 to the security group Two",
                "better: Group closes port 80 to the security group One",
            ],
        ),
        (
            _group(_in(80)),
            _group(_in(80, INSIDE)),
            [
                "better: Group closes port 80 to the whole internet (0.0.0.0/0); "
                "still open to its own members"
            ],
        ),
        (
            _group(_in(80)),
            _group({**_in(80), "IpProtocol": "-1"}),
            [
                "worse: Group opens all ports and protocols to the whole internet (0.0.0.0/0)",
            ],
        ),
        (
            _group(),
            _group({**_in(53), "IpProtocol": "udp"}),
            ["worse: Group opens UDP port 53 to the whole internet (0.0.0.0/0)"],
        ),
        (
            _group(),
            _group({"IpProtocol": "icmp", "FromPort": 8, "ToPort": -1, "CidrIp": EVERYBODY}),
            ["worse: Group opens ICMP of type 8 to the whole internet (0.0.0.0/0)"],
        ),
        (
            _group(),
            _group({**_in(80), "FromPort": {"Ref": "Port"}, "ToPort": {"Ref": "Port"}}),
            ["worse: Group opens port ${Port} to the whole internet (0.0.0.0/0)"],
        ),
        (
            _group(),
            _group({"IpProtocol": "50", "CidrIp": "10.0.0.0/8"}),
            ["worse: Group opens protocol 50 to 10.0.0.0/8 (private addresses)"],
        ),
        (
            _group(),
            _group({"IpProtocol": "udp", "FromPort": 0, "ToPort": 65535, "CidrIp": "9.9.9.9/32"}),
            ["worse: Group opens all UDP ports to 9.9.9.9/32"],
        ),
        (
            _group(),
            _group({"IpProtocol": "tcp", "FromPort": 5, "ToPort": 5, "SourcePrefixListId": "pl-1"}),
            ["worse: Group opens port 5 to the prefix list pl-1"],
        ),
        (
            _group(),
            _group({"Fn::If": ["Some", _in(22), {"Ref": "AWS::NoValue"}]}),
            ["worse: Group opens port 22 to the whole internet (0.0.0.0/0), if Some holds"],
        ),
        (
            _group({"Fn::If": ["Some", _in(22), {"Ref": "AWS::NoValue"}]}),
            _group(_in(22)),
            [
                "worse: Group opens port 22 to the whole internet (0.0.0.0/0), no longer under a "
                "condition"
            ],
        ),
        (
            _group(_in(22)),
            _group({**_in(22), "CidrIp": {"Fn::If": ["Some", EVERYBODY, "10.0.0.0/8"]}}),
            [
                "better: Group closes port 22 to the whole internet (0.0.0.0/0); "
                "still open to 10.0.0.0/8 (private addresses), under a condition"
            ],
        ),
        (
            _group(egress=[_out(443)]),
            _group(),
            [
                "worse: Group may now reach the whole internet (0.0.0.0/0) on all ports and "
                "protocols"
            ],
        ),
        (
            _group(),
            _group(egress=[_out(443)]),
            [
                "better: Group may no longer reach the whole internet (0.0.0.0/0) on all ports "
                "and protocols"
            ],
        ),
        (
            _alone(_in(80, "10.0.0.0/8"), {"Ref": "Elsewhere"}),
            _alone(_in(81, "10.0.0.0/8"), {"Ref": "Elsewhere"}),
            [
                "worse: Rule opens port 81 of Elsewhere to 10.0.0.0/8 (private addresses)",
                "better: Rule closes port 80 of Elsewhere to 10.0.0.0/8 (private addresses)",
            ],
        ),
        (
            {},
            _group(_in(22), _in(443, "::/0"), _in(80, "10.0.0.0/8")),
            [
                "worse: Group is a new security group that opens port 22 to the whole internet "
                "(0.0.0.0/0); port 443 to the whole internet (::/0); port 80 to 10.0.0.0/8 "
                "(private addresses)"
            ],
        ),
        (
            None,
            _group(_in(80, {"Ref": "Other"})),
            ["note: Group is a new security group that opens port 80 to the security group Other"],
        ),
        (_group(_in(22)), {}, ["better: Group is removed, by which port 22 was open"]),
    ],
)
def test_what_rules_open_and_close_is_said(before: Any, after: Any, expected: list[str]) -> None:
    found = [*findings(pair(before, after))]
    assert said(found) == expected
    assert {one.topic for one in found} == {Topic.EXPOSURE}


def test_the_value_of_a_parameter_decides_what_a_rule_covers() -> None:
    stack = _group({**_in(80), "CidrIp": {"Ref": "From"}})
    values = ({"From": "10.0.0.0/8"}, {"From": EVERYBODY})
    (found,) = findings(pair(stack, stack, values))
    assert found.words.startswith("opens port 80 to the whole internet")
    assert not [*findings(pair(stack, stack))]


def test_a_group_that_is_made_anew_elsewhere_is_the_same_to_rules() -> None:
    stack = _group(_in(80, {"Ref": "Balancers"}))
    old = {"Balancers": {"Ref": "ecs-cluster.Balancers"}}
    new = {"Balancers": {"Ref": "ecs-cluster.Balancers (new)"}}
    assert not [*findings(pair(stack, stack, (old, new)))]


BLOCKS = [ip_network(f"10.0.0.0/{length}") for length in (29, 30, 31, 32)] + [
    ip_network(block) for block in ("10.0.0.4/30", "10.0.0.2/31", "10.0.0.6/31", "10.0.0.3/32")
]


@st.composite
def some_rules(draw: st.DrawFn) -> list[Rule]:
    rules = []
    for _ in range(draw(st.integers(0, 4))):
        first = draw(st.integers(0, 5))
        block = draw(st.sampled_from(BLOCKS))
        protocol = draw(st.sampled_from(["tcp", "udp", ANY_PROTOCOL]))
        ports = (0, 5) if protocol == ANY_PROTOCOL else (first, draw(st.integers(first, 5)))
        source = Source(kind="IPv4", text=str(block), network=block)
        rules.append(Rule(protocol=protocol, ports=ports, source=source))
    return rules


def _points(rule: Rule) -> set[tuple[str, int, int]]:
    """All that a rule covers, one by one; `other` stands for every protocol but the two."""
    protocols = ("tcp", "udp", "other") if rule.protocol == ANY_PROTOCOL else (rule.protocol,)
    (first, last), (lowest, highest) = rule.box
    return {
        (protocol, port, address)
        for protocol in protocols
        for port in range(first, last + 1)
        for address in range(lowest, highest + 1)
    }


@settings(max_examples=300, deadline=None)
@given(rules=some_rules(), others=some_rules())
def test_what_is_left_of_a_rule_is_what_no_other_covers(
    rules: list[Rule], others: list[Rule]
) -> None:
    covered = set().union(*(_points(other) for other in others))
    for rule in rules:
        boxes = left(rule, others)
        assert bool(boxes) == bool(_points(rule) - covered)
        if rule.protocol != ANY_PROTOCOL:
            found = [
                (rule.protocol, port, address)
                for (first, last), (lowest, highest) in boxes
                for port in range(first, last + 1)
                for address in range(lowest, highest + 1)
            ]
            assert len(found) == len(set(found))
            assert set(found) == _points(rule) - covered


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)).map(lambda t: (t[0], sum(t)))))
def test_merged_intervals_hold_the_same_numbers(intervals: list[tuple[int, int]]) -> None:
    def numbers(some: list[tuple[int, int]]) -> list[int]:
        return [n for first, last in some for n in range(first, last + 1)]

    assert numbers(merged(intervals)) == sorted(set(numbers(intervals)))


def _one(kind: str, **properties: Any) -> dict[str, Any]:
    return {"It": resource(kind, properties)}


def _with(rule: dict[str, Any], condition: dict[str, Any]) -> dict[str, Any]:
    properties = rule["Properties"]
    return {
        **rule,
        "Properties": {**properties, "Conditions": [*properties["Conditions"], condition]},
    }


def _balancer(scheme: str | None = None, *ports: int, kind: str = "application") -> dict[str, Any]:
    properties = {"Type": kind, **({"Scheme": scheme} if scheme else {})}
    listeners = {
        f"Listener{port}": resource(
            "ElasticLoadBalancingV2::Listener",
            {"LoadBalancerArn": {"Ref": "Balancer"}, "Port": port, "Protocol": "HTTPS"},
        )
        for port in ports
    }
    return {"Balancer": resource("ElasticLoadBalancingV2::LoadBalancer", properties), **listeners}


def _rule(*paths: str, host: str = "", address: str = "", asks: bool = False) -> dict[str, Any]:
    conditions: list[dict[str, Any]] = []
    if paths:
        conditions.append({"Field": "path-pattern", "PathPatternConfig": {"Values": [*paths]}})
    if host:
        conditions.append({"Field": "host-header", "Values": [host]})
    if address:
        conditions.append({"Field": "source-ip", "SourceIpConfig": {"Values": [address]}})
    actions = [{"Type": "authenticate-oidc"}] if asks else []
    actions.append({"Type": "forward"})
    properties = {"Conditions": conditions, "Actions": actions}
    return {"Rule": resource("ElasticLoadBalancingV2::ListenerRule", properties)}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (_balancer("internal"), _balancer("internal"), []),
        (_balancer("internet-facing"), _balancer(), []),
        (
            _balancer("internal"),
            _balancer(),
            ["worse: Balancer can now be reached from the internet: its scheme is internet-facing"],
        ),
        (
            _balancer(),
            _balancer("internal"),
            ["better: Balancer can no longer be reached from the internet: its scheme is internal"],
        ),
        (
            {},
            _balancer(None, 80, 443),
            [
                "worse: Balancer is a new load balancer that the internet can reach at ports 80 "
                "and 443"
            ],
        ),
        ({}, _balancer("internal", 80), []),
        ({}, _balancer(kind="gateway"), []),
        (
            _balancer(None, 443),
            _balancer(None, 443, 8443),
            ["worse: Balancer offers port 8443 to the internet, which it did not"],
        ),
        (
            _balancer(None, 443, 8443),
            _balancer(None, 443),
            ["better: Balancer no longer offers port 8443 to the internet"],
        ),
        (_balancer("internal", 443), _balancer("internal", 443, 8443), []),
        (
            {},
            _rule("/shop/*"),
            [
                "note: Rule makes a service reachable through the load balancer at /shop/*",
            ],
        ),
        (_rule("/a/*", "/b"), _rule("/b", "/a/*"), []),
        (_rule("/a/*"), _rule("/a/*", "/a/b"), []),
        (_rule("/a/*"), _rule("/*"), ["note: Rule takes requests at /* too"]),
        (_rule("/a", host="A.example"), _rule("/a", host="a.example"), []),
        (_rule("/a", host="a.b"), _rule("/a"), ["note: Rule takes requests at /a too"]),
        (
            _rule("/a", address="10.0.0.0/8"),
            _rule("/a"),
            ["worse: Rule takes requests from everybody; until now from 10.0.0.0/8 only"],
        ),
        (
            _rule("/a", address="10.0.0.0/8"),
            _rule("/a", address="0.0.0.0/0"),
            ["worse: Rule takes requests from 0.0.0.0/0 too"],
        ),
        (
            _rule("/a"),
            _rule("/a", address="10.0.0.0/8"),
            ["better: Rule takes requests from 10.0.0.0/8 only"],
        ),
        (
            _rule("/a", address="10.0.0.0/8"),
            _rule("/a", address="10.1.0.0/16"),
            ["better: Rule no longer takes requests from 10.0.0.0/8"],
        ),
        (_rule("/*"), _rule("/a/*"), ["note: Rule no longer takes requests at /*"]),
        (
            _rule("/a"),
            {},
            ["note: Rule no longer makes a service reachable through the load balancer at /a"],
        ),
        (
            {"Rule": _with(_rule("/a")["Rule"], {"Field": "http-header"})},
            _rule("/a"),
            ["note: Rule no longer looks at the http header, and so takes more requests"],
        ),
        (
            _balancer(None, 443),
            {},
            ["better: Balancer is removed, and the internet could reach it"],
        ),
        (
            {},
            _one("ElasticLoadBalancingV2::Listener", Port=80, LoadBalancerArn={"Ref": "Elsewhere"}),
            ["note: It offers port 80 on the load balancer Elsewhere"],
        ),
        (
            _one("ElasticLoadBalancing::LoadBalancer", Listeners=[{"LoadBalancerPort": 80}]),
            _one("ElasticLoadBalancing::LoadBalancer", Listeners=[{"LoadBalancerPort": 81}]),
            [
                "worse: It offers port 81 to the internet, which it did not",
                "better: It no longer offers port 80 to the internet",
            ],
        ),
        (
            _rule("/a", asks=True),
            _rule("/a"),
            ["worse: Rule no longer asks clients who they are (authenticate-oidc)"],
        ),
        (
            _rule("/a"),
            _rule("/a", asks=True),
            ["better: Rule asks clients who they are (authenticate-oidc)"],
        ),
    ],
)
def test_load_balancers_are_judged_by_who_reaches_what(
    before: Any, after: Any, expected: list[str]
) -> None:
    assert said(findings(pair(before, after))) == expected


def _tasks(public: str | None) -> dict[str, Any]:
    inner = {"AssignPublicIp": public} if public else {}
    return _one("ECS::Service", NetworkConfiguration={"AwsvpcConfiguration": inner})


def _blocks(**said: bool) -> dict[str, Any]:
    every = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    return _one("S3::Bucket", PublicAccessBlockConfiguration={**dict.fromkeys(every, True), **said})


def _launched(public: bool) -> dict[str, Any]:
    interfaces = [{"DeviceIndex": 0, "AssociatePublicIpAddress": public}]
    return _one("EC2::LaunchTemplate", LaunchTemplateData={"NetworkInterfaces": interfaces})


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (_tasks("DISABLED"), _tasks("ENABLED"), ["worse: It gives its tasks public addresses"]),
        (_tasks(None), _tasks("DISABLED"), []),
        (
            _tasks("ENABLED"),
            _tasks(None),
            ["better: It no longer gives its tasks public addresses"],
        ),
        (
            _tasks("DISABLED"),
            _tasks({"Ref": "Public"}),  # type: ignore[arg-type]
            ["worse: It gives its tasks public addresses (depends on Public)"],
        ),
        (
            _one("EC2::Subnet"),
            _one("EC2::Subnet", MapPublicIpOnLaunch=True),
            ["worse: It gives instances in it public addresses"],
        ),
        (None, _one("EC2::Subnet", MapPublicIpOnLaunch=True), []),
        (
            _launched(False),
            _launched(True),
            ["worse: It gives its instances public addresses"],
        ),
        (
            {},
            _one("EC2::EIP", InstanceId="i-1"),
            ["worse: It gives an instance a public address that stays"],
        ),
        ({}, _one("EC2::EIP", Domain="vpc"), []),
        (
            _one("RDS::DBInstance", PubliclyAccessible=False),
            _one("RDS::DBInstance", PubliclyAccessible=True),
            ["worse: It has an address that the internet can reach"],
        ),
        (
            None,
            _one("RDS::DBInstance", PubliclyAccessible="true"),
            ["worse: It is made with an address that the internet can reach"],
        ),
        (
            _blocks(),
            _blocks(BlockPublicPolicy=False),
            ["worse: It no longer blocks public bucket policies"],
        ),
        (_blocks(), _one("S3::Bucket"), ["worse: It no longer blocks public access"]),
        (_one("S3::Bucket"), _blocks(), ["better: It blocks public access"]),
        ({}, _one("S3::Bucket"), []),
        (
            {},
            _one("S3::Bucket", PublicAccessBlockConfiguration={"BlockPublicAcls": False}),
            ["worse: It does not block public access"],
        ),
        (
            _one("S3::Bucket"),
            _one("S3::Bucket", AccessControl="PublicRead"),
            ["worse: It has an ACL that lets everybody read it"],
        ),
    ],
)
def test_public_addresses_and_data_are_told(before: Any, after: Any, expected: list[str]) -> None:
    assert said(findings(pair(before, after))) == expected


def _network(*, out: bool, table: str = "Table") -> dict[str, Any]:
    route = {"RouteTableId": {"Ref": "Table"}, "GatewayId": {"Ref": "Gateway"}}
    found = {
        "Gateway": resource("EC2::InternetGateway"),
        "Table": resource("EC2::RouteTable"),
        "Private": resource("EC2::RouteTable"),
        "Subnet": resource("EC2::Subnet"),
        "Association": resource(
            "EC2::SubnetRouteTableAssociation",
            {"SubnetId": {"Ref": "Subnet"}, "RouteTableId": {"Ref": table}},
        ),
    }
    return {**found, **({"Route": resource("EC2::Route", route)} if out else {})}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (_network(out=False), _network(out=True)),
        (_network(out=True, table="Private"), _network(out=True)),
    ],
)
def test_a_subnet_with_a_way_to_the_internet_is_public(before: Any, after: Any) -> None:
    words = "a public subnet: has a way to and from the internet"
    assert said(findings(pair(before, after))) == [f"worse: Subnet is now {words}"]
    gone = "a public subnet: its way to the internet is gone"
    assert said(findings(pair(after, before))) == [f"better: Subnet is no longer {gone}"]
    assert said(findings(pair(None, after))) == []


def test_a_route_table_of_subnets_elsewhere_is_public_itself() -> None:
    def table(gateway: Any) -> dict[str, Any]:
        route = {"RouteTableId": {"Ref": "Theirs"}, "GatewayId": gateway}
        return {"Route": resource("EC2::Route", route)}

    words = "Theirs is now a public route table: has a way to and from the internet"
    for gateway in ("igw-1", {"Ref": "InternetGatewayId"}):
        assert said(findings(pair(table("vgw-1"), table(gateway)))) == [f"worse: {words}"]


def _acl(*entries: dict[str, Any]) -> dict[str, Any]:
    acl = {"NetworkAclId": {"Ref": "Acl"}, "Protocol": 6, "RuleAction": "allow"}
    found = {
        f"Entry{i}": resource("EC2::NetworkAclEntry", {**acl, **entry})
        for i, entry in enumerate(entries)
    }
    return {"Acl": resource("EC2::NetworkAcl"), **found}


SSH = {"PortRange": {"From": 22, "To": 22}, "CidrBlock": "10.0.0.0/8"}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (_acl(SSH), _acl({**SSH, "RuleNumber": 5}), []),
        (_acl(SSH), _acl(SSH, {**SSH, "Egress": True, "CidrBlock": EVERYBODY}), []),
        ({}, _acl({**SSH, "CidrBlock": EVERYBODY}), []),
        (
            _acl(SSH),
            _acl({**SSH, "CidrBlock": EVERYBODY}),
            ["worse: Acl lets in port 22 from the whole internet (0.0.0.0/0)"],
        ),
        (
            _acl({**SSH, "RuleAction": "deny", "Protocol": -1}),
            _acl(),
            [
                "worse: Acl no longer keeps out all ports and protocols from 10.0.0.0/8 (private "
                "addresses)"
            ],
        ),
        (
            _acl(),
            _acl({**SSH, "RuleAction": "deny"}),
            ["better: Acl keeps out port 22 from 10.0.0.0/8 (private addresses)"],
        ),
    ],
)
def test_network_acls_let_in_and_keep_out(before: Any, after: Any, expected: list[str]) -> None:
    assert said(findings(pair(before, after))) == expected


def _rules(*some: dict[str, Any], egress: Any = None) -> dict[str, Any]:
    return _group(*some, egress=egress)["Group"]  # type: ignore[no-any-return]


GROUPS = {
    "Own": _rules(_in(80, "10.0.0.0/8")),
    "Same": _rules(_in(80, "10.0.0.0/8")),
    "Admin": _rules(_in(22)),
    "Tight": _rules(_in(80, "10.0.0.0/8"), egress=[_out(443)]),
    "Clients": _rules(),
    "Data": _rules(_in(5432, {"Ref": "Clients"})),
}
WHOLE = "the whole internet (0.0.0.0/0)"
IF_ADMIN = {"Fn::If": ["Some", {"Ref": "Admin"}, {"Ref": "AWS::NoValue"}]}


def _member(
    *groups: Any, kind: str = "EC2::Instance", way: str = "SecurityGroupIds"
) -> dict[str, Any]:
    """A resource in groups: own ones by their names, others as they are referred to."""
    said: Any = [
        {"Fn::GetAtt": [one, "GroupId"]} if isinstance(one, str) and one in GROUPS else one
        for one in groups
    ]
    for step in reversed(way.split(".")):
        said = {step: said}
    return {**GROUPS, "It": resource(kind, said)}


@pytest.mark.parametrize(
    ("kind", "way"),
    [
        ("EC2::Instance", "SecurityGroupIds"),
        ("EC2::LaunchTemplate", "LaunchTemplateData.SecurityGroupIds"),
        ("EC2::NetworkInterface", "GroupSet"),
        ("EC2::VPCEndpoint", "SecurityGroupIds"),
        ("ECS::Service", "NetworkConfiguration.AwsvpcConfiguration.SecurityGroups"),
        ("EFS::MountTarget", "SecurityGroups"),
        ("ElastiCache::CacheCluster", "VpcSecurityGroupIds"),
        ("ElastiCache::ReplicationGroup", "SecurityGroupIds"),
        ("ElasticLoadBalancingV2::LoadBalancer", "SecurityGroups"),
        ("RDS::DBCluster", "VpcSecurityGroupIds"),
        ("RDS::DBInstance", "VPCSecurityGroups"),
    ],
)
def test_a_group_more_opens_what_its_rules_do(kind: str, way: str) -> None:
    before, after = _member("Own", kind=kind, way=way), _member("Own", "Admin", kind=kind, way=way)
    words = f"It is now open on port 22 to {WHOLE}, by the group Admin"
    assert said(findings(pair(before, after))) == [f"worse: {words}"]
    gone = f"It is no longer open on port 22 to {WHOLE}, as it was by the group Admin"
    assert said(findings(pair(after, before))) == [f"better: {gone}"]


def test_the_interfaces_of_instances_have_groups_too() -> None:
    def member(*groups: str) -> dict[str, Any]:
        interface = {"DeviceIndex": 0, "Groups": [{"Ref": one} for one in groups]}
        data = {"NetworkInterfaces": [interface]}
        return {**GROUPS, **_one("EC2::LaunchTemplate", LaunchTemplateData=data)}

    (found,) = findings(pair(member("Own"), member("Own", "Admin")))
    assert found.words == f"is now open on port 22 to {WHOLE}, by the group Admin"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (_member("Own", "Admin"), _member("Admin", {"Ref": "Own"}), []),
        (_member("Own"), _member("Same"), []),
        (_member("Own"), _member("Own", "Same"), []),
        (GROUPS, _member("Admin"), []),
        (_member(kind="Lambda::Function"), _member("Own", kind="Lambda::Function"), []),
        (
            _member("Own", kind="Lambda::Function"),
            _member("Own", "Admin", kind="Lambda::Function"),
            [],
        ),
        (
            _member("Own"),
            {**_member("Own"), "Own": _rules(_in(80))},
            [
                f"worse: Own opens port 80 to {WHOLE}; until now to 10.0.0.0/8 (private addresses)",
            ],
        ),
        (
            _member("Own"),
            _member("Own", "sg-1"),
            ["note: It is now in the security group sg-1, whose rules are not known here"],
        ),
        (
            _member("Own", {"Ref": "Theirs"}),
            _member("Own"),
            ["note: It is no longer in the security group Theirs, whose rules are not known here"],
        ),
        (
            _member("Own"),
            _member("Own", {"Fn::Split": [",", {"Ref": "Theirs"}]}),
            ["note: It is now in the security group Theirs, whose rules are not known here"],
        ),
        (
            _member("Admin"),
            _member("sg-1"),
            [
                "note: It is no longer in the group Admin, by which it was open on port 22 to "
                f"{WHOLE}",
                "note: It is now in the security group sg-1, whose rules are not known here",
            ],
        ),
        (
            _member("Tight", "sg-1"),
            _member("Own", "sg-1"),
            [
                f"note: It may reach {WHOLE} on all ports and protocols, by the group Own; "
                "whether it could before is not known here"
            ],
        ),
        (
            _member("Tight"),
            _member("Own"),
            [f"worse: It may now reach {WHOLE} on all ports and protocols, by the group Own"],
        ),
        (
            _member("Own"),
            _member("Tight"),
            [
                f"better: It may no longer reach {WHOLE} on all ports and protocols, as it could "
                "by the group Own"
            ],
        ),
        (
            _member("Own"),
            _member("Own", "Clients"),
            ["worse: It is now let in by the group Data on port 5432, as a member of Clients"],
        ),
        (
            _member("Own"),
            _member("Own", IF_ADMIN),
            [f"worse: It is now open on port 22 to {WHOLE}, by the group Admin, if Some holds"],
        ),
        (
            _member("Own", IF_ADMIN),
            _member("Own", "Admin"),
            [
                f"worse: It is now open on port 22 to {WHOLE}, by the group Admin, no longer under "
                "a condition"
            ],
        ),
        (
            _member("Own", "Admin"),
            _member("Own", IF_ADMIN),
            [f"better: It is open on port 22 to {WHOLE} only under a condition"],
        ),
        (
            _member("sg-1"),
            {**GROUPS, **_one("EC2::Instance")},
            [
                "note: It is no longer in the security group sg-1, whose rules are not known here",
                "note: It names no security group any more; the default one of its VPC may stand "
                "in for them",
            ],
        ),
    ],
)
def test_what_is_in_other_groups_is_judged_by_all_their_rules(
    before: Any, after: Any, expected: list[str]
) -> None:
    assert said(findings(pair(before, after))) == expected


def test_a_network_load_balancer_in_no_group_lets_in_everything() -> None:
    def balancer(*groups: str) -> dict[str, Any]:
        more: dict[str, Any] = {"Type": "network", "Scheme": "internal"}
        if groups:
            more["SecurityGroups"] = [{"Ref": one} for one in groups]
        return {**GROUPS, **_one("ElasticLoadBalancingV2::LoadBalancer", **more)}

    opened = "It is in no security group any more, and so lets in everything"
    assert said(findings(pair(balancer("Own"), balancer()))) == [f"worse: {opened}"]
    closed = "It is in security groups now, and lets in only what they do"
    assert said(findings(pair(balancer(), balancer("Own")))) == [f"better: {closed}"]


def _properties(name: str) -> Callable[[Any], Any]:
    return lambda template: template["Resources"][name]["Properties"]


def _open_ssh(template: Any) -> None:
    rule = _in(22)
    _properties("InstanceSecurityGroup")(template)["SecurityGroupIngress"] = [rule]


def _move_out(template: Any) -> None:
    group = _properties("TaskSecurityGroup")(template)
    (rule,) = group.pop("SecurityGroupIngress")
    group["GroupDescription"] = "Others"
    inside = {"GroupId": {"Ref": "TaskSecurityGroup"}, **rule}
    template["Resources"]["Moved"] = resource("EC2::SecurityGroupIngress", inside)


def _internal(template: Any) -> None:
    _properties("LoadBalancer")(template)["Scheme"] = "internal"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda _: None, []),
        (_move_out, []),
        (
            _open_ssh,
            [
                "worse: InstanceSecurityGroup opens port 22 to the whole internet (0.0.0.0/0); "
                "until now to the addresses in SSHLocation"
            ],
        ),
        (
            _internal,
            [
                "better: LoadBalancer can no longer be reached from the internet: its scheme is "
                "internal"
            ],
        ),
    ],
)
def test_the_shipped_cluster_is_judged_as_small_stacks_are(
    change: Callable[[Any], None], expected: list[str]
) -> None:
    assert said(findings(shipped("ecs-cluster", change))) == expected
