"""The boothook as rendered, with real iptables, in the network of an instance."""

from __future__ import annotations

from pathlib import Path

from tests.stacks.boot.booting import AGENT, DROP, ELSEWHERE, IMDS, RENDERED, boot, may_start
from tests.stacks.boot.machine import Machine


def test_without_the_boothook_a_container_reaches_the_metadata_service(machine: Machine) -> None:
    machine.start_docker()
    assert machine.container_gets(IMDS) == "metadata"


def test_with_it_a_container_reaches_all_but_the_metadata_service(machine: Machine) -> None:
    boot(machine)
    machine.start_docker()
    assert machine.container_gets(IMDS) is None
    assert machine.container_gets(IMDS, "PUT") is None
    assert machine.container_gets(ELSEWHERE) == "elsewhere"
    assert machine.container_gets(AGENT) == "agent"


def test_the_host_itself_reaches_the_metadata_service(machine: Machine) -> None:
    boot(machine)
    machine.start_docker()
    assert machine.host_gets(IMDS) == machine.host_gets(IMDS, "PUT") == "metadata"


def test_one_rule_stands_before_all_else_whatever_starts_again(machine: Machine) -> None:
    for event in (boot, Machine.start_docker, boot, Machine.start_docker, boot):
        event(machine)
    assert machine.rules("DOCKER-USER") == [DROP, "-j RETURN"]
    assert machine.rules("FORWARD")[0] == "-j DOCKER-USER"


def test_the_rule_comes_before_the_return_of_a_docker_that_was_first(machine: Machine) -> None:
    machine.start_docker()
    boot(machine)
    assert machine.rules("DOCKER-USER") == [DROP, "-j RETURN"]
    assert machine.container_gets(IMDS) is None


def test_the_agent_may_start_once_the_rule_is_laid_and_docker_has_its_jump(
    machine: Machine,
) -> None:
    boot(machine)
    assert not may_start(machine)
    machine.start_docker()
    assert may_start(machine)


def test_the_agent_may_not_start_without_the_rule(machine: Machine) -> None:
    boot(machine)
    machine.start_docker()
    machine.host("iptables", "-D", "DOCKER-USER", *DROP.split())
    assert not may_start(machine)


def test_the_agent_may_not_start_where_iptables_failed_and_that_is_signalled(
    machine: Machine, tmp_path: Path
) -> None:
    machine.stand_in("iptables", "exit 1")
    machine.bash(RENDERED.hook)
    (tmp_path / "iptables").unlink()
    machine.start_docker()
    assert not may_start(machine)

    machine.stand_in("dnf", "exit 0")
    machine.stand_in("cfn-signal", f'echo "$*" >>{tmp_path}/signals')
    assert machine.bash(RENDERED.setup.replace("/opt/aws/bin/", f"{tmp_path}/")) == 1
    (signal,) = (tmp_path / "signals").read_text().splitlines()
    assert "--exit-code 1 --reason iptables keeps no task from the instance metadata" in signal


def test_an_answer_to_a_put_of_hop_limit_1_does_not_cross_the_bridge(machine: Machine) -> None:
    """What keeps the tasks of Bottlerocket away, which has no boothook."""
    machine.start_docker()
    assert machine.container_gets(IMDS, "PUT") is None
    assert machine.host_gets(IMDS, "PUT") == "metadata"
