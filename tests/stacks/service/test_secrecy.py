from __future__ import annotations

import json
from typing import Any

import pytest

from tests.stacks.service.made import SERVICE, WEB


@pytest.mark.parametrize(
    "given",
    [
        {"environment": {"DB_PASSWORD": "hunter2"}},
        {"environment": {"URL": "postgres://web:hunter2@db/web"}},
        {"environment": {"TOKEN": "hunter2"}, "secrets": {"TOKEN": "ssm:/web/token"}},
        {"command": ["--url=amqp://web:hunter2@queue"]},
        {"docker_labels": {"url": "https://web:hunter2@db/"}},
    ],
)
def test_a_secret_in_the_open_is_complained_of_and_never_repeated(given: dict[str, Any]) -> None:
    said = json.dumps({"containers": [{**WEB, **given}]})
    messages = [message for _, message in SERVICE.faults(SERVICE.Spec.model_validate_json(said))]
    assert messages
    assert "hunter2" not in " ".join(messages)
