"""cfn-lint, in process, over what was generated. A warning counts as much as an error."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generators.regions import require


@dataclass(frozen=True, kw_only=True, order=True)
class Finding:
    """One finding of cfn-lint: the rule, and where in which file; `line` counts from 1."""

    path: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


def lint(files: Mapping[str, str], regions: Sequence[str]) -> Iterator[Finding]:
    """Every finding in the templates, given as texts by path, for the regions.

    A rule is waived in the template's own Metadata, which `waive:` in a params file writes; a
    waiver of what is not found is itself a finding.
    """
    from cfnlint.core import get_rules

    require(regions)
    rules = get_rules([], [], [])  # once: making them takes longer than a template does
    for path, text in files.items():
        found = sorted(_findings(path, text, rules, regions))
        waived = _waived(text)
        yield from (finding for finding in found if finding.rule not in waived)
        for rule in sorted(waived - {finding.rule for finding in found}):
            message = "is waived, but cfn-lint does not find it; take the waiver out"
            yield Finding(path=path, line=1, rule=rule, message=message)


def _findings(path: str, text: str, rules: Any, regions: Sequence[str]) -> Iterator[Finding]:
    from cfnlint.api import lint as run

    for match in run(text, rules=rules, regions=list(regions)):
        yield Finding(path=path, line=match.linenumber, rule=match.rule.id, message=match.message)


def _waived(text: str) -> frozenset[str]:
    """The template's waivers: given rules made beforehand, cfn-lint's API does not heed them."""
    config = json.loads(text).get("Metadata", {}).get("cfn-lint", {}).get("config", {})
    return frozenset(config.get("ignore_checks", ()))
