"""`service`: a Docker application that runs on a cluster, with rights of its own."""

from __future__ import annotations

from troposphere import Output, Ref, Template

from generators.parts.text import references
from generators.stacks.kind import Kind
from generators.stacks.service import access, interface, tasks
from generators.stacks.service.options import OPTIONS
from generators.stacks.service.spec import ServiceSpec


def template(spec: ServiceSpec) -> Template:
    """The service's template."""
    t = Template(Description="A service on an ECS cluster")
    interface.add_parameters(t, spec, used=frozenset(references(spec)))
    spec.add_parameters(t)
    t.add_resource(access.task_role(spec))
    t.add_resource(access.execution_role(spec))
    t.add_resource(tasks.log_group(spec))
    t.add_resource(tasks.task_definition(spec))
    if spec.network_mode == "awsvpc":
        t.add_resource(access.security_group())
    t.add_resource(tasks.service(spec))
    t.add_output(Output("ecsservice", Value=Ref("service"), Description="The service's ARN"))
    t.add_output(
        Output("taskdef", Value=Ref("taskdefinition"), Description="The task definition's ARN")
    )
    return t


KIND = Kind(
    summary="a Docker application on an ECS cluster",
    Spec=ServiceSpec,
    template=template,
    options=OPTIONS,
    on_demand=("ContainerVersion", "SubnetID", "VpcId"),
)
