"""The spec of a cluster's EC2 instances."""

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from generators.parts.ami import Ami
from generators.parts.spec import Closed
from generators.parts.text import Text
from generators.stacks.cluster.ami import System, ami
from generators.stacks.cluster.families import Architecture, offered


def _a_free_key(key: str) -> str:
    if key in ("Name", "AmazonECSManaged") or key.lower().startswith("aws:"):
        raise PydanticCustomError("tag", "is a tag that has its value already")
    return key


TagKey = Annotated[
    str,
    AfterValidator(_a_free_key),
    # The length apart: {1,128} of so large a class takes 40 ms to compile.
    Field(pattern=r"^[\w .:/=+@-]+$", max_length=128),
]


class MixedInstancesSpec(Closed):
    """Instances of several types, on-demand and Spot."""

    types: tuple[str, ...] = Field(
        min_length=2,
        max_length=40,
        description="the instance types to choose among, in place of the parameter InstanceType; "
        "alike in CPU and memory, so that tasks fit on any of them",
    )
    on_demand_base: int = Field(
        0, ge=0, le=1000, description="so many instances are on-demand before any is Spot"
    )
    on_demand_percentage: int = Field(
        100, ge=0, le=100, description="how much is on-demand beyond the base; the rest is Spot"
    )

    @property
    def has_spot(self) -> bool:
        """Whether any instance may be a Spot instance."""
        return self.on_demand_percentage < 100


class InstancesSpec(Closed):
    """The EC2 instances of the cluster: what they are, and how their number follows the tasks."""

    system: System = Field(
        "al2023",
        description="their operating system: Amazon Linux 2023, or Bottlerocket, of which "
        "docs/bottlerocket.md tells what it lacks",
    )
    architecture: Architecture = Field(
        "x86_64", description="of their processors; the AMI and every instance type go with it"
    )
    gpu: bool = Field(False, description="whether they have NVIDIA GPUs, and the AMI the drivers")
    types: tuple[str, ...] | None = Field(
        None,
        min_length=1,
        description="the only values that InstanceType may have, the first as its default; "
        "if not given, common ones of the architecture",
    )
    mixed: MixedInstancesSpec | None = Field(
        None, description="several instance types and Spot instances in one group"
    )
    scale_to_zero: bool = Field(
        False, description="whether the group may be empty: no DesiredCapacity, none at first"
    )
    target_capacity: Annotated[int, Field(ge=1, le=100)] = Field(
        100, description="percent of the instances that tasks should fill; below 100 some stay idle"
    )
    max_lifetime_days: int | None = Field(
        None, ge=1, le=365, description="replace each instance when it is so old"
    )
    tags: dict[TagKey, Text] = Field(
        {}, description="tags of the instances and volumes, which the stack's own may not reach"
    )

    @property
    def ami(self) -> Ami:
        """The AMIs that these instances are made from."""
        return ami(self.system, self.architecture, gpu=self.gpu)

    @property
    def allowed_types(self) -> tuple[str, ...]:
        """The instance types that the cluster may have, the default one first."""
        return self.types or offered(self.architecture, gpu=self.gpu)
