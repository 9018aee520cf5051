"""Where containers take things from: images, and files of variables."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, GetPydanticSchema, WithJsonSchema
from pydantic_core import PydanticCustomError, core_schema

from generators.parts.text import Text, as_written, from_raw

IMAGE = (
    r"([A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]+)?/)?"
    r"[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
    r"(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?"
)
"""What docker pull takes: registry, repository, tag, digest."""


def _an_image(raw: str) -> Any:
    # Whatever stands in for a parameter, one of these forms must come of it.
    forms = (
        re.sub(r"\$\{[^}]*\}", value, raw)
        for value in ("x1", "0" * 64, f"sha256:{'0' * 64}", "x/x")
    )
    if not any(re.fullmatch(IMAGE, form) for form in forms):
        raise PydanticCustomError(
            "image",
            "is {found}, which docker pull does not take; one is written name:tag",
            {"found": raw},
        )
    return from_raw(raw)


Image = Annotated[
    Any,
    GetPydanticSchema(
        lambda _source, _handler: core_schema.no_info_after_validator_function(
            _an_image, core_schema.str_schema(strict=True)
        )
    ),
    WithJsonSchema({"type": "string"}),
]
"""An image, which may hold `${Name}`."""


def _a_file(held: Any) -> Any:
    text = re.sub(r"\$\{[^}]*\}", "x", as_written(held))
    if not re.fullmatch(r"arn:[^:]+:s3:::[^/]+/.+\.env", text):
        raise PydanticCustomError(
            "file", "is no file of variables in S3; one is written arn:aws:s3:::bucket/web.env"
        )
    return held


FileArn = Annotated[Text, AfterValidator(_a_file)]
"""The ARN of a file of environment variables in S3."""
