"""The spec of a service."""

from __future__ import annotations

import re
from collections import Counter
from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    GetPydanticSchema,
    StringConstraints,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError, core_schema
from troposphere import Sub

from generators.parts.logs import Retention
from generators.parts.policy import StatementSpec
from generators.parts.spec import Closed, Spec
from generators.parts.text import Text, WholeNumber, from_raw

ContainerName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,255}$")]
VariableName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_.-]*$")]
Port = Annotated[int, Field(ge=1, le=65535)]
PARAMETER_STORE = r"^ssm:(/([A-Za-z0-9_.-]|\$\{[A-Za-z0-9:]+\})+)+$"
"""A name in the Parameter Store: parts after slashes."""


def _secret_arn(source: str) -> Sub:
    path = source.removeprefix("ssm:")
    if not re.fullmatch(PARAMETER_STORE, source) or path.startswith(("/aws", "/ssm")):
        # The text itself is not repeated: it may be the secret.
        raise PydanticCustomError(
            "secret", "is no name in SSM's Parameter Store; one is written ssm:/web/api-key"
        )
    return Sub(f"arn:${{AWS::Partition}}:ssm:${{AWS::Region}}:${{AWS::AccountId}}:parameter{path}")


SecretArn = Annotated[
    Any,
    GetPydanticSchema(
        lambda _source, _handler: core_schema.no_info_after_validator_function(
            _secret_arn, core_schema.str_schema(strict=True)
        )
    ),
    WithJsonSchema({"type": "string", "pattern": PARAMETER_STORE}),
]
"""A secret: `ssm:` and the full name of a parameter of SSM's Parameter Store, which may hold
`${Name}`; in the template its ARN in the stack's own account and region."""


IMAGE = (
    r"([A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]+)?/)?"
    r"[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
    r"(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?"
)
"""What docker pull takes: registry, repository, tag, digest."""


def _an_image(raw: str) -> Any:
    # Whatever stands in for a parameter, one of these forms must come of it.
    forms = (
        re.sub(r"\$\{[^}]*\}", value, raw)
        for value in ("x1", "0" * 64, f"sha256:{'0' * 64}", "x/x")
    )
    if not any(re.fullmatch(IMAGE, form) for form in forms):
        raise PydanticCustomError(
            "image",
            "is {found}, which docker pull does not take; one is written name:tag",
            {"found": raw},
        )
    return from_raw(raw)


Image = Annotated[
    Any,
    GetPydanticSchema(
        lambda _source, _handler: core_schema.no_info_after_validator_function(
            _an_image, core_schema.str_schema(strict=True)
        )
    ),
    WithJsonSchema({"type": "string"}),
]
"""An image, which may hold `${Name}`."""

# The bounds are Docker's and those of the largest EC2 instances.
Cpu = Annotated[Any, WholeNumber(0, 458_752)]
Memory = Annotated[Any, WholeNumber(6, 33_554_432)]
Count = Annotated[Any, WholeNumber(0, 5_000)]


class ContainerSpec(Closed):
    """One container of the task."""

    name: ContainerName = Field(description="the container's name, unique in the task")
    image: Image = Field(description="the image, as docker pull takes it")
    cpu: Cpu = Field(0, description="CPU units (1024 are one vCPU) to set aside for it")
    memory: Memory = Field(description="MiB of memory, at which it is killed")
    essential: bool = Field(True, description="whether the task ends when this container does")
    command: tuple[Text, ...] | None = Field(None, description="instead of the image's own command")
    environment: dict[VariableName, Text] = Field(
        {}, description="environment variables; a secret belongs under secrets"
    )
    secrets: dict[VariableName, SecretArn] = Field(
        {},
        description="environment variables from SSM's Parameter Store, as ssm:/path/of/parameter",
    )
    ports: tuple[Port, ...] = Field(
        (), description="ports it listens on; in bridge mode ECS chooses those of the host"
    )

    @field_validator("ports")
    @classmethod
    def _ports_differ(cls, ports: tuple[int, ...]) -> tuple[int, ...]:
        for port, count in Counter(ports).items():
            if count > 1:
                raise PydanticCustomError("ports", "has port {port} twice", {"port": port})
        return ports

    @model_validator(mode="after")
    def _variables_differ(self) -> ContainerSpec:
        for name in self.secrets:
            if name in self.environment:
                raise PydanticCustomError(
                    "variables", "has {name} in environment and in secrets", {"name": name}
                )
        return self


class ServiceSpec(Spec):
    """A task definition and the service that keeps its tasks running."""

    containers: tuple[ContainerSpec, ...] = Field(
        min_length=1, max_length=10, description="the containers of each task"
    )
    task_policy: tuple[StatementSpec, ...] = Field(
        (), description="what the application may do on AWS: the rights of its own task role"
    )
    network_mode: Literal["bridge", "awsvpc"] = Field(
        "bridge", description="awsvpc gives each task a network interface in SubnetID"
    )
    desired_count: Count = Field(1, description="how many tasks run")
    log_retention_days: Retention = Field(
        30, description="how long CloudWatch Logs keeps what the containers write"
    )

    @field_validator("network_mode", mode="before")
    @classmethod
    def _no_host_networking(cls, mode: object) -> object:
        if mode == "host":
            raise PydanticCustomError(
                "host",
                "is host, in which a task reaches the credentials of its instance, and nothing can "
                "keep it from them; allowed: bridge, awsvpc",
            )
        return mode

    @field_validator("containers")
    @classmethod
    def _names_differ_and_one_is_essential(
        cls, containers: tuple[ContainerSpec, ...]
    ) -> tuple[ContainerSpec, ...]:
        for name, count in Counter(container.name for container in containers).items():
            if count > 1:
                raise PydanticCustomError(
                    "names", "has {count} containers named {name}", {"count": count, "name": name}
                )
        if not any(container.essential for container in containers):
            raise PydanticCustomError("essential", "has no essential container; one must be")
        return containers

    @model_validator(mode="after")
    def _ports_of_a_task_differ(self) -> ServiceSpec:
        """Containers of a task in awsvpc mode share one network interface."""
        ports = Counter(port for container in self.containers for port in container.ports)
        for port, count in ports.items():
            if self.network_mode == "awsvpc" and count > 1:
                raise PydanticCustomError(
                    "ports", "has two containers on port {port}, in awsvpc mode", {"port": port}
                )
        return self
