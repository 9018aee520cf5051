"""Which events belong to which operation, by what CloudFormation tells of a stack in real life."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from generators.deploy.cloud import StackEvent
from generators.deploy.operations import operations

AT = datetime(2020, 1, 1, tzinfo=UTC)
CREATED = ["CREATE_IN_PROGRESS", "R CREATE_COMPLETE", "CREATE_COMPLETE"]
UPDATING = ["UPDATE_IN_PROGRESS", "R UPDATE_IN_PROGRESS"]
UPDATED = [*UPDATING, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "R DELETE_COMPLETE", "UPDATE_COMPLETE"]
BACK = [
    *("UPDATE_ROLLBACK_IN_PROGRESS", "R UPDATE_COMPLETE"),
    *("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE"),
]
NOT_BACK = ["UPDATE_ROLLBACK_IN_PROGRESS", "R UPDATE_FAILED", "UPDATE_ROLLBACK_FAILED"]


def _event(text: str, token: str = "", stack: str = "id") -> StackEvent:
    """`R UPDATE_FAILED` is an event of a resource, `N …` of a nested stack, others of the stack."""
    name, _, status = text.rpartition(" ")
    return StackEvent(
        id="",
        logical_id=name or "web",
        physical_id={"": stack, "N": "another-id"}.get(name, "r"),
        type="AWS::ECS::Service" if name == "R" else "AWS::CloudFormation::Stack",
        status=status,
        reason="",
        at=AT,
        token=token,
    )


def _statuses(told: list[StackEvent]) -> list[list[str]]:
    """The operations of events that happened in this order, the last one last."""
    found = [*operations(("id", event) for event in reversed(told))]
    prefixes = {"R": "R ", "N": "N "}
    return [
        [prefixes.get(one.logical_id, "") + one.status for one in operation]
        for operation in reversed(found)
    ]


@pytest.mark.parametrize(
    "happened",
    [
        [CREATED],
        [CREATED, UPDATED, UPDATED],
        [CREATED, [*UPDATING, *BACK]],
        [[*CREATED[:2], "ROLLBACK_IN_PROGRESS", "R DELETE_COMPLETE", "ROLLBACK_COMPLETE"]],
        [["REVIEW_IN_PROGRESS"]],
        [["REVIEW_IN_PROGRESS"], CREATED],
        [["CREATE_IN_PROGRESS", "CREATE_FAILED"], ["ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE"]],
        [CREATED, [*UPDATING, *NOT_BACK], BACK],
        [CREATED, [*UPDATING, "UPDATE_FAILED"], BACK, UPDATED],
        [CREATED, [*UPDATING, *NOT_BACK], NOT_BACK, UPDATING[:1]],
        [CREATED, ["DELETE_IN_PROGRESS", "DELETE_FAILED"], ["DELETE_IN_PROGRESS"]],
        [["CREATE_IN_PROGRESS", "R CREATE_FAILED", "DELETE_IN_PROGRESS", "DELETE_COMPLETE"]],
        [
            CREATED,
            ["IMPORT_IN_PROGRESS", "IMPORT_ROLLBACK_IN_PROGRESS", "IMPORT_ROLLBACK_COMPLETE"],
        ],
        [[*CREATED[:1], "N CREATE_IN_PROGRESS", "N CREATE_COMPLETE", "CREATE_COMPLETE"], UPDATED],
        [["R UPDATE_COMPLETE", "UPDATE_COMPLETE"], UPDATED],
        [["R UPDATE_IN_PROGRESS"]],
    ],
)
def test_an_operation_is_what_lies_between_two_ends_of_the_stack_itself(
    happened: list[list[str]],
) -> None:
    assert _statuses([_event(text) for one in happened for text in one]) == happened


def test_a_cancel_belongs_to_what_it_cancels_though_its_token_is_another() -> None:
    told = [
        *[_event(text, "create") for text in CREATED],
        *[_event(text, "update") for text in UPDATING],
        *[_event(text, "cancel") for text in BACK],
    ]
    assert _statuses(told) == [CREATED, [*UPDATING, *BACK]]


def test_a_nested_stack_that_goes_back_with_its_parent_goes_on_with_the_same_operation() -> None:
    done = ["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"]
    told = [_event(text, "parents") for text in [*done, *BACK]]
    assert _statuses([*map(_event, CREATED), *told]) == [CREATED, [*done, *BACK]]


def test_a_stack_of_the_same_name_that_is_gone_is_no_part_of_it() -> None:
    def told() -> Iterator[tuple[str, StackEvent]]:
        yield from (("new", _event(text, stack="new")) for text in reversed(CREATED))
        yield "old", _event("DELETE_COMPLETE", stack="old")
        raise AssertionError("it reads on")

    (found,) = operations(told())
    assert [event.status for event in found] == [text.split()[-1] for text in CREATED]


def test_no_more_is_read_than_the_end_of_the_operation_before() -> None:
    def told() -> Iterator[tuple[str, StackEvent]]:
        yield from (("id", _event(text)) for text in reversed(UPDATED))
        yield "id", _event("CREATE_COMPLETE")
        raise AssertionError("it reads on")

    assert len(next(operations(told()))) == len(UPDATED)


def test_of_nothing_comes_nothing() -> None:
    assert [*operations([])] == []
