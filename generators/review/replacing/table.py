"""What AWS's documentation says of replacements that the schemas of resource types do not.

Rows for the properties of which only some changes replace a resource, and for those where the
documentation and the schema differ.
"""

from __future__ import annotations

from generators.review.replacing import holding, naming, refusing, running
from generators.review.replacing.row import Change, Row

ROWS = (
    *running.network(),
    *running.groups(),
    *running.services(),
    *holding.tables(),
    *holding.databases(),
    *naming.names_in_dns(),
    *refusing.refused(),
)
"""Every row; the first of a property that fits a change counts."""


def _by_property() -> dict[tuple[str, str], tuple[Row, ...]]:
    found: dict[tuple[str, str], tuple[Row, ...]] = {}
    for one in ROWS:
        key = (one.type, one.name)
        found[key] = (*found.get(key, ()), one)
    return found


_ROWS = _by_property()


def row(type_: str, change: Change) -> Row | None:
    """The row that counts for a change; None where the schema says all there is to say."""
    rows = _ROWS.get((type_, change.name), ())
    return next((one for one in rows if one.when(change)), None)
