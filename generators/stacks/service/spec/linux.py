"""The spec of what Linux gives a container and keeps from it."""

from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from generators.parts.spec import Closed
from generators.stacks.service.spec.names import Path

Ulimit = Literal[
    "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc",
    "rss", "rtprio", "rttime", "sigpending", "stack",
]  # fmt: skip

Capability = Literal[
    "ALL", "AUDIT_CONTROL", "AUDIT_WRITE", "BLOCK_SUSPEND", "CHOWN", "DAC_OVERRIDE",
    "DAC_READ_SEARCH", "FOWNER", "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE",
    "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "MKNOD", "NET_ADMIN", "NET_BIND_SERVICE",
    "NET_BROADCAST", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_ADMIN", "SYS_BOOT",
    "SYS_CHROOT", "SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO", "SYS_RESOURCE",
    "SYS_TIME", "SYS_TTY_CONFIG", "SYSLOG", "WAKE_ALARM",
]  # fmt: skip
"""https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html"""

ESCAPES = ("ALL", "DAC_READ_SEARCH", "SYS_ADMIN", "SYS_BOOT", "SYS_MODULE", "SYS_RAWIO")
"""Capabilities by which a container gets at the host, and so at the credentials of others."""


class UlimitSpec(Closed):
    """One of the limits of a container's processes."""

    soft: int = Field(ge=-1, description="the limit; -1 for none")
    hard: int = Field(ge=-1, description="what the process may raise it to; -1 for none")


class CapabilitiesSpec(Closed):
    """Linux capabilities beside those that Docker gives."""

    add: tuple[Capability, ...] = Field((), description="to give; on Fargate SYS_PTRACE alone")
    drop: tuple[Capability, ...] = Field((), description="to take away; ALL for all of them")

    @field_validator("add")
    @classmethod
    def _stay_inside(cls, add: tuple[Capability, ...]) -> tuple[Capability, ...]:
        for found in add:
            if found in ESCAPES:
                raise PydanticCustomError(
                    "capability",
                    "has {found}, by which a container could get at the host; not allowed: {not_}",
                    {"found": found, "not_": ", ".join(ESCAPES)},
                )
        return add


class TmpfsSpec(Closed):
    """Memory that looks like a folder."""

    path: Path = Field(description="where it is in the container")
    size: Annotated[int, Field(ge=1)] = Field(description="MiB at most")
