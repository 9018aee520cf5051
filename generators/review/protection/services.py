"""ECS services: what ends a bad deployment, and who may look into a container."""

from __future__ import annotations

from collections.abc import Iterator

from generators.review.evaluate import Resource
from generators.review.model import Sense
from generators.review.settings import OFF, ON, Setting, Verdict, leaves, none_of

_SERVICE = ("AWS::ECS::Service",)
_DEPLOYMENT = "DeploymentConfiguration"
_ENABLE = Setting(
    types=_SERVICE,
    path=(_DEPLOYMENT, "DeploymentCircuitBreaker", "Enable"),
    safe=ON,
    default="false",
    lost="has no circuit breaker any more: a deployment that fails goes on trying",
    gained="has a circuit breaker, which ends a deployment that fails",
)
_ALARMS_ENABLE = Setting(
    types=_SERVICE,
    path=(_DEPLOYMENT, "Alarms", "Enable"),
    safe=ON,
    default="false",
    lost="heeds no alarms any more while it is deployed",
    gained="heeds alarms while it is deployed",
)
_ROLLBACKS = (
    (
        _ENABLE,
        Setting(
            path=(_DEPLOYMENT, "DeploymentCircuitBreaker", "Rollback"),
            safe=ON,
            default="false",
            lost="is no longer rolled back by its circuit breaker when a deployment fails",
            gained="is rolled back by its circuit breaker when a deployment fails",
        ),
    ),
    (
        _ALARMS_ENABLE,
        Setting(
            path=(_DEPLOYMENT, "Alarms", "Rollback"),
            safe=ON,
            default="false",
            lost="is no longer rolled back when an alarm goes off while it is deployed",
            gained="is rolled back when an alarm goes off while it is deployed",
        ),
    ),
)
TABLE = (
    _ENABLE,
    _ALARMS_ENABLE,
    Setting(
        types=_SERVICE,
        path=(_DEPLOYMENT, "MinimumHealthyPercent"),
        safe=none_of("0"),
        default="100",
        lost="may have no task at all while it is deployed (MinimumHealthyPercent is 0)",
        gained="always keeps tasks while it is deployed (MinimumHealthyPercent is not 0)",
        sense=Sense.NOTE,
    ),
    Setting(
        types=_SERVICE,
        path=("EnableExecuteCommand",),
        safe=OFF,
        default="false",
        lost="lets people with the right to it open a shell in its containers (ECS Exec)",
        gained="no longer lets anybody open a shell in its containers (ECS Exec)",
    ),
)
"""What is on or off by itself."""


def rollbacks(old: Resource, new: Resource) -> Iterator[Verdict]:
    """Rolling back, as far as nothing is said of what would do it."""
    for enable, rollback in _ROLLBACKS:
        if new.type in enable.types and not enable.judge(old.properties, new.properties):
            enabled = leaves(new.properties, enable.path, enable.default)
            verdict = rollback.judge(old.properties, new.properties)
            if verdict and any(one != "false" for one in enabled):
                yield verdict
