"""Logs that cannot be written, for want of which a container does not start."""

from __future__ import annotations

from generators.deploy.diagnose.causes import EVENT, TASK, spoken
from generators.deploy.diagnose.rules.network import NO_WAY

_TOLD = (TASK, EVENT)
_DRIVER = r"(?:logging driver|logger args|log ?stream|CreateLogStream)"
_UNFOUND = r"cannot find the Amazon CloudWatch log group"

RULES = (
    spoken(
        "no such log group",
        # ECS says the same where it could not ask for the group.
        rf"{_DRIVER}.*(?:log group does not exist|ResourceNotFoundException"
        rf"|{_UNFOUND}(?!.*(?:{NO_WAY}|signal: killed)))",
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
        # What an instance's agent has no credentials for is another matter.
        rf"^(?!.*169\.254\.170\.2).*{_DRIVER}.*(?:{NO_WAY}|signal: killed|timeout|RequestError)",
        "There is no way from the task's network to CloudWatch Logs.",
        "A private subnet wants a NAT gateway or an endpoint for logs (`nat:`, `endpoints:` of the"
        " network), and the security group must let HTTPS out.",
        where=_TOLD,
    ),
)
"""In the order in which they are asked."""
