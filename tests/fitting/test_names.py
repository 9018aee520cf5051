"""Names that services have in one namespace."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects import load, shipped

CLUSTER = """\
kind: cluster
parent: network
spec: {instances: null, fargate: true, namespace: private_dns}
environments: {production: false}
"""
SERVICE = """\
kind: service
parent: main
spec:
  capacity: [{provider: fargate}]
  cpu: 256
  memory: 512
  containers: [{name: a, image: "a:1", ports: [{port: 80, name: http, app_protocol: http}]}]
  FINDING
parameters: {ClientLocation: 10.0.0.0/16}
environments: {production: false}
"""
OFFERS = "service_connect: {offers: [{port: http}]}"
NAMED = "service_connect: {offers: [{port: http, dns_name: NAME}]}"
IN_DNS = "discovery: {name: NAME}"


@pytest.mark.parametrize(
    ("one", "two", "said"),
    [
        (OFFERS, OFFERS, ["is http in the namespace, and so is one (params/one.yaml:"]),
        (NAMED.replace("NAME", "a"), NAMED.replace("NAME", "b"), []),
        (IN_DNS.replace("NAME", "a"), IN_DNS.replace("NAME", "a"), ["is a in the namespace"]),
        (IN_DNS.replace("NAME", "a"), IN_DNS.replace("NAME", "b"), []),
        (OFFERS, IN_DNS.replace("NAME", "http"), ["is http in the namespace"]),
    ],
)
def test_a_name_stands_for_one_service(one: str, two: str, said: list[str], tmp_path: Path) -> None:
    files = {name: SERVICE.replace("FINDING", text) for name, text in (("one", one), ("two", two))}
    _, _, complaints = load(shipped(tmp_path, main=CLUSTER, **files))
    assert len(complaints) == len(said), complaints
    for complaint, part in zip(complaints, said, strict=True):
        assert part in complaint.message
