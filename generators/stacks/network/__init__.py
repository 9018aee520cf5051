"""`network`: a VPC over two or three zones, with public subnets and, if asked for, private ones."""

from __future__ import annotations

from troposphere import Template

from generators.stacks.kind import Kind
from generators.stacks.network import endpoints, flow_logs, interface, nat, subnets, vpc
from generators.stacks.network.options import OPTIONS
from generators.stacks.network.spec import NetworkSpec

__all__ = ["KIND", "OPTIONS", "NetworkSpec", "template"]


def template(spec: NetworkSpec) -> Template:
    """The network's template."""
    t = Template(Description="A VPC and its subnets, for ECS clusters")
    spec.add_parameters(t)
    t.add_resource(vpc.vpc(spec))
    t.add_resource(vpc.internet_gateway())
    t.add_resource(vpc.attachment())
    t.add_resource(subnets.public_route_table())
    t.add_resource(subnets.internet_route())
    for zone in spec.all_zones:
        t.add_resource(subnets.public_subnet(spec, zone))
        t.add_resource(subnets.public_association(zone))
    for zone in spec.private_zones:
        t.add_resource(subnets.private_subnet(spec, zone))
        t.add_resource(subnets.private_route_table(zone))
        t.add_resource(subnets.private_association(zone))
    for zone in spec.nat_zones:
        t.add_resource(nat.address(zone))
        t.add_resource(nat.gateway(zone))
    for zone in spec.zones_behind_nat:
        t.add_resource(nat.route(spec, zone))
    for free_service in spec.gateway_endpoints:
        t.add_resource(endpoints.gateway_endpoint(spec, free_service))
    if spec.interface_endpoints:
        t.add_resource(endpoints.security_group())
    for service in spec.interface_endpoints:
        t.add_resource(endpoints.interface_endpoint(spec, service))
    if spec.flow_logs:
        t.add_resource(flow_logs.log_group(spec.flow_logs))
        t.add_resource(flow_logs.role(spec.flow_logs))
        t.add_resource(flow_logs.flow_log(spec.flow_logs))
    interface.add_outputs(t, spec)
    return t


KIND = Kind(
    summary="a VPC with public subnets, and private ones if asked for",
    Spec=NetworkSpec,
    template=template,
    options=OPTIONS,
)
