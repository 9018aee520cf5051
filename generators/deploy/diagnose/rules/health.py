"""Containers that run and are found to be unwell."""

from __future__ import annotations

from generators.deploy.diagnose.causes import EVENT, TARGET, TASK, spoken

_TOLD = (TARGET, EVENT, TASK)
_GRACE = "(`grace_period:` under `load_balancer: health_check:` gives it more time to start)"

RULES = (
    spoken(
        "a container's own health check fails",
        r"failed container health checks|is unhealthy.*reason.*container health check",
        "The health check that {subject} has in its container fails.",
        "Try `health_check: command:` of {file} in the image: the program that it calls (curl?)"
        " has to be there; `start_period:` gives it more time to start.",
        where=(TASK, EVENT),
    ),
    spoken(
        "the load balancer gets the wrong code",
        r"(?:Target\.ResponseCodeMismatch.*?)?failed with these codes: \[(?P<codes>[\d, ]+)\]"
        r"|Target\.ResponseCodeMismatch",
        "{subject} answers the load balancer's health check with a code[, {codes},] that does not"
        " count as well.",
        "Set `load_balancer: health_check: path:` in {file} to one that answers well without a"
        " login or a redirect, or `codes:` to what it answers.",
        where=_TOLD,
    ),
    spoken(
        "the load balancer gets no answer in time",
        r"Target\.Timeout|reason Request timed out",
        "{subject} gives the load balancer's health check no answer in time.",
        "Either it cannot be reached (it must listen on 0.0.0.0 and on the port that `ports:` in"
        " {file} names, and the security group must let the load balancer in), or it is too slow"
        " for `timeout:` " + _GRACE + ".",
        where=_TOLD,
    ),
    spoken(
        "the load balancer cannot reach the container",
        r"Target\.FailedHealthChecks|reason Health checks failed\b(?! with)",
        "The load balancer cannot connect to {subject}, or understands no word of its answer.",
        "It must listen on 0.0.0.0 and on the port that `ports:` in {file} names, and speak what"
        " `load_balancer: protocol:` says " + _GRACE + ".",
        where=_TOLD,
    ),
    spoken(
        "a target group that is gone",
        r"TARGET GROUP IS NOT FOUND",
        "The target group of {subject} was deleted.",
        "`make delete` and `make deploy` the stack: the service cannot get another one.",
        where=_TOLD,
    ),
    spoken(
        "the load balancer's health check fails",
        r"failed ELB health checks|is unhealthy in",
        "{subject} fails the load balancer's health check.",
        "See `load_balancer: health_check:` in {file} " + _GRACE + ".",
        where=_TOLD,
        general=True,
    ),
)
"""In the order in which they are asked."""
