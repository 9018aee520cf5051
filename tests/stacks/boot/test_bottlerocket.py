"""What Bottlerocket is told."""

from __future__ import annotations

import tomllib

import pytest

from generators.stacks.cluster import boot
from generators.stacks.cluster.spec import InstancesSpec
from tests.stacks.boot.rendered import BOTTLEROCKETS, user_data

# All of these are in https://bottlerocket.dev/en/os/1.19.x/api/settings-index: an instance does not
# boot with a setting that it does not know.
ECS = {
    "cluster": "the-cluster",
    "allow-privileged-containers": False,
    "awsvpc-block-imds": True,
}
CLOUDFORMATION = {
    "should-signal": True,
    "stack-name": "ecs-cluster",
    "logical-resource-id": "ECSAutoScalingGroup",
}


@pytest.mark.parametrize("variant", BOTTLEROCKETS)
def test_bottlerocket_is_told_its_cluster_and_to_signal_and_nothing_it_does_not_know(
    variant: str,
) -> None:
    spot = {"enable-spot-instance-draining": True} if variant == "mixed" else {}
    assert tomllib.loads(user_data(BOTTLEROCKETS[variant])) == {
        "settings": {"ecs": {**ECS, **spot}, "cloudformation": CLOUDFORMATION}
    }


@pytest.mark.parametrize("spec", BOTTLEROCKETS.values(), ids=BOTTLEROCKETS)
def test_bottlerocket_has_no_cfn_init(spec: InstancesSpec) -> None:
    assert boot.metadata(spec) is None
