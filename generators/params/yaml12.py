"""YAML text → plain data and values, with the line of every key.

Scalars follow YAML 1.2's JSON schema: only what JSON calls a number, `true`, `false` and `null`
(or nothing, or `~`) is more than text; `010`, `1:30`, `yes` and `2015-01-01` stay as written.
Where a parameter's value is meant, every scalar stays as written, so that `1.10` is not `1.1`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import yaml

from generators.errors import Complaint, did_you_mean
from generators.model import EnvVar, First, Joined, OutputOf, Previous, Value

Path = tuple[str | int, ...]
"""The way to a place in a document: keys of mappings and indexes of lists."""

Form = Literal["data", "text", "value"]
"""How to read a place: as YAML's data, as text just as written, or as a parameter's value."""

TAGS = ("!Env", "!First", "!Output", "!Previous")

_TAGS_OF_YAML = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float", "str", "seq", "map")
)
STACK_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,127}")
"""CloudFormation's pattern for the names of stacks."""

_OUTPUT = re.compile(rf"(?P<stack>{STACK_NAME.pattern})\.(?P<output>[A-Za-z0-9]+)")
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters and halves of characters, which escapes in quotes can write."""

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class _Loader(yaml.SafeLoader):
    """PyYAML's parser, with the scalars of YAML 1.2."""


_Loader.yaml_implicit_resolvers = {}

_NUMBER = r"-?(?:0|[1-9][0-9]*)"
for _tag, _pattern, _first in (
    ("null", r"~|null|", "~n"),
    ("bool", r"true|false", "tf"),
    ("int", _NUMBER, "-0123456789"),
    ("float", rf"{_NUMBER}(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?", "-0123456789"),
):
    _starts = [*_first, ""] if _tag == "null" else [*_first]
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})$"), _starts
    )

_HINTS = {
    "mapping values are not allowed": "; is the line above indented otherwise, or a quote missing?",
    "'\\t'": "; indent with spaces, not tabs",
    "could not find expected ':'": "; a colon wants a space after it",
    "undefined alias": "; a text that begins with * or & wants quotes",
}
"""By a part of what PyYAML says, what is mostly the matter."""

