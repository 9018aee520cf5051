"""On what terms a run is made: how much at once and how fast, who helps, and what it runs on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from generators.deploy.calls import Calls
from generators.deploy.cloud import Resource, StackEvent
from generators.deploy.pacing import Bucket
from generators.deploy.threaded import threaded
from generators.model import Step

if TYPE_CHECKING:
    from generators.deploy.diagnose.why import Explanation
    from generators.deploy.running import Finding

Mask = Callable[[str], str]

Explain = Callable[[str, Sequence[StackEvent], Sequence[Resource], Mask], "Explanation"]
"""Looks for the cause of a failure: `why.why` with its clients."""

RolledBack = Callable[[Mapping[str, str]], "tuple[Finding, ...]"]
"""Of services of a cluster, by ARN with their task definitions', those that run another."""

Lacking = Callable[[Sequence[Step]], tuple[str, ...]]
"""What the account lacks, in sentences, for stacks that are to be created."""

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much at once, how fast, and for how long.

    `jobs` operations run side by side; `timeout` is in seconds, for one operation; `rate` and
    `burst` are what the calls begin with: AWS says soon enough what is too fast.
    """

    jobs: int = 16
    timeout: float = 30 * 60.0
    rate: float = 10.0
    burst: float = 14.0


Runner = Callable[[Callable[[Calls], Coroutine[Any, Any, Any]], Bucket], Any]
"""Runs the engine to its end, with calls that it makes for it."""


def threads(work: Callable[[Calls], Coroutine[Any, Any, T]], bucket: Bucket) -> T:
    """Run it in the machine's own time, every call in a thread.

    Ctrl-C cancels it, which ends in KeyboardInterrupt once it has said what goes on without it; a
    second one ends it at once.
    """

    async def main() -> T:
        return await work(Calls(bucket, threaded))

    return asyncio.run(main())


@dataclass(frozen=True, kw_only=True)
class Aside:
    """What is asked of other services, beside the deploy: it slows nothing, and nothing needs it.

    All of it blocks, and is called in threads.
    """

    explain: Explain | None = None
    rolled_back: RolledBack | None = None
    lacking: Lacking | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Terms:
    """What a run keeps to, whom it may ask aside, and what runs it.

    Runs on the same terms, one after the other, pace their calls by one `bucket`: the next goes on
    from what the one before has learned of what is too fast.
    """

    limits: Limits = field(default_factory=Limits)
    aside: Aside = field(default_factory=Aside)
    runner: Runner = threads
    bucket: Bucket = field(init=False, repr=False)

    def __post_init__(self) -> None:
        bucket = Bucket(rate=self.limits.rate, burst=self.limits.burst)
        object.__setattr__(self, "bucket", bucket)
