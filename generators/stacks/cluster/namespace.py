"""The Cloud Map namespace through which services of the cluster find each other by name."""

from __future__ import annotations

from typing import Literal

from troposphere import AWSObject, GetAtt, Output, Ref, Sub
from troposphere.servicediscovery import HttpNamespace, PrivateDnsNamespace


def namespace(how: Literal["http", "private_dns"]) -> AWSObject:
    """The namespace, named after the stack, as it must have a name.

    `.internal` is reserved for private use: https://www.icann.org/en/board-activities-and-meetings/
    materials/approved-resolutions-special-meeting-of-the-icann-board-29-07-2024-en
    """
    if how == "http":
        return HttpNamespace("Namespace", Name=Ref("AWS::StackName"))
    return PrivateDnsNamespace(
        "Namespace", Name=Sub("${AWS::StackName}.internal"), Vpc=Ref("VpcId")
    )


def outputs(how: Literal["http", "private_dns"]) -> list[Output]:
    """What a service needs to have a name in the namespace."""
    name = Ref("AWS::StackName") if how == "http" else Sub("${AWS::StackName}.internal")
    return [
        Output(
            "NamespaceArn",
            Value=GetAtt("Namespace", "Arn"),
            Description="The namespace, for Service Connect",
        ),
        Output(
            "NamespaceId",
            Value=GetAtt("Namespace", "Id"),
            Description="The namespace, for Cloud Map services",
        ),
        Output("NamespaceName", Value=name, Description="The namespace's name"),
    ]
