"""How AWS says that there is no way to it from where a task runs."""

from __future__ import annotations

NO_WAY = (
    r"(?:connection issue|request cancell?ed|requestcancell?ed|i/o timeout|context cancell?ed"
    r"|, cancell?ed,|deadline exceeded|connection refused|no such host|dial tcp"
    r"|TLS handshake timeout|send request failed)"
)
"""Matches any of that."""
