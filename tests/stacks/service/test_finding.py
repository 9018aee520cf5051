"""How others find a service by name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stacks.service.made import WEB, Made

HTTP = {"port": 8080, "name": "http", "app_protocol": "http"}
NAMED = {"containers": [{**WEB, "ports": [HTTP, 9000, {"port": 53, "protocol": "udp"}]}]}
AWSVPC = {"network_mode": "awsvpc"}


def _connect(**more: Any) -> Any:
    return Made(**NAMED, **more)["service"]["ServiceConnectConfiguration"]


def _opened(made: Made) -> dict[str, Any]:
    return {
        name: resource["Properties"]
        for name, resource in made.template["Resources"].items()
        if resource["Type"] == "AWS::EC2::SecurityGroupIngress"
    }


def test_who_only_calls_others_has_a_place_in_the_namespace() -> None:
    found = _connect(service_connect={})
    assert (found["Enabled"], found["Namespace"]) == (True, {"Ref": "NamespaceArn"})
    assert "Services" not in found


def test_the_proxys_log_goes_beside_the_containers_and_blocks_nobody() -> None:
    options = _connect(service_connect={})["LogConfiguration"]["Options"]
    assert options["awslogs-group"] == {"Ref": "LogGroup"}
    assert options["mode"] == "non-blocking"


@pytest.mark.parametrize(
    ("alias", "discovery_name", "client"),
    [
        ({}, "http", {"DnsName": "http", "Port": 8080}),
        ({"dns_name": "http"}, "http", {"DnsName": "http", "Port": 8080}),
        ({"dns_name": "web", "alias_port": 80}, "web-http", {"DnsName": "web", "Port": 80}),
        ({"dns_name": "web.shop"}, "web-shop-http", {"DnsName": "web.shop", "Port": 8080}),
        (
            {"dns_name": "${Name}.shop"},
            {"Fn::Sub": "${Name}-shop-http"},
            {"DnsName": {"Fn::Sub": "${Name}.shop"}, "Port": 8080},
        ),
    ],
)
def test_a_port_has_a_name_for_callers_and_one_of_its_own_in_the_namespace(
    alias: dict[str, Any], discovery_name: Any, client: Any
) -> None:
    (offer,) = _connect(service_connect={"offers": [{"port": "http", **alias}]})["Services"]
    assert offer == {
        "PortName": "http",
        "DiscoveryName": discovery_name,
        "ClientAliases": [client],
    }


def test_in_bridge_mode_dns_tells_address_and_port() -> None:
    made = Made(**NAMED, discovery={"name": "web", "port": 9000, "ttl": 60})
    assert made["DiscoveryService"] == {
        "Name": "web",
        "DnsConfig": {
            "NamespaceId": {"Ref": "NamespaceId"},
            "RoutingPolicy": "MULTIVALUE",
            "DnsRecords": [{"Type": "SRV", "TTL": 60}],
        },
        "HealthCheckCustomConfig": {"FailureThreshold": 1},
    }
    assert made["service"]["ServiceRegistries"] == [
        {
            "RegistryArn": {"Fn::GetAtt": ["DiscoveryService", "Arn"]},
            "ContainerName": "web",
            "ContainerPort": 9000,
        }
    ]
    assert _opened(made) == {}


def test_in_awsvpc_mode_dns_tells_an_address_alone() -> None:
    made = Made(**NAMED, **AWSVPC, discovery={"name": "web"})
    records = made["DiscoveryService"]["DnsConfig"]["DnsRecords"]
    assert [record["Type"] for record in records] == ["A"]
    assert made["service"]["ServiceRegistries"] == [
        {"RegistryArn": {"Fn::GetAtt": ["DiscoveryService", "Arn"]}}
    ]


@pytest.mark.parametrize(
    ("spec", "opened"),
    [
        ({"service_connect": {}}, []),
        ({"service_connect": {"offers": [{"port": "http"}]}}, [("tcp", 8080)]),
        ({"discovery": {"name": "web", "port": 9000}}, [("tcp", 9000)]),
        ({"discovery": {"name": "web"}}, [("tcp", 8080), ("tcp", 9000), ("udp", 53)]),
        (
            {
                "service_connect": {"offers": [{"port": "http"}]},
                "discovery": {"name": "web", "port": 8080},
            },
            [("tcp", 8080)],
        ),
    ],
)
def test_in_awsvpc_mode_callers_reach_the_ports_that_they_can_find_and_no_others(
    spec: dict[str, Any], opened: list[tuple[str, int]]
) -> None:
    made = Made(**NAMED, **AWSVPC, **spec)
    found = _opened(made).values()
    assert [(one["IpProtocol"], one["FromPort"]) for one in found] == opened
    for one in found:
        assert one["GroupId"] == {"Fn::GetAtt": ["SecurityGroup", "GroupId"]}
        assert one["CidrIp"] == {"Ref": "ClientLocation"}
    assert ("ClientLocation" in made.template["Parameters"]) == bool(opened)


def test_nothing_of_it_is_there_unless_it_is_asked_for() -> None:
    made = Made(**NAMED, **AWSVPC)
    assert made["service"]["ServiceConnectConfiguration"] == {"Enabled": False}
    assert made["service"]["ServiceRegistries"] == []
    assert not {"NamespaceArn", "NamespaceId"} & set(made.template["Parameters"])
