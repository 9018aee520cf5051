"""What may go wrong with a look that nothing depends upon: AWS's errors become these, once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError

from generators.deploy.aws_errors import code_of, said_of
from generators.deploy.diagnose.looks import NotAllowed, NotThere

_DENIED = frozenset(
    {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"}
)

_GONE = frozenset(
    {
        "ClusterNotFoundException",
        "ServiceNotFoundException",
        "ServiceNotActiveException",
        "ResourceNotFoundException",
        "TargetGroupNotFound",
        "TargetGroupNotFoundException",
    }
)
_GONE_TEXTS = ("not found", "does not exist", "Unable to describe task definition")


@contextmanager
def looking(what: str, right: str) -> Iterator[None]:
    """Turn what boto3 raises inside into `NotAllowed`, `NotThere` or what `said_of` makes of it.

    `what` is looked at, `right` the IAM action that it takes, such as `ecs:DescribeServices`.
    """
    with said_of(what):
        try:
            yield
        except ClientError as error:
            code = code_of(error)
            if code in _DENIED:
                raise NotAllowed(f"not allowed to look at {what}: {right}") from error
            if code in _GONE or _says_gone(error, code):
                raise NotThere(what) from error
            raise


def _says_gone(error: ClientError, code: str) -> bool:
    # ECS and Auto Scaling have no code of their own for a task definition or a group that is gone.
    codes = {"ClientException", "ValidationError", "InvalidParameterException"}
    return code in codes and any(text in str(error) for text in _GONE_TEXTS)
