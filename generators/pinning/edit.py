"""One value of a params file in place of another: every other byte of the file stays.

The text is cut where YAML's parser says that the value stands, and read again: if anything but that
value came out otherwise, nothing is changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from generators.errors import ParamsError, UserError
from generators.params import yaml12
from generators.params.files import form_of_stack_file
from generators.params.yaml12 import Path, dotted


@dataclass(frozen=True, kw_only=True)
class Edited:
    """A file's new text, and the line in which the value now stands."""

    text: str
    line: int


class _CannotEdit(Exception):
    """Why there is no line to change or to add: `why`, and where it would have been."""

    def __init__(self, why: str, line: int) -> None:
        super().__init__(why)
        self.why, self.line = why, line


def put(file: str, text: str, path: Path, value: str) -> Edited:
    """The text of a stack's file with that value at the path; other data and comments stay.

    A value that is there must be a text in one line; one that is not is added, at the top level
    alone. Raises ParamsError for a text that cannot be read, UserError, with the line to write by
    hand, for one that cannot be changed so.
    """
    before = yaml12.parse(file, text, form=form_of_stack_file)
    if before.complaints:
        raise ParamsError(before.complaints)
    try:
        edited = _edited(text, path, value)
        after = yaml12.parse(file, edited, form=form_of_stack_file)
        if after.complaints or after.data != _with(before.data, path, value):
            raise _CannotEdit("more than this value would change", before.lines.get(path[:1], 1))
    except _CannotEdit as error:
        raise UserError(
            f"{file}:{error.line}: {dotted(path)} cannot be set here: {error.why}",
            advice=f"nothing was changed; write it by hand: {path[-1]}: {value}",
        ) from error
    return Edited(text=edited, line=after.lines[path])


def _edited(text: str, path: Path, value: str) -> str:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if found := _find(root, path):
        return _replaced(text, found[1], value)
    if parameters := _find(root, path[:-1]):
        return _inserted(text, *parameters, f"{path[-1]}: {value}")
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise _CannotEdit("the file is written in braces", 1)
    indent = " " * root.value[0][0].start_mark.column
    end = "" if text.endswith("\n") else _line_end(text)
    lines = (f"{indent}{path[-2]}:", f"{indent}  {path[-1]}: {value}")
    return text + end + "".join(line + _line_end(text) for line in lines)


def _find(node: yaml.Node | None, path: Path) -> tuple[yaml.Node, yaml.Node] | None:
    """The nodes of the key and of the value at the path."""
    found = None
    for step in path:
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        found = next((pair for pair in pairs if pair[0].value == step), None)
        if found is None:
            return None
        node = found[1]
    return found


def _replaced(text: str, node: yaml.Node, value: str) -> str:
    start, end = node.start_mark.index, node.end_mark.index
    written, line = text[start:end], node.start_mark.line + 1
    if written.startswith("&"):
        raise _CannotEdit("it has an anchor, and what refers to it would change too", line)
    quote = written[:1] if written[:1] in ("'", '"') else ""
    if not written or written[0] in "!|>[{*" or len(written.splitlines()) != 1:
        raise _CannotEdit("it is no text in one line", line)
    return f"{text[:start]}{quote}{value}{quote}{text[end:]}"


def _inserted(text: str, key: yaml.Node, mapping: yaml.Node, entry: str) -> str:
    """The entry in a line of its own, right below the mapping's key and like its first one."""
    at = text.find("\n", key.end_mark.index) + 1
    if not isinstance(mapping, yaml.MappingNode) or mapping.flow_style or not at:
        raise _CannotEdit("parameters are written in braces", key.start_mark.line + 1)
    indent = " " * mapping.value[0][0].start_mark.column
    return f"{text[:at]}{indent}{entry}{_line_end(text)}{text[at:]}"


def _line_end(text: str) -> str:
    """How the file's lines end, as far as the first one tells."""
    return "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"


def _with(data: Mapping[str, Any], path: Path, value: str) -> Any:
    """The data with that value at the path, whether or not there was one."""
    step, *rest = path
    inner = _with(data.get(str(step), {}), tuple(rest), value) if rest else value
    return {**data, str(step): inner}
