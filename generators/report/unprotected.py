"""What was changed by hand of the protection of stacks, and what puts it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console
from rich.text import Text

from generators.deploy.lapses import Lapse
from generators.deploy.protection import lifting
from generators.model import Environment

_POLICIES = {
    "none": "it has no stack policy",
    "another": "its stack policy is not the one that a deploy sets",
}


def lapses(
    console: Console, environment: Environment, stacks: Mapping[str, str], found: Sequence[Lapse]
) -> None:
    """Each stack that is not protected as a deploy leaves it; `stacks` has names in params/."""
    if not found:
        console.print(Text("protection: as a deploy leaves it", style="green"))
    for one in found:
        console.print(
            Text(f"{one.stack}: ", style="bold").append(_verdict(one), style="not bold red")
        )
        for line in _cures(one, environment, stacks[one.stack]):
            console.print(f"  {line}")


def _verdict(one: Lapse) -> str:
    said = [
        "it has no termination protection" if not one.kept else "",
        _POLICIES.get(one.policy, ""),
        f"its stack policy is not known: {one.failure}" if one.failure else "",
    ]
    return ", and ".join(filter(None, said))


def _cures(one: Lapse, environment: Environment, stack: str) -> Iterator[str]:
    """A deploy sets both where termination protection is off, else only with a change."""
    deploy = f"make deploy ENV={environment.name} STACK={stack}"
    if not one.kept:
        yield f"{deploy} puts {'it' if one.policy == 'ours' else 'both'} in place again"
    elif one.policy != "not known":
        yield "the next deploy that changes the stack sets the policy; to have it now:"
        yield f"  {lifting(one.stack, environment.region)}"
        yield f"  {deploy}"
