"""A spec for each thing that a service can be: what the docs show and the tests deploy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generators.stacks.service.options.balancing import OPTIONS_OF_BALANCING
from generators.stacks.service.options.basics import OPTIONS_OF_BASICS
from generators.stacks.service.options.running import OPTIONS_OF_RUNNING
from generators.stacks.service.options.tasks import OPTIONS_OF_TASKS

OPTIONS: Mapping[str, Mapping[str, Any]] = {
    **OPTIONS_OF_BASICS,
    **OPTIONS_OF_TASKS,
    **OPTIONS_OF_BALANCING,
    **OPTIONS_OF_RUNNING,
}
"""Specs by what they are, in a few words."""
