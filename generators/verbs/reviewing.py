"""`make review`: what a change would replace, grant, open or lose, before anybody deploys it."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from generators.errors import ParamsError, UserError, did_you_mean
from generators.verbs.project import ROOT, proved

if TYPE_CHECKING:
    from generators.render import TemplateDict
    from generators.review.history import Base
    from generators.review.model import Review, Topic
    from generators.review.sides import Reading

FORMATS = ("terminal", "markdown", "json")
"""How a review can be written."""

FAILING = ("replace", "rights", "exposure", "protection", "threads", "left")
"""What FAIL_ON= can name."""


def review(options: Namespace) -> int:
    """Show what a change would replace, grant, open or lose."""
    topics = _topics(options.fail_on)
    form = _one_of("FORMAT", options.format or FORMATS[0], FORMATS)
    base, found, notes = _compared(options.base)
    for note in notes:
        print(note, file=sys.stderr)
    _show(found, base.name, form, notes)
    return _verdict(found, topics)


def _compared(name: str) -> tuple[Base, Review, tuple[str, ...]]:
    """The working tree compared with the base, and why that may not be what a deploy would do."""
    from concurrent.futures import ProcessPoolExecutor

    from generators.review import history, sides
    from generators.review.gathering import review as compare

    base = history.base(ROOT, name)
    with ProcessPoolExecutor(max_workers=1) as beside:
        wrong = beside.submit(_of_tree)  # takes as long as the comparison: on a core of its own
        after = sides.reading(ROOT)
        before = sides.reading_of_commit(ROOT, base.commit, after.side.environments)
        if not after.project.environments:
            after = sides.reading(ROOT, before.side.environments)
        found = compare(before.side, after.side)
        notes = (*_of_name(name, base, found), *_of_base(base, before), *wrong.result())
    return base, found, notes


def _of_name(name: str, base: Base, found: Review) -> Iterator[str]:
    from generators.review import history

    if not name and base.name == "HEAD" and not found.stacks:
        yield (
            f"there is no {history.DEFAULT} here: only what is not committed is compared; "
            "BASE=… names another base"
        )


def _of_base(base: Base, before: Reading) -> Iterator[str]:
    if before.complaints:
        first = min(before.complaints)
        yield (
            f"params/ of {base.name} are not all understood today, so that values may be missing "
            f"there; first of all {first}"
        )


def _of_tree() -> list[str]:
    """Why the working tree may not be what will be deployed."""
    try:
        return [*_stale(proved().templates)]
    except ParamsError as error:
        first = error.complaints[0]
        return [f"make check complains, so that this cannot be deployed yet; first of all {first}"]
    except UserError as error:  # there are no params
        return [error.message]


def _stale(templates: Mapping[str, TemplateDict]) -> Iterator[str]:
    from generators import render

    files = {render.template_path(name): render.as_text(one) for name, one in templates.items()}
    wrong = render.differences(ROOT, files)
    for one in (one for one in wrong if one.path in files or one.path.endswith("-stack.json")):
        yield (
            f"{one.path} is {one.problem}, so that this is not what params/ say: make templates"
            " cures that"
        )


def _show(found: Review, base: str, form: str, notes: tuple[str, ...]) -> None:
    from generators import report
    from generators.report import review as views

    if form == "json":
        print(json.dumps(views.as_json(found, base, notes), indent=2))
    elif form == "markdown":
        print(views.markdown(found, base, notes=notes), end="")
    else:
        console = report.out()
        console.soft_wrap = not console.is_terminal
        views.terminal(console, found, base)


def _verdict(found: Review, topics: list[Topic]) -> int:
    """1, and a line on stderr, if something is worse in what was asked about."""
    from generators.review.model import Sense

    worse = {finding.topic for finding in found.findings if finding.sense is Sense.WORSE}
    failed = [topic.value for topic in topics if topic in worse]
    if failed:
        print(f"the review fails on {', '.join(failed)} (FAIL_ON=)", file=sys.stderr)
    return 1 if failed else 0


def _topics(asked: str) -> list[Topic]:
    from generators.review.model import Topic

    words = dict.fromkeys(word for word in asked.replace(",", " ").split())
    return [Topic(_one_of("FAIL_ON", word, FAILING)) for word in words]


def _one_of(variable: str, word: str, allowed: tuple[str, ...]) -> str:
    if word not in allowed:
        raise UserError(f"{variable}={word} is not known{did_you_mean(word, allowed)}")
    return word
