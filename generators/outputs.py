"""What an output will be, as far as its template tells: an id of a certain kind, or a list of such.

Only what is certain is told; the types are those of CloudFormation's parameters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_REF = {
    "AWS::EC2::SecurityGroup": "AWS::EC2::SecurityGroup::Id",
    "AWS::EC2::Subnet": "AWS::EC2::Subnet::Id",
    "AWS::EC2::VPC": "AWS::EC2::VPC::Id",
}
"""What `Ref` of a resource gives, by its type."""

_LIST = re.compile(r"List<(.+)>")


def output_type(template: Mapping[str, Any], output: str) -> str | None:
    """The parameter type that the output's value is of; None where that is not known."""
    return _type(template, template["Outputs"][output]["Value"])


def fits(found: str | None, wanted: str) -> bool:
    """Whether an output of the one type may fill a parameter of the other."""
    known = (*_REF.values(), *(f"List<{kind}>" for kind in _REF.values()))
    if found not in known or not (wanted in known or wanted in ("Number", "List<Number>")):
        return True
    return wanted in (found, f"List<{found}>")


def _type(template: Mapping[str, Any], value: object) -> str | None:
    match value:
        case {"Ref": str(name)} if name in template["Resources"]:
            return _REF.get(template["Resources"][name]["Type"])
        case {"Ref": str(name)} if name in template.get("Parameters", {}):
            return str(template["Parameters"][name]["Type"])
        case {"Fn::GetAtt": [_, "GroupId"]}:
            return "AWS::EC2::SecurityGroup::Id"
        case {"Fn::Join": [",", {"Ref": str()} as whole]}:
            return _type(template, whole)
        case {"Fn::Join": [",", [first, *_]]}:
            item = _type(template, first)
            return f"List<{item}>" if item and not _LIST.match(item) else None
    return None
