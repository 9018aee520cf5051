"""Imports go one way, as the pipeline does."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.projects import ROOT

LAYERS = (
    {
        "errors",
        "model",
        "files",
        "constraints",
        "linked_roles",
        "outputs",
        "regions",
        "resource_schemas",
        "secrecy",
        "stateful",
        "values",
    },
    {"parts"},
    {"stacks"},
    {"params"},
    {"reference"},
    {"overriding", "render", "lint", "scaffold", "rights", "pinning"},
    {"wiring"},
    {"threads"},
    {"overview", "picture"},
    {"references"},
    {"proof"},
    {"fitting"},
    {"review"},
    {"planning", "variables"},
    {"deploy"},
    {"report"},
    {"verbs"},
    {"__main__"},
)
NETWORK = {"boto3", "botocore", "ministack"}
MODULES = sorted((ROOT / "generators").rglob("*.py"))


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield from (f"{module}.{alias.name}" for alias in names)


def _layer(part: str) -> int:
    return next(i for i, layer in enumerate(LAYERS) if part in layer)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_a_module_imports_only_what_comes_before_it(path: Path) -> None:
    own = path.relative_to(ROOT / "generators").parts[0].removesuffix(".py")
    if own == "__init__":
        return
    for name in _imports(ast.parse(path.read_text())):
        top, _, rest = name.partition(".")
        if top == "generators":
            part = rest.partition(".")[0]
            assert part == own or _layer(part) <= _layer(own), f"{own} imports {name}"
            assert part == own or _layer(part) < _layer(own) or own in LAYERS[0] | LAYERS[5]
        if top in NETWORK:
            assert own == "deploy", f"{own} imports {name}"
        if top in {"troposphere", "awacs"}:
            assert own in {"parts", "stacks"}, f"{own} imports {name}"


def test_only_verbs_print_and_the_report_by_the_console_that_it_is_given() -> None:
    for path in MODULES:
        calls = (n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call))
        if any(isinstance(c.func, ast.Name) and c.func.id == "print" for c in calls):
            assert path.relative_to(ROOT / "generators").parts[0] in {"__main__.py", "verbs"}


HEAVY = {"cfnlint", "rich", "ministack", "asyncio"}
LATER = {
    f"generators.deploy.{name}"
    for name in ("engine", "cloud", "cloudformation", "ecs", "protecting", "diagnose")
}
"""What a deploy wants only when its credentials are known to be good."""


def _loaded(modules: set[str], *arguments: str) -> tuple[list[str], str]:
    """Which of the modules a run has loaded by its end, and what it says on standard error."""
    code = (
        f"import sys; from generators.__main__ import main; main({list(arguments)});"
        f"print(sorted(set({sorted(modules)}) & set(sys.modules)))"
    )
    environ = {name: text for name, text in os.environ.items() if not name.startswith("AWS_")}
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        environ[name] = os.devnull
    found = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**environ, "AWS_EC2_METADATA_DISABLED": "true"},
        capture_output=True,
        text=True,
        check=True,
    )
    return ast.literal_eval(found.stdout), found.stderr


def test_check_loads_neither_boto3_nor_cfn_lint() -> None:
    assert _loaded(HEAVY | {"boto3", "botocore"}, "check")[0] == []


def test_deploy_loads_no_more_before_its_first_call_than_that_takes() -> None:
    loaded, said = _loaded(HEAVY | LATER, "deploy", "--env", "production")
    assert "no usable AWS credentials" in said
    assert loaded == []
