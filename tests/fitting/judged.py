"""What is said of projects of a cluster and some services."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from generators import params, proof, render
from generators.errors import Complaint
from generators.fitting import Concern, Fitting, fitting
from tests.projects import IMAGE, write

ENVIRONMENTS = "local: {emulator: true, account: 000000000000, region: eu-west-1}\n"
SUBNETS = "subnet-7f885626,subnet-7f885627"
VALUES = {
    "VpcId": "vpc-1f2d3c4b",
    "SubnetID": SUBNETS,
    "PublicSubnetID": SUBNETS,
    "ImageId": IMAGE,
    "MaxSize": 2,
}


def cluster(spec: Mapping[str, Any] = MappingProxyType({}), **values: Any) -> str:
    """The file of a cluster; JSON is YAML too, and every key has its line."""
    given = {**VALUES, **values}
    if "load_balancer" not in spec:
        del given["PublicSubnetID"]
    instances = spec.get("instances", {})
    if instances is None:
        del given["ImageId"], given["MaxSize"]
    elif instances.get("gpu"):
        given["ImageId"] = IMAGE.replace("al2023-ami-ecs", "gpu/al2023-ami-ecs-gpu")
    elif instances.get("architecture") == "arm64":
        given["ImageId"] = IMAGE.replace("al2023-ami", "arm64/al2023-ami").replace(
            "x86_64", "arm64"
        )
    return _text({"kind": "cluster", "spec": {**spec}, "parameters": given})


def service(spec: Mapping[str, Any] = MappingProxyType({}), **others: Any) -> str:
    """The file of a service on the cluster `main`, of one container if the spec has none."""
    whole = {"containers": [container()], **spec}
    return _text({"kind": "service", "parent": "main", "spec": whole, **others})


def container(**keys: Any) -> dict[str, Any]:
    """A small container."""
    return {"name": "app", "image": "example/app:1", "cpu": 10, "memory": 100, **keys}


def _text(data: Mapping[str, Any]) -> str:
    return json.dumps(data, indent=1)


def judged(folder: Path, *, environments: str = ENVIRONMENTS, **files: str) -> Fitting:
    """What is said of the project, of which nothing else may be said."""
    root = write(folder, environments=environments, **files)
    project = params.read(root)
    assert not project.complaints, project.complaints
    templates, unbuilt = render.build_all(project)
    found = fitting(project, templates)
    rest = [*unbuilt, *proof.prove(project, templates, explained=found.explained)]
    assert not rest, rest
    return found


def messages(found: Fitting) -> list[str]:
    """The complaints' files, keys and messages, and the concerns' after them."""
    said: list[Complaint | Concern] = [*found.complaints, *found.concerns]
    return [f"{one.file} {one.key}: {one.message}" for one in said]
