"""What each status that CloudFormation has for a stack means to a deploy."""

from __future__ import annotations

from enum import Enum

from generators.deploy.cloud import StackState


class Standing(Enum):
    """How a stack stands before something is done to it."""

    ABSENT = "there is no such stack"
    HOLLOW = "it has a name and no resources, and takes no update"
    READY = "it can be updated"
    BUSY = "CloudFormation is at work on it"
    STUCK = "a person must look at it first"


_STANDINGS = {
    "REVIEW_IN_PROGRESS": Standing.HOLLOW,  # a first change set that nobody has executed
    "ROLLBACK_COMPLETE": Standing.HOLLOW,  # the first creation failed and was undone
    "CREATE_COMPLETE": Standing.READY,
    "UPDATE_COMPLETE": Standing.READY,
    "UPDATE_ROLLBACK_COMPLETE": Standing.READY,
    "IMPORT_COMPLETE": Standing.READY,
    "IMPORT_ROLLBACK_COMPLETE": Standing.READY,
    "DELETE_COMPLETE": Standing.ABSENT,
}

_DELETE = "nothing is deleted unasked: look at what it holds, then `make delete {options}`"

_CURES = {
    "CREATE_FAILED": _DELETE,
    "ROLLBACK_FAILED": _DELETE,
    "DELETE_FAILED": "remove what holds its resources, then `make delete {options}`",
    "UPDATE_ROLLBACK_FAILED": "cure what the rollback stumbled over, then"
    " `aws cloudformation continue-update-rollback --stack-name {name}`",
    "UPDATE_FAILED": "`aws cloudformation rollback-stack --stack-name {name}`, then deploy again",
}

# What has these is on its way out, or never came to be: its parameters and outputs are not to be
# built upon.
_LEAVING = {"DELETE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS"}


def standing(state: StackState | None) -> Standing:
    """How a stack stands; one with a status that is not known here wants a person."""
    if state is None:
        return Standing.ABSENT
    if state.status in _STANDINGS:
        return _STANDINGS[state.status]
    return Standing.BUSY if state.status.endswith("_IN_PROGRESS") else Standing.STUCK


def has_values(state: StackState | None) -> bool:
    """Whether the stack's parameters and outputs are there to be used."""
    return standing(state) not in {Standing.ABSENT, Standing.HOLLOW} and (
        state is not None and state.status not in _LEAVING
    )


def cure(state: StackState, environment: str, stack: str) -> str:
    """What to do about a stack that is STUCK; `stack` is its name in `params/`."""
    text = _CURES.get(state.status, "look at {name} in the CloudFormation console")
    return text.format(name=state.name, options=f"ENV={environment} STACK={stack} CONFIRM=yes")
