"""Instances that start and never become part of their cluster."""

from __future__ import annotations

from generators.deploy.diagnose.causes import Cause, Rule, evidence
from generators.deploy.diagnose.facts import Facts

_LATE = ("WaitCondition timed out", "Failed to receive", "resource signal timeout")
_LOGS = (
    "Look at /var/log/cloud-init-output.log, cfn-init.log and ecs/ecs-agent.log on the instance by"
    " Session Manager, or at `aws ec2 get-console-output --latest --instance-id {instance}`"
)


def _unready(facts: Facts) -> Cause | None:
    failed = [one for signals in facts.signals for one in signals.failed]
    if not failed:
        return None
    return Cause(
        sentence=f"The instance {failed[0]} started, and could not set itself up or join the"
        " cluster.",
        cure=f"{_LOGS.format(instance=failed[0])}; if it is gone, deploy again and look while it"
        " runs.",
        evidence=evidence(one.reason for one in facts.failed),
    )


def _silent(facts: Facts) -> Cause | None:
    late = [one for one in facts.failed if any(text in one.reason for text in _LATE)]
    if not late:
        return None
    return Cause(
        sentence="No instance joined the cluster in time, and none said why.",
        cure="Mostly there is no way out of its subnet to ECS, S3 or CloudFormation: see SubnetID"
        f" and `nat:` or `endpoints:` of the network. {_LOGS.format(instance='…')}.",
        evidence=evidence(f"{one.logical_id}: {one.reason}" for one in late),
    )


RULES = (
    Rule(name="an instance that did not get ready", judge=_unready),
    Rule(name="an instance that never joined the cluster", judge=_silent),
)
"""In the order in which they are asked."""
