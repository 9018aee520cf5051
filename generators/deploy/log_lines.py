"""The adapter for CloudWatch Logs: what was written to a log group since some time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from generators.deploy.aws_errors import code_of, said_of
from generators.deploy.tailing import Line

_AGAIN = "nothing was changed; run the same command again"


class LogLines:
    """CloudWatch Logs by way of a boto3 client; see `tailing.Lines` for what is promised."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def since(self, group: str, start: datetime) -> tuple[Line, ...]:
        """The lines written to the group at or after that time; none where there is no group."""
        request: dict[str, Any] = {
            "logGroupName": group,
            "startTime": max(0, int(start.timestamp() * 1000)),
        }
        found: list[Line] = []
        with said_of(f"the log group {group}", later=_AGAIN):
            try:
                # A page may be empty and yet not be the last one.
                for page in self._client.get_paginator("filter_log_events").paginate(**request):
                    found += (_line(group, event) for event in page["events"])
            except ClientError as error:
                if code_of(error) != "ResourceNotFoundException":
                    raise
        return tuple(found)


def _line(group: str, event: dict[str, Any]) -> Line:
    return Line(
        id=event["eventId"],
        at=datetime.fromtimestamp(event["timestamp"] / 1000, tz=UTC),
        group=group,
        stream=event["logStreamName"],
        text=event["message"].rstrip("\n"),
    )
