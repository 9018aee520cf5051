"""What a network can be, each option by a few words with the spec that asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generators.stacks.network.services import INTERFACES_OF_AN_INSTANCE

OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "as it comes": {},
    "a smaller block of addresses": {"cidr": "10.1.0.0/20"},
    "three zones": {"zones": 3},
    "private subnets behind one NAT gateway": {"private_subnets": True, "nat": "one"},
    "private subnets in three zones, each with its own NAT gateway": {
        "zones": 3,
        "private_subnets": True,
        "nat": "one_per_zone",
    },
    "endpoints instead of NAT": {
        "private_subnets": True,
        "interface_endpoints": [*INTERFACES_OF_AN_INSTANCE, "ssm", "ssmmessages"],
    },
    "DynamoDB without NAT charges": {
        "private_subnets": True,
        "nat": "one",
        "gateway_endpoints": ["s3", "dynamodb"],
    },
    "flow logs": {"flow_logs": {}},
    "flow logs of what was rejected": {
        "flow_logs": {
            "traffic": "reject",
            "retention_days": 90,
            "permissions_boundary": "arn:aws:iam::${AWS::AccountId}:policy/boundary",
        }
    },
}
"""A spec, as a params file has it, for each option; together they set every field."""
