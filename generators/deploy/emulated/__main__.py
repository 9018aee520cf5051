"""The emulator's process: everything is registered, then ministack serves.

Its one argument is a token that tells this process from any other; only its starter reads it.
"""

from __future__ import annotations

import sys

from ministack import app
from ministack.core import router

from generators.deploy.emulated import (
    application_autoscaling,
    authorization,
    balancers,
    changes,
    cleanup,
    container_instances,  # noqa: F401 - laid down by being imported
    fleet,
    joining,
    names,
    rules,  # noqa: F401 - laid down by being imported
    scaling_activities,  # noqa: F401 - laid down by being imported
    seeds,
    service_connect,
    services,
    stack_policies,
    stacks,
    types,
)

_LAID_OVER = (
    authorization,
    balancers,
    changes,
    cleanup,
    fleet,
    joining,
    names,
    seeds,
    service_connect,
    stack_policies,
    stacks,
)


def main() -> None:
    """Serve until told to stop."""
    del sys.argv[1:]  # ministack has arguments of its own
    for module in (*types.ALL, *_LAID_OVER):
        module.install()
    services.install(app.SERVICE_HANDLERS)
    router.SERVICE_PATTERNS[application_autoscaling.NAME] = application_autoscaling.ROUTE
    app.main()


if __name__ == "__main__":
    main()
