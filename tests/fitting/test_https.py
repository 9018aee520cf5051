"""gRPC and HTTP/2 behind the load balancer that services share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects import load, shipped

SERVICE = """\
kind: service
parent: ecs-cluster
spec:
  containers: [{name: prices, image: "prices:1", memory: 64, ports: [50051]}]
  load_balancer: {rule: {paths: [/prices*]}, protocol: PROTOCOL}
"""


@pytest.mark.parametrize(("protocol", "said"), [("grpc", 1), ("http2", 1), ("http1", 0)])
def test_they_want_a_certificate(protocol: str, said: int, tmp_path: Path) -> None:
    text = SERVICE.replace("PROTOCOL", protocol)
    _, _, complaints = load(shipped(tmp_path, prices=text))
    assert len(complaints) == said
    assert all("over HTTPS alone" in complaint.message for complaint in complaints)
