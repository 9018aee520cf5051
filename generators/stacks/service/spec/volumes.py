"""The spec of a task's volumes."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from generators.parts.spec import Closed
from generators.parts.text import Text
from generators.stacks.service.spec.names import Path

FORBIDDEN = (
    *("/dev", "/etc", "/proc", "/root", "/run", "/sys", "/usr", "/var/lib/cloud"),
    *("/var/lib/docker", "/var/lib/ecs", "/var/run"),
)
"""Folders of the host by which a container gets at Docker, the agent or the host itself."""


def _a_harmless_folder(path: str) -> str:
    plain = "/" + "/".join(part for part in path.split("/") if part not in ("", "."))
    inside = any(plain == one or plain.startswith(f"{one}/") for one in FORBIDDEN)
    around = any(one.startswith(f"{plain.rstrip('/')}/") for one in FORBIDDEN)
    if ".." in path.split("/") or inside or around:
        raise PydanticCustomError(
            "host_path",
            "is {path}, by which a container could get at the host; not allowed: {forbidden}, and "
            "what holds them",
            {"path": path, "forbidden": ", ".join(FORBIDDEN)},
        )
    return path


HostPath = Annotated[Path, AfterValidator(_a_harmless_folder)]
"""A folder of the instance that may be given to a container."""


class EfsSpec(Closed):
    """A file system of EFS, mounted with encryption and the rights of the task role."""

    file_system: Text = Field(description="the file system's id")
    access_point: Text | None = Field(None, description="the id of an access point of it")
    root: Path = Field("/", description="its folder to mount, where there is no access point")
    read_only: bool = Field(False, description="whether the task role may only read")
    root_access: bool = Field(
        False,
        description="whether root of a container is root there too, for a file system without an "
        "access point that says who writes",
    )


class VolumeSpec(Closed):
    """A volume that containers of the task mount; {} is a folder that they share while it runs."""

    efs: EfsSpec | None = Field(None, description="a file system of EFS")
    host_path: HostPath | None = Field(None, description="a folder of the instance; not on Fargate")

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if self.efs and self.host_path:
            raise PydanticCustomError("volume", "has efs and host_path; give one of them")
        return self
