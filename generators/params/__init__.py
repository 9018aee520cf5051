"""`params/*.yaml` → Stacks and Environments, and every complaint about them at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generators.errors import Complaint, ParamsError, UserError, did_you_mean
from generators.model import Environment, EnvVar, First, Stack, Value
from generators.params import files, yaml12
from generators.params.complaints import validate
from generators.params.yaml12 import Document
from generators.parts.spec import Spec
from generators.stacks import KINDS

ENVIRONMENTS = "environments.yaml"


@dataclass(frozen=True, kw_only=True)
class Project:
    """What `params/` says.

    `documents` holds the file of each stack, `broken` the names of stacks whose files say too
    little to be used; `complaints` is everything found so far.
    """

    stacks: Mapping[str, Stack]
    environments: Mapping[str, Environment]
    documents: Mapping[str, Document]
    broken: frozenset[str]
    complaints: tuple[Complaint, ...]

    def environment(self, name: str) -> Environment:
        """The environment of that name; raises UserError with the ones there are."""
        if name in self.environments:
            return self.environments[name]
        raise UserError(
            f"ENV={name} is no environment of params/{ENVIRONMENTS}"
            f"{did_you_mean(name, self.environments)}"
        )

    def known(self) -> frozenset[str]:
        """The names of all stacks declared here, broken or not."""
        return frozenset(self.stacks) | self.broken


def read(root: Path) -> Project:
    """Read every file of `root/params`. What is wrong stands in the project's complaints.

    Raises UserError when there is nothing to read.
    """
    folder = root / "params"
    if not folder.is_dir():
        raise UserError("params/ does not exist here", advice="run make in the project's folder")
    environments, named, complaints = _environments(folder / ENVIRONMENTS)
    paths = [p for p in _files(folder) if p.name != ENVIRONMENTS]
    documents = {path.stem: _parse(path, files.form_of_stack_file) for path in paths}
    stacks: dict[str, Stack] = {}
    for name, document in documents.items():
        found = _stack(name, document)
        if isinstance(found, Stack):
            stacks[name] = found
        else:
            complaints += found
    for stack in list(stacks.values()):
        document = documents[stack.name]
        complaints += _unknown_environments(stack, document, named)
        if wrong := _unknown_parent(stack, document, frozenset(documents)):
            complaints.append(wrong)
            del stacks[stack.name]
    broken = frozenset(documents) - frozenset(stacks)
    return Project(
        stacks=stacks,
        environments=environments,
        documents=documents,
        broken=broken,
        complaints=(*complaints, *_misnamed(folder)),
    )


def raise_complaints(complaints: tuple[Complaint, ...]) -> None:
    """Raise ParamsError if there are any."""
    if complaints:
        raise ParamsError(complaints)


def _parse(path: Path, form: Any) -> Document:
    name = f"params/{path.name}"
    if path.exists() and not path.is_file():
        return _unread(name, 1, "is no file")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return _unread(name, line, "is not UTF-8 text")
    except OSError as error:
        return _unread(name, 1, f"cannot be read: {error.strerror}")
    return yaml12.parse(name, text, form=form)


def _unread(name: str, line: int, message: str) -> Document:
    complaint = Complaint(file=name, line=line, key="", message=message)
    return Document(name=name, data=None, lines={}, complaints=(complaint,))


def _files(folder: Path) -> list[Path]:
    """The params files; what begins with a dot is an editor's own."""
    return [path for path in sorted(folder.glob("*.yaml")) if not path.name.startswith(".")]


def _environments(
    path: Path,
) -> tuple[dict[str, Environment], frozenset[str] | None, list[Complaint]]:
    """The environments, the names of all that are declared (None if that is not known), and what is
    wrong with them.
    """
    if not path.exists():
        message = "is missing; it says where stacks are deployed"
        return {}, None, [Complaint(file=f"params/{path.name}", line=1, key="", message=message)]
    document = _parse(path, files.form_of_environments)
    complaints = list(document.complaints)
    if not isinstance(document.data, dict) or not document.data:
        what = document.complain((), "is not a mapping of environments, with one at least")
        return {}, None, complaints or [what]
    environments: dict[str, Environment] = {}
    for name, data in document.data.items():
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", name):
            message = "is no name; allowed: letters, digits, dashes, underscores, a letter first"
            complaints.append(document.complain((name,), message))
        prefix = data.get("prefix") if isinstance(data, dict) else None
        complaints += _prefix(name, prefix or "", document)
        found = validate(files.EnvironmentFile, document, (name,), data=_plain(data))
        if isinstance(found, list):
            complaints += _news(found, complaints)
            continue
        complaints += _account_of(name, found, document)
        environments[name] = Environment(name=name, **{**dict(found), "prefix": prefix or ""})
    complaints += _twins(environments, document)
    return environments, frozenset(document.data), complaints


def _twins(environments: Mapping[str, Environment], document: Document) -> Iterator[Complaint]:
    """Environments whose stacks would be the very same ones."""
    first: dict[tuple[str, str, Value], str] = {}
    for name, one in environments.items():
        twin = first.setdefault((one.account, one.region, one.prefix), name)
        if twin != name:
            message = f"has the account, region and prefix of {twin}, and so the same stacks"
            yield document.complain((name,), message)


