"""Tables and databases: which changes replace them."""

from __future__ import annotations

from collections.abc import Iterator

from generators.review.model import Replacement
from generators.review.nodes import Node
from generators.review.replacing.row import DOCS, Change, Row, page

_MODIFY_DB = f"{DOCS}/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html"
_DATABASE = "AWS::RDS::DBInstance"
_UPDATE_TABLE = f"{DOCS}/amazondynamodb/latest/APIReference/API_UpdateTable.html"


def tables() -> Iterator[Row]:
    """DynamoDB tables."""
    table = "AWS::DynamoDB::Table"
    yield Row(
        type=table,
        name="AttributeDefinitions",
        words="an attribute gets another type",
        when=_another_attribute_type,
        replacement=Replacement.YES,
        why="the type of an attribute cannot change",
        page=page(table),
    )
    for name in ("KeySchema", "LocalSecondaryIndexes"):
        yield Row(
            type=table,
            name=name,
            words="more than its order",
            when=lambda one: _sorted(one.old) != _sorted(one.new),
            replacement=Replacement.YES,
            why=f"{name} of a table cannot change in place",
            page=_UPDATE_TABLE,
        )


def databases() -> Iterator[Row]:
    """RDS databases."""
    yield from _in_place()
    yield from _restored()
    yield from _watched()


def _in_place() -> Iterator[Row]:
    for name in (
        "AutoMinorVersionUpgrade",
        "BackupRetentionPeriod",
        "DBParameterGroupName",
        "MultiAZ",
        "PreferredMaintenanceWindow",
    ):
        yield Row(
            type=_DATABASE,
            name=name,
            replacement=Replacement.NO,
            why=f"{name} is changed in place, some changes with an interruption",
            page=_MODIFY_DB,
        )


def _restored() -> Iterator[Row]:
    yield Row(
        type=_DATABASE,
        name="DBSnapshotIdentifier",
        words="to another one",
        when=lambda one: isinstance(one.new, str) and one.is_known and one.new != one.old,
        replacement=Replacement.YES,
        why="a new database is restored from another snapshot and the old one deleted",
        page=page(_DATABASE),
    )
    yield Row(
        type=_DATABASE,
        name="DBSnapshotIdentifier",
        words="removed",
        when=lambda one: one.old is not None and one.new is None,
        replacement=Replacement.YES,
        why="without its snapshot an empty database is made and the old one deleted",
        page=page(_DATABASE),
    )


def _watched() -> Iterator[Row]:
    yield Row(
        type=_DATABASE,
        name="PerformanceInsightsKMSKeyId",
        words="removed",
        when=lambda one: one.new is None,
        replacement=Replacement.NO,
        why="the key may be left out",
        page=page(_DATABASE),
    )
    yield Row(
        type=_DATABASE,
        name="PerformanceInsightsKMSKeyId",
        words="given, or another one",
        replacement=Replacement.MAYBE,
        why="another key for Performance Insights replaces the database",
        page=page(_DATABASE),
    )


def _another_attribute_type(change: Change) -> bool:
    old, new = _types(change.old), _types(change.new)
    return any(old[name] != new[name] for name in old.keys() & new.keys())


def _types(definitions: Node) -> dict[str, str]:
    some = definitions if isinstance(definitions, list) else []
    return {str(one.get("AttributeName")): str(one.get("AttributeType")) for one in some}


def _sorted(items: Node) -> list[str]:
    return sorted(str(item) for item in items) if isinstance(items, list) else [str(items)]
