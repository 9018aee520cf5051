"""A template's values as the texts that policies are made of."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generators.review.nodes import NO_VALUE, Node, references, written
from generators.review.rights.clauses import ALWAYS, When, template_condition


def said(value: Node) -> str:
    """A value as text. The partition counts as AWS's own: most people write it as `aws`."""
    return written(value).replace("${!", "${").replace("${AWS::Partition}", "aws")


def alternatives(value: Node, when: When = ALWAYS) -> Iterator[tuple[When, Node]]:
    """The items of what should be a list, each with the template's conditions that it is under."""
    match value:
        case None:
            return
        case {"Fn::If": [str(name), yes, no]}:
            yield from alternatives(yes, when | template_condition(name, "true"))
            yield from alternatives(no, when | template_condition(name, "false"))
        case list():
            for item in value:
                yield from alternatives(item, when)
        case _ if value != NO_VALUE:
            yield when, value


def document(value: Node) -> Node:
    """A policy document, be it written as JSON's text."""
    if isinstance(value, dict) and "Fn::Sub" not in value:
        return value
    try:
        return json.loads(written(value))
    except ValueError:
        return value


def referred(value: Node) -> str | None:
    """The name that a value is a reference to, or takes an attribute of; None if it is none."""
    match value:
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), str()]}:
            return name
        case {"Fn::Sub": str(text)} if text.startswith("${") and text.find("}") == len(text) - 1:
            return next((name for name, _ in references(value)), None)
    return None
