"""Whom alarms tell: an SNS topic that somebody else owns."""

from __future__ import annotations

from typing import Any

from troposphere import Parameter, Ref


def topic() -> Parameter:
    """The topic."""
    return Parameter(
        "AlarmTopicArn",
        Type="String",
        AllowedPattern=r"^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+(\.fifo)?$",
        ConstraintDescription="must be the ARN of an SNS topic",
        Description="SNS topic that is told when an alarm goes off, and when it is over",
    )


def told() -> dict[str, Any]:
    """The properties of an alarm that tells the topic when it goes off, and when it is over."""
    return {"AlarmActions": [Ref("AlarmTopicArn")], "OKActions": [Ref("AlarmTopicArn")]}
