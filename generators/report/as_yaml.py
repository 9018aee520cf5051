"""A template in YAML, for people: scripts stand there as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml


class _Dumper(yaml.SafeDumper):
    """PyYAML's own, to which a way to write texts is added below."""


def _text(dumper: yaml.SafeDumper, data: str) -> yaml.ScalarNode:
    style = "|" if "\n" in data else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(str, _text)


def as_yaml(template: Mapping[str, Any]) -> str:
    """The same template in YAML, with the long forms of CloudFormation's functions."""
    return str(
        yaml.dump(template, Dumper=_Dumper, sort_keys=False, width=10_000, allow_unicode=True)
    )
