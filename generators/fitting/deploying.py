"""How many tasks there are while new ones take the place of old ones.

ECS rounds the least up and the most down:
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
"""

from __future__ import annotations

from generators.stacks.service.spec.running import DeploymentSpec


def ends_one_first(tasks: int, deployment: DeploymentSpec) -> bool:
    """Whether an old task may end before a new one runs."""
    return -(-tasks * deployment.min_healthy_percent // 100) < tasks


def starts_one_first(tasks: int, deployment: DeploymentSpec) -> bool:
    """Whether a new task may start beside all of the old ones."""
    return tasks * deployment.max_percent // 100 > tasks


def spare(tasks: int, deployment: DeploymentSpec) -> int:
    """How many tasks more than these a deployment cannot do without: one or none."""
    return 0 if tasks == 0 or ends_one_first(tasks, deployment) else 1


def enough_min_healthy(tasks: int) -> int:
    """The largest min_healthy_percent by which one of the tasks may end first."""
    return 100 * (tasks - 1) // tasks


def enough_max(tasks: int) -> int:
    """The least max_percent by which one task more may start."""
    return -(-100 * (tasks + 1) // tasks)


def at_most(percent: int) -> str:
    """So much or less, in words."""
    return f"{percent} or less" if percent else "0"
