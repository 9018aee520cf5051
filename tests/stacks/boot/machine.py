"""An instance with its network, in namespaces: nothing of it reaches the machine it is on.

Three network namespaces: the host, a container on its bridge docker0, and the link, where on EC2
the instance metadata service is, beyond the host. The host has a /proc of its own, because dockerd
finds its network namespace by it, and a copy of /etc. All die with the process that holds them,
which ends when its standard input is closed, and so with the tests in any case.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from tests.stacks.boot.needs import PATH
from tests.stacks.boot.network import CLIENT, DOCKER, SERVER, SETUP


class NoNamespaces(Exception):
    """This machine does not let the tests make network namespaces."""


class Machine:
    """The instance: `folder` is on its PATH before all else, for commands that stand in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stand_in("systemctl", "exit 0")
        root = os.geteuid() == 0
        mine = [] if root else ["--user", "--map-root-user"]
        alone = [*mine, "--net", "--mount", "--pid", "--fork", "--kill-child"]
        # The process cannot be closed by `with` here: it lives as long as the machine.
        self._holder = subprocess.Popen(
            ["unshare", *alone, "bash", "-c", SETUP, "bash", sys.executable, SERVER],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._holder.stdout is not None
        pid = self._holder.stdout.readline().strip()
        if not pid:
            raise NoNamespaces(self.close())
        theirs = [] if root else ["--user", "--preserve-credentials"]
        self._enter = ["nsenter", "--target", pid, *theirs, "--net", "--mount", "--pid"]

    @property
    def _environment(self) -> dict[str, str]:
        return {"PATH": f"{self.folder}:{PATH}"}

    def __enter__(self) -> Machine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> str:
        """End it and all that runs on it; what it had to say on stderr."""
        with suppress(subprocess.TimeoutExpired):
            return self._holder.communicate(timeout=10)[1]
        self._holder.kill()
        return self._holder.communicate()[1]

    def stand_in(self, command: str, body: str) -> None:
        """Put a command of a few lines of bash before the real one."""
        path = self.folder / command
        path.write_text(f"#!/bin/bash\n{body}\n")
        path.chmod(0o755)

    def host(self, *command: str, text: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command on the host, with a text as its input."""
        return subprocess.run(
            [*self._enter, *command],
            env=self._environment,
            input=text,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def bash(self, script: str) -> int:
        """Run a script on the host; its exit status."""
        return self.host("bash", text=script).returncode

    def start_docker(self) -> None:
        """Lay the rules that dockerd lays at each start."""
        assert self.bash(DOCKER) == 0

    def rules(self, chain: str) -> list[str]:
        """The rules of a chain, in order."""
        listed = self.host("iptables", "-S", chain).stdout.splitlines()
        return [line.removeprefix(f"-A {chain} ") for line in listed if line.startswith("-A")]

    def host_gets(self, address: str, method: str = "GET") -> str | None:
        """What the host is answered there; None where it gets no answer."""
        return self._gets([], address, method)

    def container_gets(self, address: str, method: str = "GET") -> str | None:
        """What the container is answered there; None where it gets no answer."""
        return self._gets(["nsenter", "--net=/run/netns/container"], address, method)

    def _gets(self, where: list[str], address: str, method: str) -> str | None:
        done = self.host(*where, sys.executable, "-ISc", CLIENT, method, address)
        assert done.returncode == 0 or "TimeoutError" in done.stderr, done.stderr
        return done.stdout.strip() or None
