"""The spec of a rule of the load balancer that a cluster's services share."""

import re
from typing import Annotated, Any, Self

from pydantic import Field, GetPydanticSchema, StringConstraints, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError, core_schema

from generators.parts.spec import Closed
from generators.parts.text import as_written, from_raw

MOST_VALUES, MOST_WILDCARDS = 5, 6
"""What one rule takes, of hosts and paths together.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
"""


def _a_host(raw: str) -> Any:
    if not re.fullmatch(r"[A-Za-z0-9.*?-]{1,128}", re.sub(r"\$\{[A-Za-z0-9:]+\}", "x", raw)):
        raise PydanticCustomError(
            "host",
            "is {found}; allowed: letters, digits, dots, dashes, the wildcards * and ?, and "
            "${Name} for a parameter, 128 characters at most",
            {"found": raw},
        )
    return from_raw(raw)


Host = Annotated[
    Any,
    GetPydanticSchema(
        lambda _source, _handler: core_schema.no_info_after_validator_function(
            _a_host, core_schema.str_schema(strict=True)
        )
    ),
    WithJsonSchema({"type": "string", "maxLength": 1024}),
]
"""A host name, which may hold wildcards and `${Name}`."""

PathPattern = Annotated[str, StringConstraints(pattern=r"^/[A-Za-z0-9_.$/~\"'@:+&*?-]{0,127}$")]


class RuleSpec(Closed):
    """Which requests to the cluster's load balancer are this service's."""

    hosts: tuple[Host, ...] = Field(
        (), description="host names, with * for any characters and ? for one"
    )
    paths: tuple[PathPattern, ...] = Field(
        (), description="paths, with * for any characters and ? for one; /* alone for all requests"
    )
    priority: int | None = Field(
        None,
        ge=1,
        le=50_000,
        description="the rule's place among all of the load balancer; worked out if not given, "
        "exact hosts before patterns and longer paths before shorter ones",
    )

    @model_validator(mode="after")
    def _is_a_rule(self) -> Self:
        values = [*map(as_written, self.hosts), *self.paths]
        wildcards = sum(value.count("*") + value.count("?") for value in values)
        if not values:
            raise PydanticCustomError("rule", "has neither hosts nor paths; give one of them")
        for found, most, noun in (
            (len(values), MOST_VALUES, "hosts and paths"),
            (wildcards, MOST_WILDCARDS, "wildcards"),
        ):
            if found > most:
                raise PydanticCustomError(
                    "rule",
                    "has {found} {noun}; a rule of a load balancer takes {most}",
                    {"found": found, "noun": noun, "most": most},
                )
        return self
