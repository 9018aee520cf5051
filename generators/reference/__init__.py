"""A page about each kind, in Markdown: what its spec may say, its parameters and its outputs.

Nothing here is written by hand: keys, types and meanings are the pydantic models', parameters and
outputs are those of the templates that the kind's own examples make.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import yaml

from generators.reference import interface, models
from generators.reference.tables import table
from generators.stacks import KINDS
from generators.stacks.kind import Kind


def pages() -> dict[str, str]:
    """The text of each kind's page by its path from the project's root."""
    return {f"docs/kinds/{name}.md": page(name) for name in KINDS}


def page(name: str) -> str:
    """The page of one kind."""
    kind = KINDS[name]
    examples = interface.examples(kind)
    parts = [
        f"# `kind: {name}`\n",
        f"{_sentence(kind.summary)} This page is generated from "
        f"`generators/stacks/{name}` by `make templates`.\n",
        "## Spec\n",
        *models.tables(kind.Spec.model_json_schema()),
        "## Parameters\n",
        "Their values may differ by environment and never change a template. One without a default "
        "needs a value: given under `parameters:`, or an output of the same name of the stack's "
        "`parent`.\n",
        table(
            ("parameter", "type", "default", "meaning", "where"),
            interface.parameters(kind, examples),
        ),
        "## Outputs\n",
        "What other stacks build on: names and meanings stay.\n",
        table(("output", "meaning", "where"), interface.outputs(examples)),
        "## Examples\n",
        "Each is linted, deployed to the emulator, updated and deleted by a test.\n",
        *_examples(kind, examples),
    ]
    return "\n".join(parts).rstrip("\n") + "\n"


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:] + "."


def _examples(kind: Kind, examples: Sequence[interface.Example]) -> Iterator[str]:
    wanted = interface.wanted(kind, examples)
    for (words, spec), names in zip(kind.options.items(), wanted, strict=True):
        yield f"### {words[0].upper()}{words[1:]}\n"
        if names:
            yield f"Wants a value of its own for {' and '.join(f'`{name}`' for name in names)}.\n"
        said = yaml.safe_dump({"spec": spec}, sort_keys=False, width=100)
        yield f"```yaml\n{said}```\n" if spec else "What there is without a word in `spec`.\n"
