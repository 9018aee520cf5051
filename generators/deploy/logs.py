"""The adapter for CloudWatch Logs: the last lines of a stream."""

from __future__ import annotations

from typing import Any

from generators.deploy.looking import looking

_LONG = 4000
"""So much of a line is read: one may have 256 KiB, and each is looked through for secrets."""


class CloudWatchLogs:
    """CloudWatch Logs by way of a boto3 client; see `diagnose.clients.Logs`."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def last(self, group: str, stream: str, count: int) -> tuple[str, ...]:
        """The last lines of a stream, oldest first."""
        with looking(f"the log group {group}", "logs:GetLogEvents"):
            found = self._client.get_log_events(
                logGroupName=group, logStreamName=stream, limit=count, startFromHead=False
            )
        return tuple(event["message"][:_LONG].rstrip() for event in found["events"])