def _prefix(name: str, prefix: Value, document: Document) -> Iterator[Complaint]:
    """What a prefix cannot be: it is known before any stack is read, and begins stacks' names."""
    options = prefix.options if isinstance(prefix, First) else (prefix,)
    for option in options:
        if not isinstance(option, str | EnvVar):
            message = "is not a text, !Env NAME, or a !First of these"
            yield document.complain((name, "prefix"), message)
        elif isinstance(option, str) and not re.fullmatch(r"([A-Za-z][A-Za-z0-9-]{0,63})?", option):
            message = f"is {option!r}; allowed: up to 64 letters, digits and dashes, a letter first"
            yield document.complain((name, "prefix"), message)


def _account_of(name: str, said: files.EnvironmentFile, document: Document) -> Iterator[Complaint]:
    """The emulator's account is no real one, so that neither can be taken for the other."""
    nobodys = "000000000000"
    if said.emulator and said.account != nobodys:
        yield document.complain((name, "account"), f"is not {nobodys}, the emulator's account")
    if not said.emulator and said.account == nobodys:
        yield document.complain((name, "account"), "is the emulator's; a real one is wanted")


def _plain(data: Any) -> Any:
    """The data with late values taken out: the reader has checked them, pydantic cannot."""
    return json.loads(json.dumps(data, default=lambda _value: ""))


def _stack(name: str, document: Document) -> Stack | list[Complaint]:
    complaints = list(document.complaints)
    if not isinstance(document.data, dict):
        return complaints or [document.complain((), "is not a mapping")]
    complaints += _said_of_environments(document)
    environments = document.data.get("environments")
    said = {**document.data}
    if isinstance(environments, dict):
        said["environments"] = {
            name: entry for name, entry in environments.items() if isinstance(entry, dict)
        }
    found = validate(files.StackFile, document, data=_plain(said))
    spec = _spec(document)
    complaints += _news(found, complaints) + _news(spec, complaints)
    if complaints or isinstance(found, list) or isinstance(spec, list) or spec is None:
        return complaints
    faults = KINDS[found.kind].faults(spec)
    complaints = [document.complain(("spec", *place), said) for place, said in faults]
    if complaints:
        return complaints
    return Stack(
        name=name,
        kind=found.kind,
        parent=found.parent,
        spec=spec,
        parameters=document.data.get("parameters", {}),
        environments={
            name: None if entry is False else entry.get("parameters", {})
            for name, entry in document.data.get("environments", {}).items()
        },
        waived=found.waive,
    )


def _news(found: object, complaints: list[Complaint]) -> list[Complaint]:
    """What a validation complains of in places that nothing was said of before."""
    said = {(complaint.line, complaint.key) for complaint in complaints}
    new = found if isinstance(found, list) else []
    return [complaint for complaint in new if (complaint.line, complaint.key) not in said]


def _said_of_environments(document: Document) -> Iterator[Complaint]:
    environments = document.data.get("environments")
    for name, entry in (environments if isinstance(environments, dict) else {}).items():
        if entry is not False and not isinstance(entry, dict):
            yield document.complain(
                ("environments", name),
                f"is {json.dumps(entry)}; allowed: false, or a mapping with parameters",
            )


def _spec(document: Document) -> Spec | list[Complaint] | None:
    """The spec by its kind's model; None when the kind is not known, which is complained of."""
    kind = document.data.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        return None
    spec = document.data.get("spec", {})
    return validate(KINDS[kind].Spec, document, ("spec",), data=_plain(spec))


def _unknown_parent(stack: Stack, document: Document, stacks: frozenset[str]) -> Complaint | None:
    others = stacks - {stack.name}
    if stack.parent is None or stack.parent in others:
        return None
    what = "is the stack itself" if stack.parent == stack.name else "is no stack of params/"
    return document.complain(
        ("parent",), f"{stack.parent} {what}{did_you_mean(stack.parent, others)}"
    )


def _unknown_environments(
    stack: Stack, document: Document, environments: frozenset[str] | None
) -> Iterator[Complaint]:
    for name in stack.environments:
        if environments is not None and name not in environments:
            yield document.complain(
                ("environments", name),
                f"is no environment of params/{ENVIRONMENTS}{did_you_mean(name, environments)}",
            )


def _misnamed(folder: Path) -> Iterator[Complaint]:
    """Files that nobody reads, and names that CloudFormation would not take."""
    for path in sorted(folder.glob("*.yml")):
        message = f"is not read; name it {path.stem}.yaml"
        yield Complaint(file=f"params/{path.name}", line=1, key="", message=message)
    by_folded: dict[str, str] = {}
    for path in _files(folder):
        twin = by_folded.setdefault(path.name.casefold(), path.name)
        if twin != path.name:
            message = f"differs from {twin} in case only; some file systems take them for one"
            yield Complaint(file=f"params/{path.name}", line=1, key="", message=message)
        if not yaml12.STACK_NAME.fullmatch(path.stem):
            message = "is no name of a stack; allowed: letters, digits and dashes, a letter first"
            yield Complaint(file=f"params/{path.name}", line=1, key="", message=message)
