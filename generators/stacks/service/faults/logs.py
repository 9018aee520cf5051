"""What cannot be of logs and their router."""

from __future__ import annotations

from collections.abc import Iterator

from generators.stacks.kind import Place
from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.spec.containers import RouterSpec

OPTIONS = ("config-file-type", "config-file-value", "enable-ecs-log-metadata")
"""What FireLens itself can be told.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_FirelensConfiguration.html
"""


def faults(spec: ServiceSpec) -> Iterator[tuple[Place, str]]:
    """Routers too many or too few, and what they do not take."""
    routers = [c.name for c in spec.containers if c.log_router]
    for i, container in enumerate(spec.containers):
        router = container.log_router
        if router and container.name != routers[0]:
            message = f"is the second log router; {routers[0]} is one, and a task has one at most"
            yield ("containers", i, "log_router"), message
        if router and container.log_options is not None:
            message = "would send the log router's log through itself; it goes to CloudWatch Logs"
            yield ("containers", i, "log_options"), message
        if router:
            for place, message in _options(router, on_fargate=spec.on_fargate):
                yield ("containers", i, "log_router", *place), message
        if container.log_options is not None and not routers:
            message = "wants a log router; give log_router to one of the containers"
            yield ("containers", i, "log_options"), message
        if container.log_secrets and container.log_options is None:
            message = "wants log_options, which name the output that they are for"
            yield ("containers", i, "log_secrets"), message


def _options(router: RouterSpec, *, on_fargate: bool) -> Iterator[tuple[Place, str]]:
    for name in router.options:
        if name not in OPTIONS:
            message = f"is no option of FireLens; allowed: {', '.join(OPTIONS)}"
            yield ("options", name), message
    type_, value = (router.options.get(f"config-file-{part}") for part in ("type", "value"))
    if (type_ is None) != (value is None):
        yield ("options",), "wants config-file-type and config-file-value, or neither"
    elif type_ == "s3" and on_fargate:
        message = "is s3, which Fargate does not take; put the file into the image, and say file"
        yield ("options", "config-file-type"), message
    elif type_ not in (None, "s3", "file"):
        yield ("options", "config-file-type"), "is neither s3 nor file"
