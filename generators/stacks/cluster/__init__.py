"""`cluster`: an ECS cluster with EC2 instances of its own, which many services may share."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field
from troposphere import Template
from troposphere.ecs import Cluster, ClusterSetting

from generators.parts.spec import Spec
from generators.stacks.cluster import access, capacity, instances, interface
from generators.stacks.kind import Kind, Values


class ClusterSpec(Spec):
    """An ECS cluster and its instances."""

    container_insights: bool = Field(
        True, description="whether CloudWatch collects metrics of the cluster's tasks"
    )


def template(spec: ClusterSpec) -> Template:
    """The cluster's template."""
    t = Template(Description="An ECS cluster and the EC2 instances that carry its tasks")
    interface.add_parameters(t)
    spec.add_parameters(t)
    interface.add_conditions(t)
    t.add_resource(cluster(spec))
    t.add_resource(access.instance_role())
    t.add_resource(access.instance_profile())
    t.add_resource(access.security_group())
    t.add_resource(instances.launch_template())
    t.add_resource(capacity.auto_scaling_group())
    t.add_resource(capacity.capacity_provider())
    t.add_resource(capacity.associations())
    interface.add_outputs(t)
    return t


def cluster(spec: ClusterSpec) -> Cluster:
    """The cluster itself."""
    insights = "enabled" if spec.container_insights else "disabled"
    return Cluster(
        "ECSCluster", ClusterSettings=[ClusterSetting(Name="containerInsights", Value=insights)]
    )


def complaints(_spec: ClusterSpec, values: Values) -> Iterator[tuple[str, str]]:
    """A rolling update keeps DesiredCapacity instances and starts one more: it needs the room.

    And port 22 opens for those with a key alone.
    """
    if values.get("SSHLocation") and not values.get("KeyName", "-"):
        yield "SSHLocation", "opens nothing without a KeyName"
    sizes = {name: values[name] for name in ("DesiredCapacity", "MaxSize") if name in values}
    for name, size in sizes.items():
        if not size.isdecimal():
            yield name, f"{size} is no whole number"
    if len(sizes) < 2 or not all(size.isdecimal() for size in sizes.values()):
        return
    desired, largest = int(sizes["DesiredCapacity"]), int(sizes["MaxSize"])
    if largest <= desired:
        yield (
            "MaxSize",
            f"{largest} leaves a rolling update no room beside DesiredCapacity {desired}; "
            f"allowed: {desired + 1} or more",
        )


KIND = Kind(
    summary="an ECS cluster on EC2 instances",
    Spec=ClusterSpec,
    template=template,
    complaints=complaints,
)
