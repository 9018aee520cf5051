"""Instances that start and never become part of their cluster."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generators.deploy.diagnose.causes import Cause, Rule, evidence
from generators.deploy.diagnose.facts import Facts, Failed

_WAITS = ("AWS::AutoScaling::AutoScalingGroup", "AWS::CloudFormation::WaitCondition")
"""What waits for instances; others have signals of their own."""

_FAILED = re.compile(
    r"Received FAILURE signal with UniqueId (?P<id>i-\w+)"
    r"|WaitCondition received failed message: \W(?P<said>.*?)\W for uniqueId: (?P<by>i-\w+)?"
    r"|Received \d+ FAILURE signal\(s\) out of \d+"
)
_LATE = re.compile(
    r"WaitCondition timed out|Failed to receive \d+ resource signal|resource signal timeout"
    r"|Received (?P<came>\d+) SUCCESS signal\(s\) out of (?P<wanted>\d+)"
)
_LOGS = (
    "Look at /var/log/cloud-init-output.log, cfn-init.log and ecs/ecs-agent.log on the instance by"
    " Session Manager, or at `aws ec2 get-console-output --latest --instance-id {instance}`"
)


def _matching(facts: Facts, known: re.Pattern[str]) -> Iterator[tuple[Failed, re.Match[str]]]:
    for one in facts.failed:
        if one.type in _WAITS and (match := known.search(one.reason)):
            yield one, match


def _unready(facts: Facts) -> Cause | None:
    """An instance said itself that it failed: a signal that does not come counts as one too."""
    told = list(_matching(facts, _FAILED))
    missed = {one.logical_id for one in facts.signals if one.missed and not one.failed}
    told = [(one, match) for one, match in told if one.logical_id not in missed]
    fell = {one.logical_id for one in facts.failed if one.type in _WAITS}
    heard = [one for one in facts.signals if not facts.failed or one.logical_id in fell]
    ids = [name for signals in heard for name in signals.failed]
    words = [match.groupdict() for _, match in told]
    ids += [name for word in words if (name := word["id"] or word["by"])]
    if not ids and not told:
        return None
    instance = next(iter(ids), "")
    said = next((word["said"].rstrip(".") for word in words if word["said"]), "")
    which = f"The instance {instance}" if instance else "An instance"
    return Cause(
        sentence=f"{which} started, and could not set itself up or join the cluster"
        f"{f': {said}' if said else ''}.",
        cure=f"{_LOGS.format(instance=instance or '…')}; if it is gone, deploy again and look while"
        " it runs.",
        evidence=evidence(one.reason for one, _ in told)
        or evidence(one.reason for one in facts.failed),
    )


def _silent(facts: Facts) -> Cause | None:
    missed = {one.logical_id for one in facts.signals if one.missed and not one.failed}
    late = list(_matching(facts, _LATE))
    late += [pair for pair in _matching(facts, _FAILED) if pair[0].logical_id in missed]
    if not late:
        return None
    return Cause(
        sentence=f"{_how_many(late)} said why.",
        cure="Mostly there is no way out of its subnet to ECS, S3 or CloudFormation: see SubnetID"
        f" and `nat:` or `endpoints:` of the network. {_LOGS.format(instance='…')}.",
        evidence=evidence(one.reason for one, _ in late),
    )


def _how_many(late: list[tuple[Failed, re.Match[str]]]) -> str:
    for _, match in late:
        found = match.groupdict()
        if int(found.get("came") or 0):
            some = f"Only {found['came']} of {found['wanted']} instances joined the cluster in time"
            return f"{some}, and none of the others"
    return "No instance joined the cluster in time, and none"


RULES = (
    Rule(name="an instance that did not get ready", judge=_unready),
    Rule(name="an instance that never joined the cluster", judge=_silent),
)
"""In the order in which they are asked."""
