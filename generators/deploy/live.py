"""What the deployed stacks have to give: outputs, and the values of their own parameters."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from generators.deploy.cloud import StackState
from generators.deploy.statuses import FINAL, busy, has_values
from generators.errors import nearest
from generators.model import OutputOf, Value


@dataclass(frozen=True, kw_only=True)
class Text:
    """A value that is known; `source` is the text or object that it came from."""

    # Either may be a secret, so neither shows up in a log or a traceback.
    text: str = field(repr=False)
    source: Value = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The parameter keeps what the stack has; `text` is that, `****` where it is NoEcho."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Later:
    """The value will be known once these stacks are deployed."""

    stacks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Missing:
    """There is no value: a reason for each thing that was tried, and what would have helped.

    `variables` are those that are not set, `stacks` those that are not deployed.
    """

    reasons: tuple[str, ...]
    variables: tuple[str, ...] = ()
    stacks: tuple[str, ...] = ()


Found = Text | Kept | Later | Missing


def has_to_settle(state: StackState | None) -> bool:
    """Whether somebody is at work on the stack and may yet change its outputs.

    What is on its way out is nothing to wait for.
    """
    return has_values(state) and state is not None and busy(state.status) and state.status != FINAL


def settling(states: Mapping[str, StackState | None]) -> frozenset[str]:
    """The names of all of them."""
    return frozenset(name for name, state in states.items() if has_to_settle(state))


@dataclass(frozen=True, kw_only=True)
class Live:
    """The stacks as they are: `states` has them by CloudFormation's names, None for no stack.

    `later` names the stacks that will have been deployed, or are at rest again, by the time their
    outputs are wanted; with `as_is`, an output that such a stack has today is taken for what it
    will be.
    """

    states: Mapping[str, StackState | None] = field(repr=False)
    later: Collection[str] = ()
    as_is: bool = False

    def stack(self, name: str) -> StackState | None:
        """The stack as far as it is known."""
        return self.states.get(name)

    def output(self, wanted: OutputOf) -> Found:
        """The output of that stack, or why there is none."""
        late = wanted.stack in self.later
        if late and not self.as_is:
            return Later(stacks=(wanted.stack,))
        state = self.stack(wanted.stack)
        outputs = state.outputs if state and has_values(state) else {}
        absent = () if has_values(state) else (wanted.stack,)
        if wanted.output in outputs:
            return Text(text=outputs[wanted.output], source=wanted)
        if late:
            return Later(stacks=(wanted.stack,))
        return Missing(reasons=(_no_output(wanted, state),), stacks=absent)

    def previous(self, stack: str, parameter: str) -> Found:
        """What the deployed stack has for the parameter, or why there is nothing."""
        state = self.stack(stack)
        if state is None or not has_values(state):
            return Missing(reasons=(f"{stack} is not deployed, so there is no previous value",))
        if parameter not in state.parameters:
            return Missing(reasons=(f"the deployed {stack} has no parameter {parameter}",))
        return Kept(text=state.parameters[parameter])


def _no_output(wanted: OutputOf, state: StackState | None) -> str:
    if state is None:
        return f"there is no stack {wanted.stack} to take the output {wanted.output} from"
    if not has_values(state):
        return f"{wanted.stack} is {state.status} and has no output {wanted.output} to give"
    there = f"it has {', '.join(sorted(state.outputs))}" if state.outputs else "it has none"
    near = nearest(wanted.output, state.outputs)
    meant = f"; did you mean {near}?" if near else ""
    return f"{wanted.stack} has no output {wanted.output}; {there}{meant}"
