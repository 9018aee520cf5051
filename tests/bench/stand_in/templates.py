"""What CloudFormation reads in a template: parameters, outputs, and what a change touches."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.bench.stand_in.wire import Refusal

Template = Mapping[str, Any]
Texts = Mapping[str, str]

RESOLVED = "ami-0123456789abcdef0"
"""What every SSM parameter stands for."""


def parsed(body: str) -> Template:
    """The template; only JSON is understood here."""
    try:
        found: Template = json.loads(body)
    except ValueError as error:
        raise invalid("Template format error: unsupported structure.") from error
    if not found.get("Resources"):
        raise invalid("Template format error: At least one Resources member must be defined.")
    return found


def invalid(message: str) -> Refusal:
    """CloudFormation has one code for most of what it does not take."""
    return Refusal("ValidationError", message)


def values(template: Template, given: Sequence[Texts], before: Texts) -> dict[str, str]:
    """The value of every parameter that the template declares."""
    declared = template.get("Parameters", {})
    said = {one["ParameterKey"]: one for one in given}
    unknown = [name for name in said if name not in declared]
    if unknown:
        raise invalid(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    found = {name: _value(name, declared[name], said.get(name, {}), before) for name in declared}
    missing = [name for name, value in found.items() if value is None]
    if missing:
        raise invalid(f"Parameters: [{', '.join(missing)}] must have values")
    return {name: value for name, value in found.items() if value is not None}


def _value(name: str, declared: Template, said: Texts, before: Texts) -> str | None:
    if said.get("UsePreviousValue") == "true":
        if name not in before:
            raise invalid(
                f"Invalid input for parameter key {name}. Cannot specify usePreviousValue as true"
                " for a parameter key not in the previous template"
            )
        return before[name]
    default = declared.get("Default")
    return said.get("ParameterValue", None if default is None else str(default))


def shown(template: Template, have: Texts) -> list[dict[str, str]]:
    """The parameters as DescribeStacks shows them."""
    return [_shown(name, template["Parameters"][name], value) for name, value in have.items()]


def _shown(name: str, declared: Template, value: str) -> dict[str, str]:
    if str(declared.get("NoEcho", "")).lower() == "true":
        return {"ParameterKey": name, "ParameterValue": "****"}
    one = {"ParameterKey": name, "ParameterValue": value}
    if str(declared["Type"]).startswith("AWS::SSM::Parameter::Value"):
        return {**one, "ResolvedValue": RESOLVED}
    return one


def outputs(stack: str, template: Template, have: Texts) -> list[dict[str, str]]:
    """The outputs: a parameter's value where that is what is put out, else a made-up text."""
    return [
        {"OutputKey": key, "OutputValue": _put_out(f"{stack}-{key}", one.get("Value"), have)}
        for key, one in template.get("Outputs", {}).items()
    ]


def _put_out(made_up: str, value: Any, have: Texts) -> str:
    match value:
        case str():
            return value
        case {"Ref": str(name)} if name in have:
            return have[name]
        case {"Fn::Join": [str(), {"Ref": str(name)}]} if name in have:
            return have[name]
    return made_up


def capabilities(template: Template) -> list[str]:
    """What somebody has to say yes to, for the template."""
    iam = [one for one in template["Resources"].values() if one["Type"].startswith("AWS::IAM::")]
    named = any({"RoleName", "PolicyName"} & one.get("Properties", {}).keys() for one in iam)
    return ["CAPABILITY_NAMED_IAM"] if named else ["CAPABILITY_IAM"] if iam else []


def changes(old: Template, new: Template, moved: set[str]) -> Iterator[dict[str, Any]]:
    """What a change set says of each resource; `moved` are parameters of another value."""
    before, after = old["Resources"], new["Resources"]
    for name in after.keys() | before.keys():
        if name not in before:
            yield _change("Add", name, after[name])
        elif name not in after:
            yield _change("Remove", name, before[name])
        elif before[name] != after[name] or moved & set(_refs(after[name])):
            yield {**_change("Modify", name, after[name]), "Replacement": "False"}


def _change(action: str, name: str, resource: Template) -> dict[str, Any]:
    return {"Action": action, "LogicalResourceId": name, "ResourceType": resource["Type"]}


def _refs(value: Any) -> Iterator[str]:
    """Every name that is referred to, and some texts besides."""
    match value:
        case {"Ref": str(name)}:
            yield name
        case {"Fn::Sub": str(text)}:
            yield from (part.partition("}")[0] for part in text.split("${")[1:])
        case Mapping():
            for one in value.values():
                yield from _refs(one)
        case list():
            for one in value:
                yield from _refs(one)
