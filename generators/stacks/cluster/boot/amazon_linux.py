"""Amazon Linux 2023: a boothook, a script, and cfn-init, which writes the agent's configuration."""

from __future__ import annotations

from troposphere.cloudformation import (
    Init,
    InitConfig,
    InitFile,
    InitFiles,
    Metadata,
)

from generators.stacks.cluster.boot.imds import BOOTHOOK, CHECK, GUARD
from generators.stacks.cluster.boot.signals import CFN_INIT, SIGNAL, SIGNAL_WHEN_JOINED, UNIT
from generators.stacks.cluster.boot.text import lines, multipart
from generators.stacks.cluster.spec import InstancesSpec

SETUP = f"""\
#!/bin/bash
# Sets this instance up by cfn-init. Only failure is signalled here; success is signalled by
# signal-when-joined, once the ECS agent has joined the cluster.
set -uo pipefail

{SIGNAL}
fail() {{
  echo "$1" >&2
  signal --exit-code 1 --reason "$1"
  exit 1
}}

for pause in 5 10 20 40 0; do
  dnf install -y aws-cfn-bootstrap && break
  sleep "$pause"
done
[[ -s {GUARD} ]] ||
  fail "The boothook did not run; /var/log/cloud-init.log on the instance says why"
{CHECK} ||
  fail "iptables keeps no task from the instance metadata; see /var/log/cloud-init-output.log"
{CFN_INIT} ||
  fail "cfn-init failed; /var/log/cfn-init.log on the instance says why"
systemctl daemon-reload ||
  fail "systemd does not take up its new units"
systemctl start --no-block signal-when-joined.service ||
  fail "signal-when-joined.service did not start"
# Without it the instance serves all the same; only changes of what cfn-init does pass it by.
systemctl enable --now cfn-hup.service
"""

CFN_HUP_CONF = """\
[main]
stack=${AWS::StackId}
region=${AWS::Region}
"""

CFN_HUP_UNIT = """\
[Unit]
Description=Runs cfn-init when the metadata of LaunchTemplate has changed

[Service]
Type=simple
ExecStart=/opt/aws/bin/cfn-hup --no-daemon
Restart=always

[Install]
WantedBy=multi-user.target
"""
"""Of our own: not every aws-cfn-bootstrap of Amazon Linux 2023 has brought one
(https://github.com/amazonlinux/amazon-linux-2023/issues/728)."""

CFN_AUTO_RELOADER = f"""\
[cfn-auto-reloader-hook]
triggers=post.update
path=Resources.LaunchTemplate.Metadata.AWS::CloudFormation::Init
action={CFN_INIT}
runas=root
"""


def user_data(_instances: InstancesSpec) -> str:
    """The user data: the same on every instance; what differs is in the agent's configuration."""
    return multipart({"text/cloud-boothook": BOOTHOOK, "text/x-shellscript": SETUP})


def ecs_config(instances: InstancesSpec) -> str:
    """The agent's configuration, /etc/ecs/ecs.config.

    A privileged container could undo whatever keeps tasks from the instance role.

    ecs-init turns roles for tasks on, and by default also for tasks in the instance's own network,
    which cannot be kept from the instance role; without it ECS places no such task with a role here
    (https://github.com/aws/amazon-ecs-agent/blob/master/ecs-init/docker/docker.go).

    The GPU AMI says ECS_ENABLE_GPU_SUPPORT in a file of its own, /var/lib/ecs/ecs.config, which
    this one does not replace, and which ecs-init passes over where it finds no GPU; what is said
    here it does not (https://github.com/aws/amazon-ecs-ami/tree/main/scripts/al2023/gpu).
    """
    config = {
        "ECS_CLUSTER": "${ECSCluster}",
        "ECS_AWSVPC_BLOCK_IMDS": "true",
        "ECS_DISABLE_PRIVILEGED": "true",
        "ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE": "true",
        "ECS_ENABLE_TASK_IAM_ROLE_NETWORK_HOST": "false",
    }
    if instances.gpu:
        config["ECS_ENABLE_GPU_SUPPORT"] = "true"
    if instances.mixed and instances.mixed.has_spot:
        config["ECS_ENABLE_SPOT_INSTANCE_DRAINING"] = "true"
    return "".join(f"{name}={value}\n" for name, value in config.items())


def metadata(instances: InstancesSpec) -> Metadata:
    """What cfn-init does at boot, and cfn-hup again whenever this metadata changes.

    The agent is restarted by a command and only if it runs: as a service of cfn-init it would be
    started at boot, and systemd would wait for the end of the user data that waits for cfn-init.
    """
    config = InitConfig(
        files=InitFiles(
            {
                "/etc/ecs/ecs.config": _file(ecs_config(instances), "000644"),
                "/usr/local/sbin/signal-when-joined": _file(SIGNAL_WHEN_JOINED, "000755"),
                "/etc/systemd/system/signal-when-joined.service": _file(UNIT, "000644"),
                "/etc/systemd/system/cfn-hup.service": _file(CFN_HUP_UNIT, "000644"),
                "/etc/cfn/cfn-hup.conf": _file(CFN_HUP_CONF, "000400"),
                "/etc/cfn/hooks.d/cfn-auto-reloader.conf": _file(CFN_AUTO_RELOADER, "000400"),
            }
        ),
        commands={
            "01_restart_the_agent_if_it_runs": {
                "command": "systemctl try-restart --no-block ecs.service"
            }
        },
    )
    return Metadata(Init({"config": config}))


def _file(content: str, mode: str) -> InitFile:
    """A file of root's."""
    return InitFile(content=lines(content), mode=mode, owner="root", group="root")
