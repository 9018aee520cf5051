"""The boothook and the real dockerd, in the network of an instance."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.stacks.boot import needs
from tests.stacks.boot.booting import AGENT, DROP, ELSEWHERE, IMDS, boot, may_start
from tests.stacks.boot.machine import Machine

# As it is out of the box, whatever this machine has configured; the group is one that is mapped.
START = """
rm -rf /etc/docker
: >/run/dockerd.log
dockerd --group root --data-root /run/docker-data >/run/dockerd.log 2>&1 &
for _ in $(seq 300); do
  grep -q "API listen on" /run/dockerd.log && exit
  kill -0 $! || break
  sleep 0.1
done
cat /run/dockerd.log >&2
exit 1
"""
STOP = """
kill "$(cat /run/docker.pid)"
while [ -e /run/docker.pid ]; do sleep 0.1; done
"""


@pytest.fixture
def docker(machine: Machine) -> Callable[[], None]:
    """Starts dockerd on the machine."""
    needs.command("dockerd")

    def start() -> None:
        started = machine.host("bash", text=START)
        assert started.returncode == 0, started.stderr

    return start


def test_without_the_boothook_docker_lets_a_container_reach_the_metadata_service(
    machine: Machine, docker: Callable[[], None]
) -> None:
    docker()
    assert machine.container_gets(IMDS) == "metadata"


def test_docker_keeps_the_rule_at_each_start_and_goes_through_it_first(
    machine: Machine, docker: Callable[[], None]
) -> None:
    boot(machine)
    for _ in range(2):
        docker()
        assert machine.rules("FORWARD")[0] == "-j DOCKER-USER"
        assert machine.rules("DOCKER-USER")[0] == DROP
        assert machine.rules("DOCKER-USER").count(DROP) == 1
        assert may_start(machine)
        assert machine.container_gets(IMDS) is None
        assert machine.container_gets(ELSEWHERE) == "elsewhere"
        assert machine.container_gets(AGENT) == "agent"
        assert machine.bash(STOP) == 0
