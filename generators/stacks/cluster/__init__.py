"""`cluster`: an ECS cluster that many services share, on EC2 instances, on Fargate, or on both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from troposphere import Join, Ref, Template
from troposphere.ecs import Cluster, ClusterSetting, ServiceConnectDefaults

from generators.parts.ami import Ami
from generators.stacks.cluster import (
    access,
    alarms,
    capacity,
    execute_command,
    instances,
    joining,
    load_balancer,
    namespace,
    outputs,
    parameters,
    strategy,
)
from generators.stacks.cluster.checks import complaints
from generators.stacks.cluster.faults import faults
from generators.stacks.cluster.options import OPTIONS
from generators.stacks.cluster.spec import ClusterSpec
from generators.stacks.kind import Kind


def template(spec: ClusterSpec) -> Template:
    """The cluster's template."""
    t = Template(Description=_description(spec))
    parameters.add_parameters(t, spec)
    spec.add_parameters(t)
    parameters.add_conditions(t, spec)
    t.add_resource(cluster(spec))
    if spec.namespace:
        t.add_resource(namespace.namespace(spec.namespace))
    if spec.execute_command:
        t.add_resource(execute_command.log_group(spec.execute_command))
    if spec.instances:
        t.add_resource(access.instance_role(spec, spec.instances))
        t.add_resource(access.instance_profile())
        t.add_resource(access.security_group(spec.instances))
        if spec.namespace:
            t.add_resource(access.ingress_among_instances())
        t.add_resource(instances.launch_template(spec.instances))
        t.add_resource(capacity.auto_scaling_group(spec.instances))
        t.add_resource(capacity.capacity_provider(spec.instances))
    t.add_resource(strategy.associations(spec))
    if spec.instances and joining.beside_the_group(spec.instances):
        t.add_resource(joining.instances_joined())
    if spec.load_balancer:
        t.add_resource(
            [*load_balancer.resources(spec.load_balancer, before_instances=bool(spec.instances))]
        )
    if spec.alarms:
        t.add_resource(alarms.cpu_utilization(spec.alarms))
        t.add_resource(alarms.memory_utilization(spec.alarms))
        t.add_resource(alarms.cpu_reservation(spec.alarms))
        t.add_resource(alarms.memory_reservation(spec.alarms))
        t.add_resource(alarms.no_capacity(spec.alarms))
    outputs.add_outputs(t, spec)
    return t


def _description(spec: ClusterSpec) -> str:
    if not spec.instances:
        return "An ECS cluster on Fargate"
    beside = ", with Fargate beside them" if spec.fargate else ""
    return f"An ECS cluster and the EC2 instances that carry its tasks{beside}"


def cluster(spec: ClusterSpec) -> Cluster:
    """The cluster itself."""
    optional: dict[str, Any] = {}
    if not spec.instances:
        # Outputs alone are no change to CloudFormation, and nothing else here refers to these.
        optional["Metadata"] = {"VpcId": Ref("VpcId"), "SubnetID": Join(",", Ref("SubnetID"))}
    if spec.execute_command:
        optional["Configuration"] = execute_command.configuration()
    if spec.namespace:
        optional["ServiceConnectDefaults"] = ServiceConnectDefaults(
            Namespace=namespace.attribute(spec.namespace, "Arn")
        )
    return Cluster(
        "ECSCluster",
        ClusterSettings=[ClusterSetting(Name="containerInsights", Value=spec.container_insights)],
        **optional,
    )


def images(spec: ClusterSpec) -> Mapping[str, Ami]:
    """The parameter that holds the AMI, if there are instances to start from it."""
    return {"ImageId": spec.instances.ami} if spec.instances else {}


KIND = Kind(
    summary="an ECS cluster, on EC2 instances, on Fargate, or on both",
    Spec=ClusterSpec,
    template=template,
    complaints=complaints,
    faults=faults,
    images=images,
    options=OPTIONS,
)
