"""The launch template: what an instance is, and how it comes to serve the cluster.

User data installs cfn-init, which writes the agent's configuration and what is needed to tell
CloudFormation the truth. The agent starts only after user data has ended (`ecs.service` comes after
`cloud-final.service`: https://github.com/aws/amazon-ecs-agent/issues/1707), so user data cannot
wait for it. A failure of its own it signals at once, and success is left to a unit that runs once
the agent is up and looks for the cluster it joined. Only where aws-cfn-bootstrap itself cannot be
installed is there nothing to signal with, and the group's timeout has to tell.
"""

from __future__ import annotations

from troposphere import Base64, GetAtt, If, Join, NoValue, Ref, Sub, Tags, ec2
from troposphere.cloudformation import (
    Init,
    InitConfig,
    InitFile,
    InitFiles,
    InitService,
    InitServices,
    Metadata,
)

CFN_INIT = (
    "/opt/aws/bin/cfn-init -v"
    " --stack ${AWS::StackName} --resource LaunchTemplate --region ${AWS::Region}"
)
CFN_SIGNAL = (
    "/opt/aws/bin/cfn-signal"
    " --stack ${AWS::StackName} --resource ECSAutoScalingGroup --region ${AWS::Region}"
)

USER_DATA = f"""\
#!/bin/bash
# Sets this instance up by cfn-init. Only failure is signalled here; success is signalled by
# signal-when-joined, once the ECS agent has joined the cluster.
set -uo pipefail

fail() {{
  echo "$1" >&2
  {CFN_SIGNAL} --exit-code 1 --reason "$1"
  exit 1
}}

for pause in 5 10 20 40 0; do
  dnf install -y aws-cfn-bootstrap && break
  sleep "$pause"
done
{CFN_INIT} ||
  fail "cfn-init failed; /var/log/cfn-init.log on the instance says why"
systemctl daemon-reload
systemctl start --no-block signal-when-joined.service ||
  fail "signal-when-joined.service did not start"
"""

ECS_CONFIG = """\
ECS_CLUSTER=${ECSCluster}
ECS_AWSVPC_BLOCK_IMDS=true
ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE=true
"""

SIGNAL_WHEN_JOINED = f"""\
#!/bin/bash
# Tells CloudFormation when the agent has joined the cluster, or that it did not in ten minutes.
for _ in $(seq 120); do
  agent=$(curl --silent --max-time 2 http://localhost:51678/v1/metadata)
  if grep --quiet '"Cluster": *"${{ECSCluster}}"' <<<"$agent" &&
    grep --quiet '"ContainerInstanceArn": *"arn:' <<<"$agent"; then
    exec {CFN_SIGNAL} --exit-code 0
  fi
  sleep 5
done
exec {CFN_SIGNAL} --exit-code 1 --reason "The ECS agent did not join the cluster"
"""

SIGNAL_UNIT = """\
[Unit]
Description=Signal CloudFormation when the ECS agent has joined its cluster
After=ecs.service

[Service]
Type=oneshot
ExecStart=/usr/local/sbin/signal-when-joined
"""

CFN_HUP_CONF = """\
[main]
stack=${AWS::StackId}
region=${AWS::Region}
"""

CFN_AUTO_RELOADER = f"""\
[cfn-auto-reloader-hook]
triggers=post.update
path=Resources.LaunchTemplate.Metadata.AWS::CloudFormation::Init
action={CFN_INIT}
runas=root
"""


def launch_template() -> ec2.LaunchTemplate:
    """The launch template; each change of it is a new version, which the group then rolls out."""
    return ec2.LaunchTemplate(
        "LaunchTemplate",
        Metadata=Metadata(Init({"config": init_config()})),
        LaunchTemplateData=ec2.LaunchTemplateData(
            ImageId=Ref("ImageId"),
            InstanceType=Ref("InstanceType"),
            KeyName=If("HasKey", Ref("KeyName"), NoValue),
            IamInstanceProfile=ec2.IamInstanceProfile(Arn=GetAtt("EC2InstanceProfile", "Arn")),
            SecurityGroupIds=[GetAtt("InstanceSecurityGroup", "GroupId")],
            MetadataOptions=ec2.MetadataOptions(HttpTokens="required", HttpPutResponseHopLimit=1),
            BlockDeviceMappings=[root_volume()],
            TagSpecifications=[
                ec2.TagSpecifications(ResourceType=kind, Tags=Tags(Name=Ref("AWS::StackName")))
                for kind in ("instance", "volume")
            ],
            UserData=Base64(_text(USER_DATA)),
        ),
    )


def root_volume() -> ec2.LaunchTemplateBlockDeviceMapping:
    """The root volume, encrypted, as large as the AMI says."""
    return ec2.LaunchTemplateBlockDeviceMapping(
        DeviceName="/dev/xvda",
        Ebs=ec2.EBSBlockDevice(VolumeType="gp3", Encrypted=True, DeleteOnTermination=True),
    )


def init_config() -> InitConfig:
    """What cfn-init does at boot, and cfn-hup again whenever this metadata changes.

    The agent is restarted by a command and only if it runs: as a service of cfn-init it would be
    started at boot, and systemd would wait for the end of the user data that waits for cfn-init.
    """
    return InitConfig(
        files=InitFiles(
            {
                "/etc/ecs/ecs.config": _file(ECS_CONFIG, "000644"),
                "/usr/local/sbin/signal-when-joined": _file(SIGNAL_WHEN_JOINED, "000755"),
                "/etc/systemd/system/signal-when-joined.service": _file(SIGNAL_UNIT, "000644"),
                "/etc/cfn/cfn-hup.conf": _file(CFN_HUP_CONF, "000400"),
                "/etc/cfn/hooks.d/cfn-auto-reloader.conf": _file(CFN_AUTO_RELOADER, "000400"),
            }
        ),
        commands={
            "01_restart_the_agent_if_it_runs": {
                "command": "systemctl try-restart --no-block ecs.service"
            }
        },
        services={
            "systemd": InitServices(
                {
                    "cfn-hup": InitService(
                        enabled=True,
                        ensureRunning=True,
                        files=["/etc/cfn/cfn-hup.conf", "/etc/cfn/hooks.d/cfn-auto-reloader.conf"],
                    )
                }
            )
        },
    )


def _file(content: str, mode: str) -> InitFile:
    """A file of root's."""
    return InitFile(content=_text(content), mode=mode, owner="root", group="root")


def _text(content: str) -> Join:
    """A text in lines, so that a diff of the template shows the lines that changed."""
    lines = content.splitlines(keepends=True)
    return Join("", [Sub(line) if "${" in line else line for line in lines])
