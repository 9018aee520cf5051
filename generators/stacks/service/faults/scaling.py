"""What scaling cannot follow, and bounds that cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generators.parts.text import as_written
from generators.stacks.kind import Place
from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.spec.scaling import ScalingSpec


def faults(spec: ServiceSpec) -> Iterator[tuple[Place, str]]:
    """What is followed, where it starts from, and the schedules."""
    if spec.scaling is None:
        return
    if spec.scaling.requests and (spec.load_balancer is None or spec.load_balancer.nlb):
        why = "an NLB counts none" if spec.load_balancer else "there is no load balancer"
        yield ("scaling", "requests"), f"{why}; a load_balancer with rule or alb counts requests"
    if spec.scaling.cpu and not spec.cpu and not any(c.cpu for c in spec.containers):
        message = "goes by the CPU that tasks have reserved, and these reserve none; give cpu"
        yield ("scaling", "cpu"), message
    for place, message in (*_empty(spec.scaling), *_bounds(spec.scaling), *_zones(spec.scaling)):
        yield ("scaling", *place), message


def _empty(scaling: ScalingSpec) -> Iterator[tuple[Place, str]]:
    """Of no tasks there is no CPU, no memory and no request to measure.

    https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
    """
    if scaling.min == 0 and not scaling.queue and not scaling.schedules:
        yield (
            ("min",),
            "is 0, but without tasks there is nothing to measure that would start one again; "
            "allowed: 1 or more, or 0 with queue or schedules",
        )


def _bounds(scaling: ScalingSpec) -> Iterator[tuple[Place, str]]:
    """A schedule that gives one bound leaves the other as it was; it must go with one there is."""
    schedules = scaling.schedules
    least = [scaling.min, *(one.min for one in schedules.values() if one.min is not None)]
    most = [scaling.max, *(one.max for one in schedules.values() if one.max is not None)]
    for name, one in schedules.items():
        if one.max is None and all(isinstance(n, int) and n < (one.min or 0) for n in most):
            yield ("schedules", name, "min"), f"is {one.min}, above every max that is given"
        if one.min is None and all(isinstance(n, int) and n > (one.max or 0) for n in least):
            yield ("schedules", name, "max"), f"is {one.max}, below every min that is given"


def _zones(scaling: ScalingSpec) -> Iterator[tuple[Place, str]]:
    for name, one in scaling.schedules.items():
        if one.timezone is None:
            continue
        text = as_written(one.timezone)
        if one.when.startswith("rate("):
            yield ("schedules", name, "timezone"), "goes with cron() and at(); rate() knows none"
        elif "${" not in text and not re.fullmatch(r"[A-Za-z]\w*([/+-]\w+)*", text, re.ASCII):
            yield (
                ("schedules", name, "timezone"),
                f"is {text}; allowed: names of IANA's time zones, such as Europe/Berlin",
            )
