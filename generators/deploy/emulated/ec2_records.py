"""What EC2 keeps and ministack would forget: records in the shape in which the API shows them.

They lie in ministack's own tables; their tags lie where it keeps all tags.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any
from uuid import uuid4

from ministack.services import ec2

from generators.deploy.emulated.registry import Properties
from generators.deploy.emulated.services import call
from generators.deploy.emulated.wire import Params, Refused

Table = MutableMapping[str, Params]


def new_id(prefix: str) -> str:
    """A new resource's id."""
    return f"{prefix}-{uuid4().hex[:17]}"


def put(table: Table, name: str, record: Params, params: Params) -> Params:
    """Lay down a new record with the tags of its creation; give it as the API shows it."""
    table[name] = record
    tags = [tag for one in params.get("TagSpecifications") or () for tag in one["Tags"]]
    if tags:
        ec2._tags[name] = tags
    return shown(name, record)


def shown(name: str, record: Params) -> Params:
    """A record with the tags that it has now."""
    return {**record, "Tags": ec2._tags.get(name, [])}


def chosen(table: Table, names: Iterable[str] | None, filters: Iterable[Params] | None) -> Any:
    """The records of these names (of all, if there are none) that pass the filters."""
    wanted = set(names or ())
    found = [shown(name, one) for name, one in table.items() if not wanted or name in wanted]
    return [one for one in found if all(_passes(one, each) for each in filters or ())]


def take(table: Table, name: str) -> Params:
    """Remove a record and its tags."""
    ec2._tags.pop(name, None)
    return table.pop(name)


def tags(kind: str, properties: Properties) -> Params:
    """The tags of a resource's properties as a creation's parameter."""
    given = [
        {"Key": one["Key"], "Value": str(one["Value"])} for one in properties.get("Tags") or ()
    ]
    return {"TagSpecifications": [{"ResourceType": kind, "Tags": given}]} if given else {}


def retag(name: str, old: Properties, new: Properties) -> None:
    """Bring a resource's tags from the old properties' to the new ones'."""
    after = [{"Key": one["Key"], "Value": str(one["Value"])} for one in new.get("Tags") or ()]
    keys = {one["Key"] for one in after}
    if gone := [{"Key": one["Key"]} for one in old.get("Tags") or () if one["Key"] not in keys]:
        call("ec2", "DeleteTags", Resources=[name], Tags=gone)
    if after:
        call("ec2", "CreateTags", Resources=[name], Tags=after)


def _passes(record: Params, wanted: Mapping[str, Any]) -> bool:
    """Most filters are named after the member that they look at."""
    name, values = wanted["Name"], wanted.get("Values") or ()
    here = {tag["Key"]: tag["Value"] for tag in record["Tags"]}
    if name == "tag-key":
        return any(key in values for key in here)
    if name.startswith("tag:"):
        return here.get(name[4:]) in values
    member = "".join(part.title() for part in name.split("-"))
    for prefix in ("", "VpcEndpoint"):
        if member.startswith(prefix) and member.removeprefix(prefix) in record:
            return record[member.removeprefix(prefix)] in values
    if member in record:
        return record[member] in values
    raise Refused("InvalidParameterValue", f"The filter '{name}' is invalid")
