"""Logs that cannot be written, for want of which a container does not start."""

from __future__ import annotations

from generators.deploy.diagnose.causes import EVENT, TASK, spoken

_TOLD = (TASK, EVENT)
_DRIVER = r"(?:logging driver|logger args|log ?stream|CreateLogStream)"

RULES = (
    spoken(
        "no such log group",
        rf"{_DRIVER}.*(?:log group does not exist|ResourceNotFoundException)",
        "The log group that {subject} writes to does not exist.",
        "The stack makes it: deploy again. If somebody deleted it by hand, `make drift` tells; its"
        " region must be the stack's own.",
        where=_TOLD,
    ),
    spoken(
        "no right to write the log",
        rf"{_DRIVER}.*not authorized to perform: (?P<action>logs:\w+)"
        r"(?: on resource: (?P<resource>\S+))?",
        "{subject} may not write its log ({action}[ on {resource}]).",
        "Its execution role is made for the stack's own log group: see whether `overrides:` in"
        " {file} name another one, and that no permissions boundary is in the way.",
        where=_TOLD,
    ),
    spoken(
        "no way to the log",
        rf"{_DRIVER}.*(?:signal: killed|timeout|deadline exceeded|dial tcp|RequestError)",
        "There is no way from the task's network to CloudWatch Logs.",
        "A private subnet wants a NAT gateway or an endpoint for logs (`nat:`, `endpoints:` of the"
        " network), and the security group must let HTTPS out.",
        where=_TOLD,
    ),
)
"""In the order in which they are asked."""
