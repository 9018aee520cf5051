"""What CloudFormation takes in which status of a stack; what it says otherwise, as we hear it."""

from __future__ import annotations

from typing import NoReturn

from botocore.exceptions import ClientError

from generators.deploy.aws_errors import said_of
from generators.deploy.cloud import StackState

UPDATES = frozenset(
    {
        *("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"),
        *("IMPORT_COMPLETE", "IMPORT_ROLLBACK_COMPLETE"),
        *("CREATE_FAILED", "UPDATE_FAILED"),
    }
)
"""Where an update may begin; the last two are of operations that were not to be rolled back."""

ROLLBACK_STACK = frozenset({"CREATE_FAILED", "UPDATE_FAILED"})
CONTINUE_UPDATE_ROLLBACK = frozenset({"UPDATE_ROLLBACK_FAILED"})


def update(stack: StackState) -> None:
    """CreateChangeSet and ExecuteChangeSet."""
    if stack.status not in UPDATES:
        refused(stack.name, f"Stack:{stack.id} is in {stack.status} state and can not be updated.")


def delete(stack: StackState) -> None:
    """DeleteStack: a creation may be cut short by it, an update may not."""
    if stack.protected:
        why = "while TerminationProtection is enabled"
        refused(stack.name, f"Stack [{stack.id}] cannot be deleted {why}")
    if stack.status.startswith(("UPDATE_", "IMPORT_")) and stack.status.endswith("_IN_PROGRESS"):
        refused(stack.name, f"Stack [{stack.id}] cannot be deleted while in status {stack.status}")


def cancel(stack: StackState) -> None:
    """CancelUpdateStack."""
    if stack.status != "UPDATE_IN_PROGRESS":
        refused(stack.name, "CancelUpdateStack cannot be called from current stack status")


def roll_back(known: StackState, stack: StackState) -> None:
    """RollbackStack or ContinueUpdateRollback, whichever the adapter takes for what is `known`."""
    half_way = known.status == "UPDATE_FAILED"
    if stack.status not in (ROLLBACK_STACK if half_way else CONTINUE_UPDATE_ROLLBACK):
        what = "be rolled back" if half_way else "continue its update's rollback"
        refused(stack.name, f"Stack:{stack.id} is in {stack.status} state and can not {what}.")


def refused(stack: str, text: str, code: str = "ValidationError") -> NoReturn:
    """CloudFormation's no, as the adapter makes it ours."""
    answer = {
        "Error": {"Code": code, "Message": text},
        "ResponseMetadata": {"HTTPStatusCode": 400},
    }
    with said_of(stack):
        raise ClientError(answer, "call")
    raise AssertionError
