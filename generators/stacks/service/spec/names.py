"""The types that many keys of a service's spec have."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from generators.parts.text import WholeNumber

ContainerName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,255}$")]
VariableName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_.-]*$")]
VolumeName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,255}$")]
Path = Annotated[str, StringConstraints(pattern=r"^/")]
Port = Annotated[int, Field(ge=1, le=65535)]
# The bounds are Docker's and those of the largest EC2 instances.
Cpu = Annotated[Any, WholeNumber(0, 458_752)]
Memory = Annotated[Any, WholeNumber(6, 33_554_432)]
Seconds = Annotated[int, Field(ge=0, le=86_400)]
