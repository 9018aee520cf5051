"""What each status that CloudFormation has for a stack means to a deploy.

`docs/statuses.md` tells the same to people; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from generators.deploy.cloud import StackState


class Standing(Enum):
    """How a stack stands before something is done to it."""

    ABSENT = "there is no such stack"
    HOLLOW = "it has a name and no resources, and takes no update"
    READY = "it can be updated"
    BUSY = "CloudFormation is at work on it"
    STUCK = "a person must look at it first"


@dataclass(frozen=True, kw_only=True)
class Status:
    """One status: how a stack with it stands, and what helps where a person must look at it.

    `leaves` marks what is on its way out, or never came to be: its parameters and outputs are not
    to be built upon. `cure` has `{options}` for make's variables and `{name}` for the stack.
    """

    standing: Standing
    meaning: str
    cure: str = ""
    leaves: bool = False


_DELETE = "nothing is deleted unasked: look at what it holds, then `make delete {options}`"
_GO_BACK = "then `make continue-rollback {options}`, then deploy again"
_CONSOLE = "look at {name} in the CloudFormation console"


def _busy(meaning: str, *, leaves: bool = False) -> Status:
    return Status(standing=Standing.BUSY, meaning=meaning, leaves=leaves)


def _ready(meaning: str) -> Status:
    return Status(standing=Standing.READY, meaning=meaning)


def _stuck(meaning: str, cure: str) -> Status:
    return Status(standing=Standing.STUCK, meaning=meaning, cure=cure)


def _hollow(meaning: str) -> Status:
    return Status(standing=Standing.HOLLOW, meaning=meaning)


STATUSES = {
    "REVIEW_IN_PROGRESS": _hollow("a first change set that nobody has executed"),
    "CREATE_IN_PROGRESS": _busy("it is being created"),
    "CREATE_COMPLETE": _ready("it was created"),
    "CREATE_FAILED": _stuck("it was created in part and not rolled back", _DELETE),
    "ROLLBACK_IN_PROGRESS": _busy("its first creation failed and is being undone", leaves=True),
    "ROLLBACK_COMPLETE": _hollow("its first creation failed and was undone"),
    "ROLLBACK_FAILED": _stuck("its first creation failed and could not be undone", _DELETE),
    "UPDATE_IN_PROGRESS": _busy("it is being updated"),
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": _busy(
        "it is updated, its outputs are final, and what was replaced is being removed"
    ),
    "UPDATE_COMPLETE": _ready("it was updated"),
    "UPDATE_FAILED": _stuck(
        "its update failed and was not rolled back",
        f"cure what failed or leave it, {_GO_BACK}",
    ),
    "UPDATE_ROLLBACK_IN_PROGRESS": _busy("its update failed and is being undone"),
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": _busy(
        "its update was undone, and what that had made is being removed"
    ),
    "UPDATE_ROLLBACK_COMPLETE": _ready("its update failed and was undone"),
    "UPDATE_ROLLBACK_FAILED": _stuck(
        "its update failed and could not be undone",
        f"cure what the rollback stumbled over, {_GO_BACK}",
    ),
    "DELETE_IN_PROGRESS": _busy("it is being deleted", leaves=True),
    "DELETE_COMPLETE": Status(standing=Standing.ABSENT, meaning="it is gone"),
    "DELETE_FAILED": _stuck(
        "it could not be deleted as a whole",
        "remove what holds its resources, then `make delete {options}`",
    ),
    "IMPORT_IN_PROGRESS": _busy("resources are being imported into it"),
    "IMPORT_COMPLETE": _ready("resources were imported into it"),
    "IMPORT_ROLLBACK_IN_PROGRESS": _busy("an import failed and is being undone"),
    "IMPORT_ROLLBACK_COMPLETE": _ready("an import failed and was undone"),
    "IMPORT_ROLLBACK_FAILED": _stuck("an import failed and could not be undone", _CONSOLE),
}
"""Every status that CloudFormation has for a stack."""

WELL = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE", "DELETE_COMPLETE"})
"""How an operation ends well."""

FINAL = "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"
"""An update that can no longer fail: whoever takes the stack's outputs may go on."""

TELLING = tuple(sorted(STATUSES.keys() - WELL))
"""The statuses that tell how an operation goes: one that has begun and has none of them is done."""

_UNKNOWN = Status(standing=Standing.STUCK, meaning="", cure=_CONSOLE)


def busy(status: str) -> bool:
    """Whether CloudFormation is at work on a stack with that status."""
    known = STATUSES.get(status)
    return known.standing is Standing.BUSY if known else status.endswith("_IN_PROGRESS")


def standing(state: StackState | None) -> Standing:
    """How a stack stands; one with a status that is not known here wants a person."""
    if state is None:
        return Standing.ABSENT
    if busy(state.status):
        return Standing.BUSY
    return STATUSES.get(state.status, _UNKNOWN).standing


def has_values(state: StackState | None) -> bool:
    """Whether the stack's parameters and outputs are there to be used."""
    if state is None or standing(state) in {Standing.ABSENT, Standing.HOLLOW}:
        return False
    return not STATUSES.get(state.status, _UNKNOWN).leaves


def cure(state: StackState, environment: str, stack: str) -> str:
    """What to do about a stack that is STUCK; `stack` is its name in `params/`."""
    text = STATUSES.get(state.status, _UNKNOWN).cure
    options = f"ENV={environment} STACK={stack}"
    return text.format(name=state.name, options=options)
