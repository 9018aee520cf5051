"""The list of stacks, and what there is to say about each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generators.model import Assignment, Stack
from generators.overview.words import code, head, listed, names, row, source
from generators.render import TemplateDict, template_path
from generators.threads import Graph, Thread
from generators.wiring import Wiring

FEW = 6
"""The resources that are shown unfolded."""


def index(
    templates: Mapping[str, TemplateDict], wirings: Mapping[str, Wiring], *, linked: bool
) -> str:
    """A line for each stack: its kind, its parent and its environments."""
    lines = [head("stack", "kind", "parent", "environments")]
    for name in sorted(templates):
        stack = _stack(name, wirings)
        title = f"[{name}](#{name.lower()})" if linked else f"[{name}]({_template(name)})"
        lines.append(row(title, stack.kind, stack.parent or "", _where(stack, wirings)))
    return "".join(lines)


def section(
    name: str, graph: Graph, wirings: Mapping[str, Wiring], *, resources: bool
) -> Iterator[str]:
    """All about one stack."""
    stack = _stack(name, wirings)
    template = next(iter(wirings.values())).templates[name]
    on = f" on [{stack.parent}](#{stack.parent.lower()})" if stack.parent else ""
    yield f"\n## {name}\n\n"
    yield f"A {stack.kind}{on}, in {_where(stack, wirings)}: "
    yield f"[{_template(name)}]({_template(name)}) of [params/{name}.yaml](../params/{name}.yaml)\n"
    yield from _parameters(template, _assignments(name, wirings))
    if resources:
        yield from _resources(template["Resources"])
    yield from _outputs(list(template.get("Outputs", {})), name, graph)


def _stack(name: str, wirings: Mapping[str, Wiring]) -> Stack:
    return next(iter(wirings.values())).project.stacks[name]


def _template(name: str) -> str:
    return template_path(name).removeprefix("output/")


def _where(stack: Stack, wirings: Mapping[str, Wiring]) -> str:
    found = [environment for environment in wirings if stack.is_in(environment)]
    return listed(found) or "no environment"


def _assignments(name: str, wirings: Mapping[str, Wiring]) -> dict[str, Mapping[str, Assignment]]:
    """For each environment that has the stack, how its parameters get their values."""
    return {e: w.assignments[name] for e, w in wirings.items() if name in w.stacks}


def _parameters(
    template: TemplateDict, assigned: Mapping[str, Mapping[str, Assignment]]
) -> Iterator[str]:
    """A column for each environment, or for several that agree about every parameter."""
    declared = list(template.get("Parameters", {}))
    columns: dict[tuple[str, ...], list[str]] = {}
    for environment, found in assigned.items():
        cells = tuple(source(found.get(parameter), parameter) for parameter in declared)
        columns.setdefault(cells, []).append(environment)
    if not declared or not columns:
        return
    titles = ["value"] if len(columns) == 1 else [", ".join(some) for some in columns.values()]
    yield "\n" + head("parameter", *titles)
    for parameter, *values in zip(declared, *columns, strict=True):
        yield row(code(parameter), *values)


def _resources(resources: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    rows = [head("resource", "type")]
    rows += [row(code(name), found["Type"]) for name, found in resources.items()]
    many = len(resources) > FEW
    yield f"\n<details><summary>{len(resources)} resources</summary>\n\n" if many else "\n"
    yield from rows
    yield "\n</details>\n" if many else ""


def _outputs(outputs: Sequence[str], name: str, graph: Graph) -> Iterator[str]:
    """A row for each output and parameter that it fills, then those that nobody here reads."""
    readers: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    threads = (thread for thread in graph.threads if thread.source == name)
    for thread in sorted(threads, key=lambda thread: _place(thread, outputs)):
        key = (thread.output, thread.parameter, graph.somewhere(thread))
        readers.setdefault(key, []).append(thread.reader)
    if readers:
        yield "\n" + head("output", "fills", "of")
    for (output, parameter, only), found in readers.items():
        where = f" (in {', '.join(only)})" if only else ""
        yield row(code(output), code(parameter), names(found, "stacks") + where)
    read = {output for output, _, _ in readers}
    rest = [code(output) for output in outputs if output not in read]
    if rest:
        yield f"\nOutputs that no stack here reads: {', '.join(rest)}\n"


def _place(thread: Thread, outputs: Sequence[str]) -> tuple[int, str, str]:
    known = outputs.index(thread.output) if thread.output in outputs else len(outputs)
    return known, thread.parameter, thread.reader
