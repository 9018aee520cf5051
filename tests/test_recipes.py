"""The recipes, as they stand on their page: generated, linted, deployed, updated, deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from generators.deploy import deletion, emulator, engine
from generators.deploy.events import StackFinished
from generators.deploy.guard import allowing
from generators.deploy.session import Connection, connect
from generators.deploy.terms import Terms
from generators.lint import lint
from generators.model import Environment
from generators.planning import plan
from generators.render import as_text
from tests.projects import ROOT, load, shipped, wire

PAGE = (ROOT / "docs/recipes.md").read_text()


@dataclass(frozen=True)
class Recipe:
    """A heading of the page and the files below it."""

    title: str
    files: dict[str, str]

    def project(self, folder: Path) -> Path:
        """The shipped project with these files."""
        return shipped(folder, **self.files)


def _recipes() -> Iterator[Recipe]:
    for part in PAGE.split("\n## ")[1:]:
        blocks = re.findall(r"```yaml\n# params/([a-z-]+)\.yaml\n(.*?)```", part, re.DOTALL)
        yield Recipe(title=part.split("\n")[0], files=dict(blocks))


RECIPES = list(_recipes())


def test_there_are_eight_recipes_and_each_has_a_service() -> None:
    assert len(RECIPES) == 8
    for recipe in RECIPES:
        assert sum("kind: service" in text for text in recipe.files.values()) == 1


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("checkout")
    yield folder
    emulator.stop(folder)


@pytest.fixture(scope="module")
def aws(checkout: Path) -> Connection:
    local = Environment(name="local", account="000000000000", region="eu-west-1", emulator=True)
    return connect(local, checkout)


@pytest.fixture(autouse=True)
def nothing_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a failing recipe has deployed is gone before the next."""
    yield
    if "aws" in request.fixturenames:
        client = request.getfixturevalue("aws").client("cloudformation")
        for stack in client.describe_stacks()["Stacks"]:
            client.delete_stack(StackName=stack["StackName"])


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.title)
def test_a_recipe_is_generated_and_linted(recipe: Recipe, tmp_path: Path) -> None:
    _, templates, complaints = load(recipe.project(tmp_path))
    assert list(map(str, complaints)) == []
    files = {name: as_text(template) for name, template in templates.items()}
    assert list(map(str, lint(files, ["eu-west-1"]))) == []


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.title)
def test_a_recipe_is_deployed_updated_and_deleted(
    recipe: Recipe, tmp_path: Path, aws: Connection
) -> None:
    wiring = wire(recipe.project(tmp_path))
    cloud = aws.cloud()
    (service,) = (name for name, text in recipe.files.items() if "kind: service" in text)
    for version, outcome in (("1", "created"), ("2", "updated")):
        ended = engine.deploy(
            plan(wiring, {"VERSION": version}), cloud, lambda _: None, allowing(()), Terms()
        )
        ends = {end.stack: end for end in ended.ended}
        assert ended.ok, ended
        found = ends[service]
        assert isinstance(found, StackFinished) and found.outcome == outcome
    todo = plan(wiring, {"VERSION": "2"})
    assert deletion.delete(todo, cloud, lambda _: None, Terms()).ok
    assert aws.client("cloudformation").describe_stacks()["Stacks"] == []
