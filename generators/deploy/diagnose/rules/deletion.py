"""Resources that cannot be deleted, as something still hangs on them."""

from __future__ import annotations

from generators.deploy.diagnose.causes import RESOURCE, spoken

_TOLD = (RESOURCE,)

RULES = (
    spoken(
        "an export that is in use",
        r"export (?P<name>\S+)(?: cannot be (?:deleted|updated))? as it is in use by (?P<stack>.+)",
        "The stack {stack} imports {name}, so it can neither change nor go.",
        "Deploy or delete {stack} first, without that import.",
        where=_TOLD,
    ),
    spoken(
        "a capacity provider that is in use",
        r"capacity provider is in use|UpdateInProgressException.*capacity provider",
        "A service still runs by the capacity provider ({subject}).",
        "Delete the services of the cluster first: `aws ecs list-services --cluster …` names them.",
        where=_TOLD,
    ),
    spoken(
        "a cluster that is in use",
        r"Cluster cannot be deleted while (?P<what>[\w ]+?) are (?:active|draining)"
        r"|ClusterContains(?P<other>\w+)Exception",
        "The cluster still has[ {what}][ {other}].",
        "Delete its services, stop its tasks, then delete it again: `make delete`.",
        where=_TOLD,
    ),
    spoken(
        "a target group that is in use",
        r"currently in use by a listener or a rule",
        "A listener or a rule still leads to the target group ({subject}).",
        "Remove the rule that somebody made by hand (`make drift` tells), then try again.",
        where=_TOLD,
    ),
    spoken(
        "something hangs on it",
        r"(?:(?P<group>sg-\w+)|(?P<id>[a-z]+-\w+))'? has (?:a )?dependen|DependencyViolation"
        r"|has dependencies and cannot be deleted",
        "Something still uses {subject}[, {group}][, {id}]: a network interface, or a rule of"
        " another security group.",
        "`aws ec2 describe-network-interfaces[ --filters Name=group-id,Values={group}]` names the"
        " interfaces; once they are gone, try again.",
        where=_TOLD,
    ),
    spoken(
        "something is left in it",
        r"still contains images|bucket you tried to delete is not empty|RepositoryNotEmpty",
        "{subject} is not empty.",
        "Empty it, if nobody needs what is in it, then try again.",
        where=_TOLD,
    ),
)
"""In the order in which they are asked."""
