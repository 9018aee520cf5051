"""The rule that keeps tasks from the instance metadata service, and with it from the instance role.

A bridge's traffic is forwarded by the instance, and Docker sends all that is forwarded through the
chain DOCKER-USER first, which it leaves alone when it is there already: a DROP in it, laid before
Docker starts, holds from the first container on. What the instance sends itself is not forwarded:
the agent, SSM and cfn-signal keep their access. The agent's own endpoint for the tasks' roles,
169.254.170.2, is another address, on the instance. Tasks of network mode awsvpc do not pass here;
the agent blocks those (ECS_AWSVPC_BLOCK_IMDS). Tasks in the instance's own network cannot be kept
away, so that such tasks are refused elsewhere.

https://docs.docker.com/engine/network/firewall-iptables/
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html
"""

from __future__ import annotations

RULE = "DOCKER-USER -d 169.254.169.254/32 -j DROP"
"""The rule, as iptables is told it."""

CHECK = f"iptables -w 30 -C {RULE}"
"""Succeeds where the rule is laid. Waits 30 seconds for others at the tables, not for ever."""

GUARD = "/etc/systemd/system/ecs.service.d/50-imds.conf"
"""The drop-in that lets the agent start only where tasks cannot reach the service."""

# The guard is written here and not by cfn-init, which comes late, needs the network and may fail;
# and it comes before the rule, so that nothing that goes wrong with the rule leaves it out. It lies
# in /etc and not in /run, so that it also holds at a later boot at which this does not run. systemd
# has read ecs.service by now, hence the daemon-reload.
#
# It runs at every start of the agent, after Docker's (ecs.service comes after docker.service), so
# that it can also ask for Docker's jump: a rule in a chain that nothing passes keeps nobody away,
# and a Docker that uses nftables would not jump there.
#
# cloud-init runs a boothook at every boot, before network-online.target, for which docker.service
# waits. It is a program of its own and so needs its `#!`:
# https://github.com/canonical/cloud-init/blob/main/cloudinit/handlers/boot_hook.py
BOOTHOOK = f"""\
#!/bin/bash
# Keeps tasks in bridge networks from the instance metadata service: at every boot, before Docker.
set -uo pipefail

mkdir -p {GUARD.rpartition("/")[0]}
cat >{GUARD} <<'END'
[Service]
ExecStartPre=/usr/sbin/{CHECK}
ExecStartPre=/usr/sbin/iptables -w 30 -C FORWARD -j DOCKER-USER
END
systemctl daemon-reload

iptables -w 30 -N DOCKER-USER 2>/dev/null
{CHECK} 2>/dev/null || iptables -w 30 -I {RULE}
"""
"""The cloud-boothook that writes the guard and lays the rule; it may run any number of times."""
