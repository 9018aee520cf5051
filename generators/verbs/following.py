"""`make logs`: what the containers of a stack write."""

from __future__ import annotations

import re
import sys
import time
from argparse import Namespace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from generators.errors import UserError
from generators.verbs.reading import Asked, one_asked, one_of

if TYPE_CHECKING:
    from generators.deploy.cloud import Resource

TASKS, GROUP = "AWS::ECS::TaskDefinition", "AWS::Logs::LogGroup"
SINCE = "10m"
"""How far back the log begins if nobody says."""

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_AGO = re.compile(r"(\d{1,6})([smhd])")


def logs(options: Namespace) -> int:
    """Follow what the containers of a stack write."""
    from generators import report
    from generators.deploy.log_lines import LogLines
    from generators.deploy.tailing import Watch, follow

    ago = since(options.since or SINCE)
    follows = one_of("FOLLOW", options.follow or "yes", ("yes", "no")) == "yes"
    found, step = one_asked(options)
    found.deployed(step)
    groups = _groups(found, step.name)
    print(f"{', '.join(groups)}, from {options.since or SINCE} ago", file=sys.stderr)
    lines = follow(
        LogLines(found.connection.client("logs")),
        groups,
        _now() - ago,
        Watch(now=_now, sleep=time.sleep) if follows else None,
    )
    show, told = report.LogView(report.out()), False
    try:
        for line in lines:
            show(line)
            sys.stdout.flush()
            told = True
    except KeyboardInterrupt:
        return 130  # that is how following ends: there is nothing to say about it
    if not told:
        print("nothing was written since then; SINCE=1d looks further back", file=sys.stderr)
    return 0


def since(said: str) -> timedelta:
    """How long ago; raises UserError for what cannot be read."""
    match = _AGO.fullmatch(said.strip())
    if match is None:
        raise UserError(f"SINCE={said} is no length of time; one is written 30s, 10m, 2h or 1d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _groups(found: Asked, stack: str) -> list[str]:
    """The log groups of the stack's task definitions; where it has none, its own log groups."""
    from generators.deploy.serving import Services

    resources = found.reading.resources(stack)
    definitions = _of_type(resources, TASKS)
    services = Services(found.connection.client("ecs"))
    groups = [group for arn in definitions for group in services.log_groups(arn).values()]
    groups = groups or _of_type(resources, GROUP)
    if not groups:
        raise UserError(f"{stack} has nothing that writes to CloudWatch Logs")
    return list(dict.fromkeys(groups))


def _of_type(resources: tuple[Resource, ...], type_: str) -> list[str]:
    return [resource.physical_id for resource in resources if resource.type == type_]


def _now() -> datetime:
    return datetime.now(tz=UTC)
