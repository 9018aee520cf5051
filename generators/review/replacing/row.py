"""A row of the table of replacements, and the change that it is held against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from generators.review.model import Replacement
from generators.review.nodes import Node

DOCS = "https://docs.aws.amazon.com"
"""Where AWS's documentation is."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change of one property, with the whole resource before and after it.

    `path` holds the names down to what differs, the property's own the first.
    """

    path: tuple[str, ...]
    before: Mapping[str, Node]
    after: Mapping[str, Node]
    attributes: Mapping[str, Node] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The property."""
        return self.path[0]

    @property
    def old(self) -> Node:
        """The property's value before; None where there was none."""
        return self.before.get(self.name)

    @property
    def new(self) -> Node:
        """The property's value after; None where there is none."""
        return self.after.get(self.name)

    @property
    def is_known(self) -> bool:
        """Whether both values are known before a deploy."""
        return all(one is None or isinstance(one, str) for one in (self.old, self.new))


@dataclass(frozen=True, kw_only=True)
class Row:
    """What CloudFormation does when a property changes.

    `when` tells the changes that the row is for, `words` says them to people; every change without
    them. `refused` marks what CloudFormation does not carry out: the deploy fails.
    """

    type: str
    name: str
    replacement: Replacement
    why: str
    page: str
    words: str = ""
    when: Callable[[Change], bool] = lambda _: True
    refused: bool = False


def page(type_: str) -> str:
    """The page of a resource type in CloudFormation's template reference."""
    name = type_.removeprefix("AWS::").replace("::", "-").lower()
    return f"{DOCS}/AWSCloudFormation/latest/TemplateReference/aws-resource-{name}.html"
