"""Bottlerocket: no shell, no packages, no cfn-init; its settings, as TOML.

Only settings that its API knows are given: an unknown one keeps the instance from booting
(https://github.com/bottlerocket-os/bottlerocket/issues/2453). What holds, by guarantee, with `os`
for https://github.com/bottlerocket-os/bottlerocket and `kit` for …/bottlerocket-core-kit; the whole
of it is in docs/bottlerocket.md:

- Tasks of mode awsvpc are kept from the metadata service by `awsvpc-block-imds` (os#3749).
- Tasks in a bridge: no rule is laid for 169.254.169.254, and no setting lays one (os#4151). EC2
  keeps them away: a token is required, and the answer to the PUT that asks for one has a hop limit
  of 1, with which it does not cross the bridge. Nothing on the instance checks that.
- Tasks in the instance's own network cannot be kept away. That ECS may place them with roles of
  their own is fixed (packages/ecs-agent/ecs-defaults.conf).
- Privileged containers: `allow-privileged-containers` is false in any case, but has been heeded
  only since core kit 10.1.0 of August 2025 (kit#610).
- The execution role for awslogs, and GPUs on the -nvidia variants, are set up by Bottlerocket.
- Spot: `enable-spot-instance-draining` is a setting, but packages/ecs-agent/ecs-base-conf looks for
  `settings.enable-spot-instance-draining`, which is none; where it does, the agent is told false.
- Signals: cfsignal sends at first boot what `systemctl --wait is-system-running` says: SUCCESS once
  all units have started, also with an agent that never joins, FAILURE where one has failed. An
  instance that does not come so far says nothing, and the group's timeout tells. cfsignal signs
  with the instance role, which must allow cloudformation:SignalResource (kit, sources/cfsignal).
"""

from __future__ import annotations

from generators.stacks.cluster.spec import InstancesSpec

_DRAINING = "enable-spot-instance-draining = true\n"


def user_data(instances: InstancesSpec) -> str:
    """The user data, in TOML."""
    has_spot = instances.mixed is not None and instances.mixed.has_spot
    return f"""\
[settings.ecs]
cluster = "${{ECSCluster}}"
allow-privileged-containers = false
awsvpc-block-imds = true
{_DRAINING if has_spot else ""}
[settings.cloudformation]
should-signal = true
stack-name = "${{AWS::StackName}}"
logical-resource-id = "ECSAutoScalingGroup"
"""
