"""Tasks that find no place on Fargate."""

from __future__ import annotations

from generators.deploy.diagnose.causes import DEPLOYMENT, EVENT, RESOURCE, TASK, spoken

_TOLD = (EVENT, DEPLOYMENT, TASK, RESOURCE)

RULES = (
    spoken(
        "no capacity on Fargate",
        r"Capacity is unavailable at this time",
        "Fargate has no capacity for {subject} in these zones just now.",
        "Deploy again later; give it subnets in more zones (SubnetID), or `fargate` beside"
        " `fargate_spot` under `capacity:` in {file}.",
        where=_TOLD,
    ),
    spoken(
        "Fargate's quota",
        r"reached the limit on the number of (?P<what>tasks|vCPUs) you can run",
        "The account may run no more {what} on Fargate at a time.",
        "Ask for more in Service Quotas (AWS Fargate, Fargate On-Demand or Spot vCPU count).",
        where=_TOLD,
    ),
    spoken(
        "no network interface in time",
        r"network interface provision\w*|failed to configure ENI",
        "AWS gave the task of {subject} no network interface in time.",
        "Deploy again; see that the subnets have free addresses and that the account's quota of"
        " network interfaces is not used up.",
        where=_TOLD,
    ),
    spoken(
        "a Spot task that was interrupted",
        r"Your Spot Task was interrupted|SpotInterruption",
        "AWS took the Spot capacity of {subject} back.",
        "Deploy again; give `fargate` a `base:` under `capacity:` in {file} where that must not"
        " be.",
        where=_TOLD,
    ),
)
"""In the order in which they are asked."""
