"""Reading the service's secrets, each by its own ARN, and using their keys for nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from awacs import kms, secretsmanager, ssm
from awacs.aws import Condition, Statement, StringLike

from generators.parts.policy import allow
from generators.parts.text import as_written, from_raw
from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.spec.secrets import SECRET_ARN, SUFFIX, SecretSpec

READ = {
    "ssm": ("Secrets", ssm.GetParameters),
    "secretsmanager": ("SecretValues", secretsmanager.GetSecretValue),
}
"""By the service that keeps secrets: what Sids call them, and the action that reads one."""


def rights(spec: ServiceSpec) -> Iterator[Statement]:
    """Reading just this service's secrets."""
    found = [(secret, place(secret)) for secret in of_service(spec)]
    for service, (name, action) in READ.items():
        own = [(secret, at) for secret, at in found if at["service"] == service]
        arns = {arn for _, at in own for arn in resources(at)}
        if arns:
            yield allow(f"Read{name}", [action], [from_raw(arn) for arn in sorted(arns)])
        keys = {as_written(secret.kms_key) for secret, _ in own if secret.kms_key}
        regions = {at["region"] for secret, at in own if secret.kms_key}
        if keys:
            yield _decrypt(f"Decrypt{name}", sorted(keys), service, sorted(regions))


def of_service(spec: ServiceSpec) -> Iterator[SecretSpec]:
    """Every secret that ECS reads before a task starts."""
    for container in spec.containers:
        yield from container.secrets.values()
        yield from container.log_secrets.values()
        if container.registry_credentials:
            yield container.registry_credentials


def place(secret: SecretSpec) -> re.Match[str]:
    """The parts of the secret's ARN: its service, region, and what it is called there."""
    found = SECRET_ARN.fullmatch(as_written(secret.source))
    if found is None:
        raise ValueError("a secret without an ARN")  # the model lets none through
    return found


def resources(found: re.Match[str]) -> list[str]:
    """The ARNs that a policy names the secret by.

    Secrets Manager ends each with a dash and six characters, which a spec may leave out and which
    a reference at the end may hold.
    https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html
    """
    whole = str(found["whole"])
    if found["service"] == "ssm" or SUFFIX.search(whole):
        return [whole]
    return [whole, f"{whole}-??????"] if whole.endswith("}") else [f"{whole}-??????"]


def _decrypt(sid: str, keys: list[str], service: str, regions: list[str]) -> Statement:
    # The star stands for China's .cn.
    # https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
    via = [from_raw(f"{service}.{region}.amazonaws.com*") for region in regions]
    return allow(
        sid,
        [kms.Decrypt],
        [from_raw(key) for key in keys],
        Condition=Condition(StringLike({"kms:ViaService": via})),
    )
