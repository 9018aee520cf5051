"""The template that comes of a service's spec, and short ways to its parts."""

from __future__ import annotations

import json
from typing import Any

from generators.stacks import KINDS

SERVICE = KINDS["service"]
WEB = {"name": "web", "image": "web:1", "memory": 128, "cpu": 64}
FARGATE = {"capacity": [{"provider": "fargate"}], "cpu": 256, "memory": 512}
BARE = {"name": "web", "image": "web:1"}


class Made:
    """One service, made of a spec that nothing can be said against."""

    def __init__(self, **spec: Any) -> None:
        said = json.dumps({"containers": [WEB], **spec})
        self.spec = SERVICE.Spec.model_validate_json(said)
        assert [*SERVICE.faults(self.spec)] == []
        self.template: dict[str, Any] = SERVICE.template(self.spec).to_dict()

    def __getitem__(self, logical_id: str) -> Any:
        return self.template["Resources"][logical_id]["Properties"]

    @property
    def task(self) -> Any:
        return self["taskdefinition"]

    @property
    def container(self) -> Any:
        return self.task["ContainerDefinitions"][0]

    def policies(self, role: str) -> list[Any]:
        return [*self[role].get("Policies", ())]


def container(**more: Any) -> Any:
    """The definition that comes of the one container of a task."""
    return Made(containers=[{**WEB, **more}]).container
