"""How long to wait between two looks, in seconds; pure arithmetic."""

from __future__ import annotations

SPACING = 0.5
"""Between two looks at several operations at once."""

AFTER_SILENCE = 0.5
"""After a look that failed."""

LISTED = 3.0
"""After so long a stack is listed and described as it is, as a rule."""

AGAIN = 0.1
"""Before a stack that was said to have ended, and had not, is asked again."""

_FIRST, _USUAL, _LONGEST = 0.4, 0.7, 5.0
_PART = 0.12


def between(age: float) -> float:
    """The wait after a look at an operation that is so old.

    The first looks come soon, for what is done at once. Later ones keep what is lost at the end
    small beside what it took: about an eighth of it, and never more than a few seconds.
    """
    soon = min(_FIRST + age / 3, _USUAL)
    return min(max(soon, age * _PART), _LONGEST)
