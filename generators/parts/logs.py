"""How long CloudWatch Logs keeps what is written to a log group."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

RETENTIONS = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827),
    *(2192, 2557, 2922, 3288, 3653),
)
"""The retentions that CloudWatch Logs offers, in days."""


def _a_retention(days: int) -> int:
    if days not in RETENTIONS:
        raise PydanticCustomError(
            "retention",
            "is no retention of CloudWatch Logs; allowed: {allowed}",
            {"allowed": ", ".join(map(str, RETENTIONS))},
        )
    return days


Retention = Annotated[
    int, AfterValidator(_a_retention), WithJsonSchema({"type": "integer", "enum": [*RETENTIONS]})
]
"""A number of days that is one of `RETENTIONS`."""
