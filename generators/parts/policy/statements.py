"""Statements and policies, as a spec writes them."""

import re
from collections.abc import Iterator
from typing import Annotated, Any

from awacs.aws import Allow, Statement
from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from generators.parts.policy.actions import find_action, has_wildcard
from generators.parts.spec import Closed
from generators.parts.text import Text, as_written

_ANYWHERE = re.compile(r"arn:[^:]*:[^:]*:([^:]*[*?][^:]*:[^:]*|[^:]*:[^:]*[*?][^:]*):.*")
"""Any region's, or any account's."""

_ALL_OF_A_TYPE = re.compile(
    r"arn:[^:]*:([^:]*:[^:]*:[^:]*:[*?]+|(?!s3:)[^:]*:[^:]*:[^:]*:[^:/]+[/:][*?]+)"
)
"""All that an account has of something; in S3 what stands before the slash is one bucket."""

_EVERYTHING = re.compile(r"[*?]+|arn:[^:]*[*?].*|arn:[^:]+:[^:]*[*?].*")


def _known(text: str) -> str:
    find_action(text)
    return text


def _an_arn(held: Any) -> Any:
    text = as_written(held)
    if text != "*" and not text.startswith(("arn:", "${")):
        raise PydanticCustomError(
            "arn", "is {found}, no ARN; one is written arn:aws:s3:::bucket/key", {"found": text}
        )
    return held


def _is_everything(text: str) -> bool:
    """Whether a resource is not limited to some of one service's, account's and region's."""
    plain = re.sub(r"\$\{[^}]*\}", "x", text)
    return any(pattern.fullmatch(plain) for pattern in (_EVERYTHING, _ANYWHERE, _ALL_OF_A_TYPE))


class StatementSpec(Closed):
    """One statement of a policy: these actions are allowed on these resources."""

    actions: tuple[Annotated[str, AfterValidator(_known)], ...] = Field(
        min_length=1,
        description="what is allowed, each written service:Name; service:Get* wants wildcard",
    )
    resources: tuple[Annotated[Text, AfterValidator(_an_arn)], ...] = Field(
        min_length=1, description="on what, as ARNs; * for everything wants wildcard"
    )
    wildcard: Annotated[str, StringConstraints(pattern=r"\S")] | None = Field(
        None,
        description="why actions or resources must be as wide as a wildcard makes them; it stands "
        "in the role's Metadata for whoever reviews it",
    )

    def statement(self, sid: str) -> Statement:
        """The statement as awacs has it; under the Sid if it has a reason to be found by."""
        return Statement(
            **({"Sid": sid} if self.wildcard else {}),
            Effect=Allow,
            Action=[find_action(action) for action in self.actions],
            Resource=list(self.resources),
        )

    def faults(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """A wildcard without a reason, and a reason without a wildcard, each with its place."""
        wide = [*self._wildcards()]
        if self.wildcard and not wide:
            yield ("wildcard",), "is a reason, but neither actions nor resources have a wildcard"
        if not self.wildcard:
            yield from wide

    def _wildcards(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        cure = "or say why it must be as wide: wildcard: <reason>"
        for i, action in enumerate(self.actions):
            if has_wildcard(action):
                message = f"{action} is a wildcard; name each action that is needed, {cure}"
                yield ("actions", i), message
        for i, resource in enumerate(map(as_written, self.resources)):
            if _is_everything(resource):
                message = f"is {resource}, everything; name what is needed by its ARN, {cure}"
                yield ("resources", i), message


_POLICY_ARN = re.compile(
    r"arn:([^:$]|\$\{[^}]+\})+:iam::([0-9]{12}|aws|\$\{[^}]+\}):policy/.+|\$\{[^}]+\}"
)


def _a_policy_arn(held: Any) -> Any:
    text = as_written(held)
    if not _POLICY_ARN.fullmatch(text):
        raise PydanticCustomError(
            "arn",
            "is {found}, no policy's ARN; one is written "
            "arn:aws:iam::${AWS::AccountId}:policy/name",
            {"found": text},
        )
    return held


PolicyArn = Annotated[Text, AfterValidator(_a_policy_arn)]
"""The ARN of a managed policy, which may hold `${Name}`."""
