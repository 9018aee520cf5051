from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader

from generators.deploy.models import hasten
from tests.projects import ROOT


def _asked_for() -> set[str]:
    """Every service that something in deploy/ makes a client of."""
    found = set()
    for path in (ROOT / "generators" / "deploy").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(
                    func=ast.Attribute(attr="client" | "create_client"),
                    args=[ast.Constant(value=str(service)), *_],
                ):
                    found.add(service)
    return found


@pytest.fixture
def loader() -> Any:
    session = botocore.session.Session()
    hasten(session)
    return session.get_component("data_loader")


@pytest.mark.parametrize("type_name", ["service-2", "endpoint-rule-set-1"])
@pytest.mark.parametrize("service", sorted(_asked_for()))
def test_a_model_is_what_botocore_reads_itself(loader: Any, service: str, type_name: str) -> None:
    assert loader.load_service_model(service, type_name) == Loader().load_service_model(
        service, type_name
    )


def test_so_are_the_endpoints(loader: Any) -> None:
    assert loader.load_data_with_path("endpoints") == Loader().load_data_with_path("endpoints")


def test_a_service_that_nobody_knows_stays_unknown(loader: Any) -> None:
    with pytest.raises(UnknownServiceError):
        loader.load_service_model("no-such-service", "service-2")


def test_models_of_ones_own_are_found_as_ever(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "ours" / "2026-01-01").mkdir(parents=True)
    (tmp_path / "ours" / "2026-01-01" / "service-2.json").write_text(json.dumps({"a": 1}))
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
    session = botocore.session.Session()
    hasten(session)
    assert session.get_component("data_loader").load_service_model("ours", "service-2") == {"a": 1}
