"""Markdown: all that happens to one stack (or to stacks alike), folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generators.report.review.markup import code, fenced, prose, tagged
from generators.report.review.phrases import changes, counted, happens, listed, mark
from generators.report.review.values import differing, short
from generators.review.model import (
    Action,
    PropertyChange,
    ResourceChange,
    ServiceNotice,
    StackReview,
)


def details(stack: StackReview, names: Sequence[str]) -> str:
    """One folded block. `names` are the stacks to which the same happens, this one the first."""
    blocks = [
        *_alike(names),
        *(_resource(resource, stack) for resource in stack.resources),
        *_others(stack.others),
        *(_values(where, changed) for where, changed in stack.values.items()),
        *_services([one for one in stack.services if one.what != "nothing"]),
    ]
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    summary = f"<summary>{tagged(stack.stack)}{more}: {changes(stack)}</summary>"
    return "\n\n".join((f"<details>{summary}", *blocks, "</details>"))


def worth_folding(stack: StackReview) -> bool:
    """Whether there is more to tell of the stack than its row in the table does."""
    return any((stack.resources, stack.others, stack.values, stack.services))


def _alike(names: Sequence[str]) -> Iterator[str]:
    if len(names) > 1:
        every = listed([code(name, 80) for name in names], 400)
        yield f"The same in {counted(len(names), 'stack')}: {every}. Shown is {code(names[0], 80)}."


def _resource(resource: ResourceChange, stack: StackReview) -> str:
    what = happens(resource)
    shown = f"**{what}**" if "replaced" in what or "removed" in what else what
    only = _only(resource.environments, stack.environments)
    because = resource.because if what != "new revision" else ()
    why = (
        f": {prose('; '.join((*because, *resource.refused)))}"
        if because or resource.refused
        else ""
    )
    head = f"**{code(resource.logical_id)}** {code(resource.type)} {shown}{only}{why}"
    return "\n\n".join((head, *_list(resource.properties, resource)))


def _others(changed: Sequence[PropertyChange]) -> Iterator[str]:
    if changed:
        yield "\n\n".join(("**Parameters, outputs and the like**", *_list(changed)))


def _values(where: Sequence[str], changed: Sequence[PropertyChange]) -> str:
    names = listed([code(name, 60) for name in where])
    return "\n\n".join(
        (f"**Values of parameters**{f' in {names}' if names else ''}", *_list(changed))
    )


def _services(services: Sequence[ServiceNotice]) -> Iterator[str]:
    if services:
        lines = []
        for service in services:
            only = f" in {listed([code(e, 60) for e in service.environments])}"
            why = f": {prose('; '.join(service.because))}" if service.because else ""
            where = only if service.environments else ""
            lines.append(f"- {code(service.logical_id)}: {prose(service.what)}{where}{why}")
        yield "\n".join(("**What runs will notice**", "", *lines))


def _only(environments: Sequence[str], reached: Sequence[str]) -> str:
    """Where something happens, unless that is wherever the stack changes."""
    if not environments or set(environments) == set(reached):
        return ""
    return f" only in {listed([code(name, 60) for name in environments])}"


def _list(
    changed: Sequence[PropertyChange], resource: ResourceChange | None = None
) -> Iterator[str]:
    """Changes as items of a list; what wants lines stands between them as blocks."""
    added = resource is not None and resource.action is Action.ADDED
    items: list[str] = []
    for change in changed:
        items.append(_item(change, mark(change, resource), added=added))
        if short(change) is None:
            yield "\n".join(items)
            yield fenced(differing(change), "diff")
            items = []
    if items:
        yield "\n".join(items)


def _item(change: PropertyChange, marked: str, *, added: bool) -> str:
    does = f" (**{marked}**)" if marked else ""
    path = code(change.path)
    if change.follows:
        return f"- {path} follows {listed([code(name, 80) for name in change.follows])}{does}"
    match short(change):
        case None:
            return f"- {path}{does}:"
        case None, str(new) if added:
            return f"- {path}: {code(new)}"
        case None, str(new):
            return f"- {path}: not set → {code(new)}{does}"
        case str(old), None:
            return f"- {path}: {code(old)} → not set{does}"
        case str(old), str(new):
            return f"- {path}: {code(old)} → {code(new)}{does}"
    return f"- {path}{does}"
