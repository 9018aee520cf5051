"""What was changed by hand: CloudFormation compares a stack with what there is, when asked to.

Knows no boto3, no terminal and no clock of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from generators.errors import Refused

State = Literal["changed", "deleted", "as it was", "not compared"]
"""What became of a resource; `not compared` is one of a type that CloudFormation cannot compare."""


@dataclass(frozen=True, kw_only=True)
class PropertyDrift:
    """A property that is not what the template says; None where one of the sides has nothing.

    `path` is a JSON pointer, such as `/Tags/0/Value`.
    """

    path: str
    expected: Any
    actual: Any


@dataclass(frozen=True, kw_only=True)
class ResourceDrift:
    """One resource of a stack, compared."""

    logical_id: str
    physical_id: str
    type: str
    state: State
    properties: tuple[PropertyDrift, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Detection:
    """A comparison that has ended; `failure` says what could not be compared, and may be empty."""

    failure: str = ""


@dataclass(frozen=True, kw_only=True)
class StackDrift:
    """A stack, compared. `resources` are those that drifted, `compared` counts all that could be.

    `failure` says why some, or all, could not be compared.
    """

    resources: tuple[ResourceDrift, ...] = ()
    compared: int = 0
    failure: str = ""


class Detector(Protocol):
    """What a comparison asks of CloudFormation; `reading.Reading` says what each promises."""

    def detect(self, stack: str) -> str:
        """Have CloudFormation compare the stack; the detection's id."""

    def detection(self, stack: str, detection: str) -> Detection | None:
        """What came of it, or None while CloudFormation is still at it."""

    def drifts(self, stack: str) -> tuple[ResourceDrift, ...]:
        """Every resource that was compared."""


def compared(
    stacks: Sequence[str], detector: Detector, sleep: Callable[[float], None]
) -> dict[str, StackDrift]:
    """Each of the stacks by its name, all of them compared side by side.

    A stack that CloudFormation refuses to compare has that as its failure.
    """
    asked: dict[str, str] = {}
    found: dict[str, StackDrift] = {}
    for name in stacks:
        try:
            asked[name] = detector.detect(name)
        except Refused as error:
            said = "; ".join(filter(None, (error.message, error.advice)))
            found[name] = StackDrift(failure=said.removeprefix(f"{name}: "))
    wait = 0.5
    while asked:
        for name, detection in list(asked.items()):
            ended = detector.detection(name, detection)
            if ended is not None:
                del asked[name]
                found[name] = _told(detector.drifts(name), ended)
        if asked:
            sleep(wait)
            wait = min(wait * 1.5, 5.0)
    return {name: found[name] for name in stacks}


def _told(drifts: tuple[ResourceDrift, ...], ended: Detection) -> StackDrift:
    return StackDrift(
        resources=tuple(one for one in drifts if one.state in ("changed", "deleted")),
        compared=sum(one.state != "not compared" for one in drifts),
        failure=ended.failure,
    )
