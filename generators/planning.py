"""Which steps a deploy into one environment takes: a Plan, made without a single call to AWS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from generators.constraints import problem
from generators.errors import NoValue, UserError, did_you_mean
from generators.model import (
    Assignment,
    Environment,
    EnvVar,
    First,
    Joined,
    OutputOf,
    Plan,
    Step,
    Value,
)
from generators.params.yaml12 import STACK_NAME
from generators.references import number_problem
from generators.render import as_text
from generators.values import literals_in, parts_of
from generators.wiring import Wiring


def plan(wiring: Wiring, environ: Mapping[str, str], *, only: str | None = None) -> Plan:
    """The steps for the wiring's environment, or the one step for the stack `only`.

    `environ` is the process environment that `!Env` reads. Raises UserError for an unknown stack,
    NoValue for a variable that is not set and has no alternative.
    """
    bare = outline(wiring, environ, only=only)
    names = stack_names(wiring, environ)
    steps = (
        replace(step, parameters=_parameters(wiring, step.stack, names, environ))
        for step in bare.steps
    )
    return replace(bare, steps=tuple(steps))


def outline(wiring: Wiring, environ: Mapping[str, str], *, only: str | None = None) -> Plan:
    """The same steps without their parameters, for whoever gives none: status, outputs."""
    environment = wiring.project.environment(wiring.environment)
    names = stack_names(wiring, environ)
    if only is not None and only not in names:
        raise UserError(
            f"STACK={only} is no stack of {environment.name}{did_you_mean(only, names)}"
        )
    chosen = [name for name in wiring.order() if only in (None, name)]
    steps = (
        Step(
            stack=name,
            name=names[name],
            template=as_text(wiring.templates[name]),
            parameters={},
            tags=environment.tags,
            needs=frozenset(names[need] for need in wiring.needs[name] if need in chosen),
        )
        for name in chosen
    )
    prefixed = replace(environment, prefix=prefix_of(environment, environ))
    return Plan(environment=prefixed, steps=tuple(steps))


def discreet(wiring: Wiring, environ: Mapping[str, str], *, only: str | None = None) -> Plan:
    """The outline, and what is known of the values that must not be told: delete, cancel.

    CloudFormation may quote them. Nothing fails for want of one: it was given when it was deployed.
    """
    bare = outline(wiring, environ, only=only)
    names = stack_names(wiring, environ)
    steps = (
        replace(
            step,
            parameters={
                name: replace(assignment, value=_settle(assignment.value, names, environ))
                for name, assignment in wiring.assignments[step.stack].items()
                if assignment.no_echo
            },
        )
        for step in bare.steps
    )
    return replace(bare, steps=tuple(steps))


def stack_names(wiring: Wiring, environ: Mapping[str, str]) -> dict[str, str]:
    """CloudFormation's name for each stack of the environment."""
    prefix = prefix_of(wiring.project.environment(wiring.environment), environ)
    return {name: stack_name(prefix, name) for name in wiring.stacks}


def prefix_of(environment: Environment, environ: Mapping[str, str]) -> str:
    """The prefix of stack names, as text. Raises NoValue when its variable is not set."""
    options = environment.prefix.options if isinstance(environment.prefix, First) else ()
    for option in options or (environment.prefix,):
        match option:
            case str():
                return option
            case EnvVar(name) if environ.get(name):
                return environ[name]
    variables = [part.name for part in parts_of(environment.prefix) if isinstance(part, EnvVar)]
    raise NoValue(
        f"environment {environment.name} has no prefix for its stacks' names: "
        f"{' and '.join(variables) or 'its value'} is not set",
        advice=f"give it on make's command line: {variables[0]}=…" if variables else None,
    )


def stack_name(prefix: str, stack: str) -> str:
    """CloudFormation's name for a stack of `params/`. Raises UserError if it is not allowed."""
    name = f"{prefix}{stack}"
    if not STACK_NAME.fullmatch(name):
        raise UserError(
            f"{name!r} is no name for a stack; allowed: 1 to 128 letters, digits and dashes, "
            "a letter first"
        )
    return name


def _parameters(
    wiring: Wiring, stack: str, names: Mapping[str, str], environ: Mapping[str, str]
) -> dict[str, Assignment]:
    found: dict[str, Assignment] = {}
    for name, assignment in wiring.assignments[stack].items():
        value = _settle(assignment.value, names, environ)
        if isinstance(value, EnvVar):
            raise NoValue(
                f"parameter {name} of {stack} has no value: {value.name} is not set",
                advice=f"give it on make's command line: {value.name}=…",
            )
        declared = wiring.parameters(stack)[name]
        for literal in literals_in(value):
            said = problem(declared, literal, shown=not assignment.no_echo)
            if not assignment.no_echo:
                said = said or number_problem(wiring.stacks[stack], name, literal)
            if said:
                raise NoValue(f"parameter {name} of {stack} {said}")
        found[name] = replace(assignment, value=value)
    values = {name: assignment.value for name, assignment in found.items()}
    for name, said in wiring.said_by_the_kind(wiring.stacks[stack], values):
        raise NoValue(f"parameter {name} of {stack}: {said}")
    return found


def _settle(value: Value, names: Mapping[str, str], environ: Mapping[str, str]) -> Value:
    """The value with variables put in and stacks under CloudFormation's names.

    A variable that is not set is left in place, for whoever has to say what was tried.
    """
    match value:
        case EnvVar(variable):
            return environ.get(variable) or value
        case OutputOf(stack, output):
            return OutputOf(names.get(stack, stack), output)
        case First(options):
            return _first(tuple(_settle(option, names, environ) for option in options))
        case Joined(items):
            return Joined(tuple(_settle(item, names, environ) for item in items))
    return value


def _first(options: tuple[Value, ...]) -> Value:
    """Just a text, where that is what it will be; where all variables are unset, one of them."""
    for option in options:
        if isinstance(option, EnvVar):
            continue
        return option if isinstance(option, str) else First(options)
    return options[0]
