"""The Cloud Map namespace through which services of the cluster find each other by name."""

from __future__ import annotations

from typing import Literal

from troposphere import AWSObject, GetAtt, Output, Ref, Sub
from troposphere.servicediscovery import HttpNamespace, PrivateDnsNamespace

How = Literal["http", "private_dns"]
"""A namespace for Service Connect alone, or one with names in DNS too."""


def namespace(how: How) -> AWSObject:
    """The namespace, named after the stack, as it must have a name.

    `.internal` is reserved for private use: https://www.icann.org/en/board-activities-and-meetings/
    materials/approved-resolutions-special-meeting-of-the-icann-board-29-07-2024-en
    """
    if how == "http":
        return HttpNamespace("HttpNamespace", Name=Ref("AWS::StackName"))
    return PrivateDnsNamespace(
        "PrivateDnsNamespace", Name=Sub("${AWS::StackName}.internal"), Vpc=Ref("VpcId")
    )


def attribute(how: How, name: str) -> GetAtt:
    """An attribute of the namespace.

    Each type has a logical id of its own, for CloudFormation lets no resource change its type.
    """
    return GetAtt("HttpNamespace" if how == "http" else "PrivateDnsNamespace", name)


def outputs(how: How) -> list[Output]:
    """What a service needs to have a name in the namespace."""
    name = Ref("AWS::StackName") if how == "http" else Sub("${AWS::StackName}.internal")
    in_dns = Output(
        "NamespaceId",
        Value=attribute(how, "Id"),
        Description="The namespace, for names in the VPC's DNS",
    )
    return [
        Output(
            "NamespaceArn",
            Value=attribute(how, "Arn"),
            Description="The namespace, for Service Connect",
        ),
        Output("NamespaceName", Value=name, Description="The namespace's name"),
        *([in_dns] if how == "private_dns" else []),
    ]
