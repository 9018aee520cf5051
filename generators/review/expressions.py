"""Values of a template in one form: scalars as text, text with references as one `Fn::Sub`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from generators.review import functions
from generators.review.nodes import NO_VALUE, VARIABLE, Node


@dataclass(frozen=True, kw_only=True)
class Expressions:
    """What the values of a template come to.

    `values` are those of its parameters, `either` chooses between the branches of an If, and `find`
    looks a value up in a mapping.
    """

    values: Mapping[str, Node]
    either: Callable[[str, Node, Node], Node]
    find: Callable[[list[Any]], Node]

    def node(self, said: Node) -> Node:
        """A value of the template, evaluated."""
        match said:
            case None | str():
                return said
            case dict():
                return self._mapping(said)
            case list():
                items = [self.node(item) for item in said]
                return [item for item in items if item != NO_VALUE]
            case bool():
                return "true" if said else "false"
            case int() | float():
                return str(said)
        raise TypeError(f"{said!r} is nothing of JSON's")

    def _mapping(self, said: Mapping[str, Any]) -> Node:
        if len(said) == 1:
            ((name, inner),) = said.items()
            if name == "Ref" or name.startswith("Fn::"):
                return self._function(name, inner)
        found = {key: self.node(inner) for key, inner in said.items()}
        return {key: inner for key, inner in found.items() if inner != NO_VALUE}

    def _function(self, name: str, inner: Node) -> Node:
        match name, inner:
            case "Ref", str(parameter):
                return self.values.get(parameter, {"Ref": parameter})
            case "Fn::GetAtt", str(dotted):
                return {"Fn::GetAtt": dotted.split(".", 1)}
            case "Fn::If", [str(condition), yes, no]:
                return self.either(condition, self.node(yes), self.node(no))
            case "Fn::Sub", str(text):
                return self._sub(text, {})
            case "Fn::Sub", [str(text), dict(variables)]:
                return self._sub(text, {k: self.node(v) for k, v in variables.items()})
            case "Fn::FindInMap", [_, _, _]:
                return self.find(inner)
        return functions.computed(name, self.node(inner))

    def _sub(self, text: str, variables: Mapping[str, Node]) -> Node:
        pieces: list[Node] = []
        at = 0
        for match in VARIABLE.finditer(text):
            pieces.append(text[at : match.start()])
            at = match.end()
            literal, name = match[1], match[2].strip()
            pieces.append(f"${{{name}}}" if literal else self._variable(name, variables))
        return functions.text([*pieces, text[at:]])

    def _variable(self, name: str, variables: Mapping[str, Node]) -> Node:
        if name in variables:
            return variables[name]
        if name in self.values:
            return self.values[name]
        resource, dot, attribute = name.partition(".")
        return {"Fn::GetAtt": [resource, attribute]} if dot else {"Ref": name}
