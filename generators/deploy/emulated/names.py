"""The names that CloudFormation gives to what a template leaves unnamed."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from ministack.core.responses import get_region
from ministack.services.cloudformation import provisioners

from generators.deploy.emulated.changes import instead

_SUFFIX = 13


def install() -> None:
    """Stand in for the function that makes ministack's names and ours."""
    instead(provisioners, "_physical_name", _another_in_each_region)


def _another_in_each_region(theirs: Callable[..., str], *args: Any, **named: Any) -> str:
    """A name's last part is random on AWS; here it follows from region, stack and logical id.

    Without the region, the IAM roles of a stack that is in two regions would have the same name.
    """
    name = theirs(*args, **named)
    suffix = sha256(f"{get_region()}:{name[-_SUFFIX:]}".encode()).hexdigest()[:_SUFFIX]
    return name[:-_SUFFIX] + (suffix if named.get("lowercase") else suffix.upper())
