"""How CloudFormation learns what became of an instance of Amazon Linux.

The agent starts only after user data has ended (`ecs.service` comes after `cloud-final.service`:
https://github.com/aws/amazon-ecs-agent/issues/1707), so user data cannot wait for it. A failure of
its own it signals at once, and success is left to a unit that runs once the agent is up and looks
for the cluster it joined. Only where aws-cfn-bootstrap itself cannot be installed is there nothing
to signal with, and the group's timeout has to tell.
"""

from __future__ import annotations

CFN_INIT = (
    "/opt/aws/bin/cfn-init -v"
    " --stack ${AWS::StackName} --resource LaunchTemplate --region ${AWS::Region}"
)
"""Does on the instance what the metadata of LaunchTemplate says."""

SIGNAL = """\
# A creation waits at InstancesJoined, a rolling update at the group, and later nobody does. The
# resource that waits may not have begun to when this instance is ready.
signal() {
  [[ -x /opt/aws/bin/cfn-signal ]] || return
  for _ in $(seq 20); do
    for resource in InstancesJoined ECSAutoScalingGroup; do
      /opt/aws/bin/cfn-signal --stack ${AWS::StackName} --region ${AWS::Region} \\
        --resource "$resource" "$@" && return
    done
    sleep 15
  done
}
"""
"""A function that tells the stack's creation or update how this instance fared, in five minutes."""

SIGNAL_WHEN_JOINED = f"""\
#!/bin/bash
# Tells CloudFormation when the agent has joined the cluster, or that it did not in ten minutes.
{SIGNAL}
for _ in $(seq 120); do
  agent=$(curl --silent --max-time 2 http://localhost:51678/v1/metadata)
  if grep --quiet '"Cluster": *"${{ECSCluster}}"' <<<"$agent" &&
    grep --quiet '"ContainerInstanceArn": *"arn:' <<<"$agent"; then
    signal --exit-code 0
    exit
  fi
  sleep 5
done
signal --exit-code 1 --reason "The ECS agent did not join the cluster"
"""
"""The script behind the unit."""

UNIT = """\
[Unit]
Description=Signal CloudFormation when the ECS agent has joined its cluster
After=ecs.service

[Service]
Type=oneshot
ExecStart=/usr/local/sbin/signal-when-joined
"""
"""The unit signal-when-joined.service, which user data starts without waiting for it."""
