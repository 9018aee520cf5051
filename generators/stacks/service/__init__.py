"""`service`: a Docker application that runs on a cluster, with rights of its own."""

from __future__ import annotations

from troposphere import Template

from generators.stacks.kind import Kind
from generators.stacks.service import (
    access,
    balancing,
    finding,
    interface,
    overrides,
    running,
    scaling,
    tasks,
    watching,
)
from generators.stacks.service.faults import faults
from generators.stacks.service.options import OPTIONS
from generators.stacks.service.spec import ServiceSpec


def template(spec: ServiceSpec) -> Template:
    """The service's template."""
    t = Template(Description="A service on an ECS cluster")
    interface.add_parameters(t, spec)
    spec.add_parameters(t)
    interface.add_conditions(t, spec)
    t.add_resource(access.task_role(spec))
    t.add_resource(access.execution_role(spec))
    t.add_resource(tasks.log_group(spec))
    t.add_resource(tasks.task_definition(spec))
    if spec.network == "awsvpc":
        t.add_resource(access.security_group(spec))
    t.add_resource([*balancing.resources(spec)])
    t.add_resource([*finding.resources(spec)])
    t.add_resource(running.service(spec))
    t.add_resource([*scaling.resources(spec)])
    t.add_resource([*watching.resources(spec)])
    interface.add_outputs(t, spec)
    return overrides.applied(t, spec.overrides)


KIND = Kind(
    summary="a Docker application on an ECS cluster",
    Spec=ServiceSpec,
    template=template,
    complaints=balancing.complaints,
    faults=faults,
    overrides=lambda spec: spec.overrides,
    options=OPTIONS,
    on_demand=("ContainerVersion", "SubnetID", "VpcId"),
)