_CONSTRUCT: dict[str, Callable[[str], object]] = {
    "null": lambda _text: None,
    "bool": {"true": True, "false": False}.get,
    "int": int,
    "float": float,
}


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file's data, where everything in it stands, and what was wrong already.

    `name` is the file's path from the project's root, `lines` holds a line for each path.
    """

    name: str
    data: Any
    lines: Mapping[Path, int]
    complaints: tuple[Complaint, ...]

    def complain(self, path: Path, message: str) -> Complaint:
        """A complaint about the place, or about the nearest place around it that exists."""
        nearest = path
        while nearest not in self.lines and nearest:
            nearest = nearest[:-1]
        return Complaint(
            file=self.name, line=self.lines.get(nearest, 1), key=dotted(path), message=message
        )


def dotted(path: Path) -> str:
    """The path as people write it: `spec.containers[0].memory`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def parse(name: str, text: str, *, form: Callable[[Path], Form]) -> Document:
    """Read one document.

    `form` tells how each place is to be read; only where it says `value` are the tags `!Output`,
    `!Env`, `!Previous` and `!First` understood. Nothing is raised; what is wrong stands in the
    document's complaints.
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
        if node is None:
            return _empty(name, 1, "is empty")
        reader = _Reader(name, form)
        data = reader.read(node, ())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problem = str(error.problem or error.context)
        hint = next((hint for part, hint in _HINTS.items() if part in problem), "")
        return _empty(name, line, f"is not YAML: {problem}{hint}")
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return _empty(name, line, f"is not YAML: it has the character U+{error.character:04X}")
    except RecursionError:
        return _empty(name, 1, "is nested too deeply")
    return Document(name=name, data=data, lines=reader.lines, complaints=tuple(reader.complaints))


def _empty(name: str, line: int, message: str) -> Document:
    complaint = Complaint(file=name, line=line, key="", message=message)
    return Document(name=name, data=None, lines={}, complaints=(complaint,))


class _Reader:
    """Walks the nodes of one document once; collects lines and complaints on the way."""

    def __init__(self, name: str, form: Callable[[Path], Form]) -> None:
        self.name = name
        self.form = form
        self.lines: dict[Path, int] = {}
        self.complaints: list[Complaint] = []
        self._around: list[yaml.Node] = []

    def read(self, node: yaml.Node, path: Path) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode) and _NO_TEXT.search(node.value):
            self._wrong(node, path, "holds a character that is no text")
            return None
        if any(node is outer for outer in self._around):
            self._wrong(node, path, "refers to itself")
            return None
        self._around.append(node)
        try:
            match self.form(path):
                case "value":
                    return self._value(node, path)
                case "text":
                    return self._text(node, path)
                case "data":
                    return self._data(node, path)
        finally:
            self._around.pop()

    def _data(self, node: yaml.Node, path: Path) -> Any:
        if node.tag not in _TAGS_OF_YAML:
            self._wrong(node, path, f"has the tag {node.tag}; only values of parameters take tags")
            return None
        match node:
            case yaml.MappingNode():
                return {
                    key: self.read(value, (*path, key)) for key, value in self._pairs(node, path)
                }
            case yaml.SequenceNode():
                return [self.read(item, (*path, i)) for i, item in enumerate(node.value)]
        kind = node.tag.rpartition(":")[2]
        if kind == "null" and not node.value:
            cure = "write its value ({} where it needs none), or take it out"
            self._wrong(node, path, f"has nothing after it; {cure}")
            return None
        try:
            return _CONSTRUCT.get(kind, str)(node.value)
        except ValueError:
            self._wrong(node, path, f"is no {kind}")
            return None

    def _text(self, node: yaml.Node, path: Path) -> str | None:
        if (
            isinstance(node, yaml.ScalarNode)
            and node.tag in _TAGS_OF_YAML
            and (node.value or node.style in ("'", '"'))
        ):
            return str(node.value)
        self._wrong(node, path, "is not a text")
        return None

    def _pairs(self, node: yaml.MappingNode, path: Path) -> Iterator[tuple[str, yaml.Node]]:
        """Each key once, with its value; a key given twice is a complaint."""
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode) or _NO_TEXT.search(key.value):
                self._wrong(key, path, "has a key that is no text")
            elif key.value in seen:
                self.complaints.append(
                    Complaint(
                        file=self.name,
                        line=line,
                        key=dotted((*path, key.value)),
                        message=f"is given twice, first in line {seen[key.value]}",
                    )
                )
            else:
                seen[key.value] = self.lines[(*path, key.value)] = line
                yield key.value, value

    def _value(self, node: yaml.Node, path: Path) -> Value | None:
        match node.tag, node:
            case "!First", yaml.SequenceNode() if node.value:
                return First(tuple(self._items(node, path)))
            case "!Previous", yaml.ScalarNode() if not node.value:
                return Previous()
            case "!Output", yaml.ScalarNode() if m := _OUTPUT.fullmatch(node.value):
                return OutputOf(m["stack"], m["output"])
            case "!Env", yaml.ScalarNode() if _VARIABLE.fullmatch(node.value):
                return EnvVar(str(node.value))
            case tag, yaml.SequenceNode() if tag in _TAGS_OF_YAML:
                return Joined(tuple(self._items(node, path)))
            case tag, yaml.ScalarNode() if tag in _TAGS_OF_YAML and not tag.endswith(":null"):
                return str(node.value)
        self._wrong(node, path, _why_no_value(node))
        return None

    def _items(self, node: yaml.SequenceNode, path: Path) -> Iterator[Value]:
        for i, item in enumerate(node.value):
            self.lines[(*path, i)] = item.start_mark.line + 1
            if (value := self._value(item, (*path, i))) is not None:
                yield value

    def _wrong(self, node: yaml.Node, path: Path, message: str) -> None:
        line = node.start_mark.line + 1
        self.complaints.append(
            Complaint(file=self.name, line=line, key=dotted(path), message=message)
        )


def _why_no_value(node: yaml.Node) -> str:
    match node.tag:
        case tag if tag.rstrip(",]") != tag:
            return f"has the tag {tag}: inside […] a tag takes the comma; write one item a line"
        case "!First":
            return (
                "is a !First of nothing; its options stand below it, one a line, each after a dash"
            )
        case "!Previous":
            return "is a !Previous with something after it; it stands alone"
        case "!Output":
            return f"is the !Output {node.value!r}; one is written !Output stack.Key"
        case "!Env":
            return f"is the !Env {node.value!r}; one is written !Env NAME"
        case tag if tag.endswith(":null"):
            return 'has no value; an empty text is written ""'
        case tag if tag in _TAGS_OF_YAML:
            return "is a mapping; a value is text, a number, true, false or a list"
        case tag:
            return f"has the unknown tag {tag}{did_you_mean(tag, TAGS)}"
