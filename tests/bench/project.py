"""A project of one cluster and any number of services, deployed to what passes for its emulator."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from tests.projects import IMAGE, write

ROOT = Path(__file__).resolve().parents[2]

_ENVIRONMENTS = """\
    local:
      emulator: true
      account: 000000000000
      region: eu-west-1
      tags:
        Environment: local
    """
_CLUSTER = f"""\
    kind: cluster
    spec: {{}}
    parameters:
      VpcId: vpc-1f2d3c4b
      SubnetID: [subnet-7f885626, subnet-6e774515]
      MaxSize: 50
      ImageId: {IMAGE}
    """
_SERVICE = """\
    kind: service
    parent: bench-cluster
    spec:
      containers:
        - name: web
          image: example/web:v_${ContainerVersion}
          cpu: 10
          memory: 16
    parameters:
      ContainerVersion: 1
    """
JOBS = 128
"""So many side by side do not hold up what 5 calls a second can begin, nor what they delete."""

LEVELS = 2
"""Stacks in a row that wait for each other: a service waits for the cluster."""


@dataclass(frozen=True, kw_only=True)
class Code:
    """What is measured: a checkout, the Python that has what it needs, and its JOBS."""

    tree: Path = ROOT
    python: str = sys.executable
    jobs: int = JOBS

    def environ(self) -> dict[str, str]:
        """The environment of a process that runs it: nothing of the caller's AWS settings."""
        return {"PYTHONPATH": str(self.tree), "PATH": "/usr/bin:/bin"}


@contextmanager
def project(code: Code, services: int) -> Iterator[Path]:
    """The root of such a project, with its templates; gone afterwards."""
    names = {f"service_{number}": _SERVICE for number in range(services)}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        root = write(
            Path(folder).resolve(), environments=_ENVIRONMENTS, bench_cluster=_CLUSTER, **names
        )
        made = [code.python, "-m", "generators", "templates"]
        subprocess.run(made, cwd=root, env=code.environ(), check=True, capture_output=True)
        yield root


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The stand-in's: an operation's seconds, and calls a second, 0 for as many as come."""

    seconds: float
    rate: float


@contextmanager
def emulated(root: Path, limits: Limits) -> Iterator[str]:
    """Have a stand-in pass for the project's emulator; its address."""
    token = uuid4().hex
    asked = [str(limits.seconds), str(limits.rate), token]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.stand_in", *asked],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            _register(root, {"url": url, "pid": process.pid, "token": token})
            yield url
        finally:
            process.terminate()


def _register(root: Path, facts: Mapping[str, object]) -> None:
    """Write down what a deploy knows of its emulator (`generators.deploy.emulator`)."""
    found = {**facts, "port": urlsplit(str(facts["url"])).port, "root": str(root)}
    (root / ".local").mkdir(exist_ok=True)
    (root / ".local" / "emulator.json").write_text(json.dumps(found))
