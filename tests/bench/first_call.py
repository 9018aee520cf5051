"""CPU seconds until the first call, beside those of the least that a script could do."""

from __future__ import annotations

import statistics
import subprocess
from dataclasses import dataclass

from tests.bench.project import Code, Limits, emulated, project
from tests.bench.running import run

_LEAST = """\
import resource
import boto3, yaml, pydantic
boto3.session.Session(region_name="eu-west-1").client("cloudformation")
usage = resource.getrusage(resource.RUSAGE_SELF)
print(usage.ru_utime + usage.ru_stime)
"""


@dataclass(frozen=True, kw_only=True)
class FirstCall:
    """Median CPU seconds until the first call of `make deploy`, and of a script that makes none."""

    ours: float
    least: float


def first_call(code: Code, times: int = 15) -> FirstCall:
    """Measure both in turn, so that what else the machine does meets both."""
    ours, least = [], []
    limits = Limits(seconds=0.1, rate=0.0)
    with project(code, 1) as root, emulated(root, limits):
        for _ in range(times + 1):
            least.append(_least(code))
            ours.append(run(code, root, "deploy").first_cpu or 0.0)
    # The first of each has found nothing in the caches.
    return FirstCall(ours=statistics.median(ours[1:]), least=statistics.median(least[1:]))


def _least(code: Code) -> float:
    done = subprocess.run(
        [code.python, "-c", _LEAST], env=code.environ(), capture_output=True, text=True, check=True
    )
    return float(done.stdout)
