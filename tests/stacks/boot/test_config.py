"""User data as a whole, and the configuration of the agent."""

from __future__ import annotations

import pytest

from tests.stacks.boot.rendered import ON_DEMAND, SPECS, amazon_linux, user_data


@pytest.mark.parametrize("variant", SPECS)
def test_user_data_is_what_cloud_init_and_ec2_take(variant: str) -> None:
    text = user_data(SPECS[variant])
    assert text.isascii() and len(text) < 16_384
    assert text.startswith("MIME-Version: 1.0\nContent-Type: multipart/mixed;")


AGENT = [
    "ECS_CLUSTER=the-cluster",
    "ECS_AWSVPC_BLOCK_IMDS=true",
    "ECS_DISABLE_PRIVILEGED=true",
    "ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE=true",
    "ECS_ENABLE_TASK_IAM_ROLE_NETWORK_HOST=false",
]
MORE = {
    "plain": [],
    "scale to zero": [],
    "gpu": ["ECS_ENABLE_GPU_SUPPORT=true"],
    "mixed": ["ECS_ENABLE_SPOT_INSTANCE_DRAINING=true"],
}


@pytest.mark.parametrize("variant", MORE)
def test_the_agent_is_told_its_cluster_and_to_keep_tasks_from_the_instances_credentials(
    variant: str,
) -> None:
    config = amazon_linux(SPECS[variant]).files["/etc/ecs/ecs.config"]
    assert config.splitlines() == [*AGENT, *MORE[variant]]


def test_only_spot_instances_are_drained_when_they_are_interrupted() -> None:
    on_demand = amazon_linux(SPECS["plain"].model_copy(update={"mixed": ON_DEMAND}))
    assert on_demand.files["/etc/ecs/ecs.config"].splitlines() == AGENT
