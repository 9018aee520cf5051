"""Late values become what the API takes: once, just before their step.

What can be known before the first change is proved before it, for the whole plan at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generators.deploy.cloud import Argument
from generators.deploy.live import Found, Kept, Later, Live, Missing, Text
from generators.errors import NoValue
from generators.model import EnvVar, First, Joined, OutputOf, Plan, Previous, Step, Value

Complaints = Sequence[tuple[Step, str, Missing]]
"""What has no value: a step, the name of one of its parameters, and why."""


def sources(step: Step) -> set[str]:
    """The names of all stacks that the step's values may come from, its own among them."""
    found = {step.name}
    for assignment in step.parameters.values():
        found |= _stacks(assignment.value)
    return found


def _stacks(value: Value) -> set[str]:
    match value:
        case OutputOf(stack=stack):
            return {stack}
        case First(options=values) | Joined(items=values):
            return {stack for one in values for stack in _stacks(one)}
    return set()


def find(step: Step, parameter: str, live: Live) -> Found:
    """The value of one parameter, as far as it is known now."""
    return _find(step.parameters[parameter].value, step.name, parameter, live)


def resolve(step: Step, live: Live) -> dict[str, Argument]:
    """Every parameter of the step as the API takes it, or `NoValue` with all that is missing."""
    arguments: dict[str, Argument] = {}
    complaints: list[tuple[Step, str, Missing]] = []
    for name in step.parameters:
        match find(step, name, live):
            case Text(text=text):
                arguments[name] = text
            case Kept():
                arguments[name] = Previous()
            case Later(stacks=stacks):
                late = f"{' and '.join(stacks)} must be deployed first"
                complaints.append((step, name, Missing(reasons=(late,), stacks=stacks)))
            case Missing() as missing:
                complaints.append((step, name, missing))
    _refuse(complaints)
    return arguments


def prove(plan: Plan, live: Live) -> None:
    """Raise `NoValue` for all parameters of the plan that cannot have a value; change nothing.

    `live.later` must name the plan's own stacks.
    """
    found = (
        (step, name, find(step, name, live)) for step in plan.steps for name in step.parameters
    )
    _refuse([(step, name, one) for step, name, one in found if isinstance(one, Missing)])


def _find(value: Value, stack: str, parameter: str, live: Live) -> Found:
    match value:
        case str():
            return Text(text=value, source=value)
        case EnvVar(name=name):
            return Missing(reasons=(f"the variable {name} is not set",), variables=(name,))
        case Previous():
            return live.previous(stack, parameter)
        case OutputOf():
            return live.output(value)
        case First(options=options):
            return _first(_find(option, stack, parameter, live) for option in options)
        case Joined(items=items) if any(map(_keeps, items)):
            # The API keeps a previous value whole or not at all, and masks it where it is NoEcho.
            return Missing(reasons=("a previous value cannot be one item of a list",))
        case Joined(items=items):
            return _joined(value, [_find(item, stack, parameter, live) for item in items])


def _keeps(value: Value) -> bool:
    return isinstance(value, Previous) or (
        isinstance(value, First) and any(map(_keeps, value.options))
    )


def _first(tried: Iterable[Found]) -> Found:
    """The first that has a value; what would be read from a later stack counts as one."""
    missing: list[Missing] = []
    for found in tried:
        if not isinstance(found, Missing):
            return found
        missing.append(found)
    return _both(missing)


def _joined(source: Joined, items: list[Found]) -> Found:
    missing = [item for item in items if isinstance(item, Missing)]
    if missing:
        return _both(missing)
    late = [stack for item in items if isinstance(item, Later) for stack in item.stacks]
    if late:
        return Later(stacks=tuple(dict.fromkeys(late)))
    texts = [item.text for item in items if isinstance(item, Text)]
    return Text(text=",".join(texts), source=source)


def _both(missing: list[Missing]) -> Missing:
    return Missing(
        reasons=tuple(reason for one in missing for reason in one.reasons),
        variables=tuple(name for one in missing for name in one.variables),
        stacks=tuple(name for one in missing for name in one.stacks),
    )


def _refuse(missing: Complaints) -> None:
    if not missing:
        return
    lines = [
        f"{parameter} of {step.name} has no value: {', '.join(found.reasons) or 'nothing is given'}"
        for step, parameter, found in missing
    ]
    raise NoValue("\n".join(lines), advice="; ".join(_cures(missing)))


def _cures(missing: Complaints) -> Iterator[str]:
    """What to do: deploy what is not deployed, give what is not set, else see to the files."""
    yield from dict.fromkeys(
        _deploy_first(stack, step) for step, _, found in missing for stack in found.stacks
    )
    variables = dict.fromkeys(name for *_, found in missing for name in found.variables)
    if variables:
        yield f"give {' '.join(f'{name}=…' for name in variables)}"
    rest = (step for step, _, found in missing if not (found.stacks or found.variables))
    files = dict.fromkeys(f"params/{step.stack}.yaml" for step in rest)
    if files:
        yield f"give a value in {', '.join(files)}, or set the variable named there (VERSION=…)"


def _deploy_first(stack: str, step: Step) -> str:
    """`stack`, which may be of another project, and `step` have CloudFormation's names."""
    prefix = step.name.removesuffix(step.stack)
    if not stack.startswith(prefix):
        return f"deploy {stack} first"
    ours = f"`make deploy` without STACK=, or with STACK={stack.removeprefix(prefix)}"
    return f"deploy {stack} first (where it is one of params/: {ours})"
