"""Secrets that a container is to have and that ECS cannot read."""

from __future__ import annotations

from generators.deploy.diagnose.causes import EVENT, TASK, spoken
from generators.deploy.diagnose.rules.network import NO_WAY

_TOLD = (TASK, EVENT)
# "unable to pull secrets or registry auth" is how it begins whichever of the two it is.
_READING = (
    r"(?:secrets? (?:data )?from|unable to (?:pull|retrieve) secrets?\b(?! or registry)"
    r"|fetch secret|can(?:no|')t pull '[^']+' from)"
)
_NAMED = r"(?:(?:fetch secret|secret with ARN) '?(?P<name>[^\s']+)'? from.*)?"

RULES = (
    spoken(
        "no such parameter",
        rf"{_READING}.*invalid (?:ssm )?parameters:? \[?(?P<name>[^\s,\]]+)",
        "The Parameter Store has no parameter {name}, which {subject} is to have as a secret.",
        "`aws ssm put-parameter --type SecureString --name {name} --value …`, or correct"
        " `secrets:` in {file}.",
        where=_TOLD,
    ),
    spoken(
        "a secret without that key",
        r"did not contain json key (?P<key>\S+)",
        "The secret has no JSON key {key}, which {subject} is to have.",
        "Add the key to the secret in Secrets Manager, or correct `secrets:` in {file}.",
        where=_TOLD,
    ),
    spoken(
        "a secret without a value",
        rf"{_NAMED}can'?t find the specified secret value",
        "The secret[ {name}] of {subject} has no value yet.",
        "Give it one: `aws secretsmanager put-secret-value[ --secret-id {name}]`.",
        where=_TOLD,
    ),
    spoken(
        "a secret to be deleted",
        rf"{_NAMED}secret because it was marked (?:for deletion|as deleted)",
        "The secret[ {name}] of {subject} is marked for deletion.",
        "`aws secretsmanager restore-secret[ --secret-id {name}]`, or name another one under"
        " `secrets:` in {file}.",
        where=_TOLD,
    ),
    spoken(
        "no such secret",
        rf"{_NAMED}(?:can'?t find the specified secret|check whether the secret exists)",
        "Secrets Manager has no secret[ {name}] for {subject}.",
        "`aws secretsmanager create-secret`, in this region; or correct `secrets:` in {file}.",
        where=_TOLD,
    ),
    spoken(
        "no right to the secret's key",
        rf"{_READING}.*(?:Access to KMS is not allowed|not authorized to perform: kms:\w+"
        r"|KMS\w*AccessDenied|ciphertext refers to a customer master key that does not exist)",
        "The secret is encrypted with a KMS key that {subject} may not use.",
        "Name the key beside the secret (`kms_key:` with `source:`) in {file}, and see that the"
        " key's own policy lets the account's roles in.",
        where=_TOLD,
    ),
    spoken(
        "no right to the secret",
        rf"{_READING}.*not authorized to perform: (?P<action>(?:ssm|secretsmanager):\w+)"
        r"(?: on resource: (?P<resource>\S+))?",
        "The execution role of {subject} may not read the secret ({action}[ on {resource}]).",
        "Its rights are made of what stands under `secrets:` in {file}: see that name, account and"
        " region are those of the secret, and that no permissions boundary is in the way.",
        where=_TOLD,
    ),
    spoken(
        "no way to the secret",
        rf"{_READING}.*{NO_WAY}",
        "There is no way from the task's network to the secrets of {subject}.",
        "A private subnet wants a NAT gateway or endpoints for ssm, secretsmanager and kms"
        " (`nat:`, `endpoints:` of the network); a public one wants `public_ip: true` in {file};"
        " and the security group must let HTTPS out.",
        where=_TOLD,
    ),
    spoken(
        "a secret that cannot be read",
        rf"{_READING}.*?: (?P<why>.*)",
        "A secret of {subject} could not be read: {why}.",
        "Compare `secrets:` in {file} with what there is in this account and region.",
        where=_TOLD,
        general=True,
    ),
    spoken(
        "neither secrets nor a registry's login",
        r"unable to pull secrets or registry auth:? ?(?:execution resource retrieval failed:? ?)?"
        r"(?P<why>.*)",
        "The task of {subject} got neither its secrets nor the login to its registry[: {why}].",
        "Mostly there is no way to them from its network: a private subnet wants a NAT gateway or"
        " endpoints (`nat:`, `endpoints:` of the network), a public one `public_ip: true` in"
        " {file}.",
        where=_TOLD,
        general=True,
    ),
)
"""In the order in which they are asked."""
