"""A pattern of IAM as it is read, one character after the other.

A pattern's `*` is any text and its `?` any one character. `${…}`, a reference or a variable of
IAM's, is text that nobody knows here: it equals itself, and `*` matches it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ANY, ONE = "*", "?"

State = frozenset[int]
"""The places in a pattern that may come next; none where it cannot match any more."""

_TOKEN = re.compile(r"\$\{[^}]*\}|.", re.DOTALL)


def tokens(pattern: str) -> tuple[str, ...]:
    """The characters and references of a pattern."""
    return tuple(_TOKEN.findall(pattern))


def is_unknown(token: str) -> bool:
    """Whether a token is a reference, which may be any text."""
    return token.startswith("${")


@dataclass(frozen=True)
class Automaton:
    """A pattern's tokens. If it is loose, a reference may equal whatever it is compared with."""

    tokens: tuple[str, ...]
    loose: bool = False

    def start(self) -> State:
        """Before anything is read."""
        return self._closed({0})

    def step(self, state: State, symbol: str) -> State:
        """After one more symbol: a character, or a reference."""
        if self.loose and is_unknown(symbol) and state:
            return frozenset(range(min(state), len(self.tokens) + 1))
        found = set()
        for at in state:
            match self.tokens[at] if at < len(self.tokens) else None:
                case "*":
                    found.add(at)
                case "?" if not is_unknown(symbol):
                    found.add(at + 1)
                case token if token == symbol:
                    found.add(at + 1)
        return self._closed(found)

    def accepts(self, state: State) -> bool:
        """Whether what has been read matches."""
        return len(self.tokens) in state

    def accepts_all(self, state: State) -> bool:
        """Whether it matches, whatever follows."""
        last = len(self.tokens) - 1
        return last >= 0 and self.tokens[last] == ANY and last in state

    def wants(self, state: State) -> set[str]:
        """The tokens that may come next."""
        return {self.tokens[at] for at in state if at < len(self.tokens)}

    def _closed(self, state: set[int]) -> State:
        """With the places after a `*`, which may be nothing at all."""
        for at in sorted(state):
            following = at
            while following < len(self.tokens) and self.tokens[following] == ANY:
                following += 1
                state.add(following)
        return frozenset(state)


def automaton(pattern: str, *, loose: bool = False) -> Automaton:
    """A pattern made ready to be read."""
    read = tokens(pattern)
    if loose:
        read = tuple(ANY if is_unknown(token) else token for token in read)
    return Automaton(read, loose)
