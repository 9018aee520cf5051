"""An instance boots: the rendered boothook on a machine, and what the agent's guard says then."""

from __future__ import annotations

import shlex

from tests.stacks.boot.machine import Machine
from tests.stacks.boot.rendered import GUARD, amazon_linux

IMDS, AGENT, ELSEWHERE = "169.254.169.254", "169.254.170.2", "198.51.100.1"
DROP = "-d 169.254.169.254/32 -j DROP"
RENDERED = amazon_linux()


def boot(machine: Machine) -> None:
    """Run the boothook, as a program, as cloud-init does at each boot."""
    hook = machine.folder / "boothook"
    hook.write_text(RENDERED.hook)
    hook.chmod(0o700)
    assert machine.host(str(hook)).returncode == 0


def may_start(machine: Machine) -> bool:
    """Whether the guard lets the agent start."""
    guard = machine.host("cat", GUARD).stdout
    checks = [line.removeprefix("ExecStartPre=") for line in guard.splitlines()[1:]]
    assert guard.startswith("[Service]\n") and len(checks) == 2
    return all(machine.host(*shlex.split(check)).returncode == 0 for check in checks)
