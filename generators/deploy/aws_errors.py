"""AWS's errors, as boto3 raises them, become ours here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from botocore import exceptions as aws

from generators.errors import CannotReachAWS, NoAnswer, Overtaken, Refused, Throttled

_LOGIN = (
    "choose credentials by AWS_PROFILE=…, or get or renew them by `aws configure` or"
    " `aws sso login`; then run the same command again"
)
_SETTINGS = (
    "correct that in ~/.aws, in the AWS_… variables of the shell or in what is installed; then run"
    " the same command again"
)
_LATER = "run the same command again: it goes on where this one ended"
_CLOCK = "set this machine's clock, then run the same command again"
_NOTHING_YET = (
    "nothing has begun; see to the network, the proxy and the region, then run the same command"
    " again"
)

_NO_CREDENTIALS = (
    aws.NoCredentialsError,
    aws.PartialCredentialsError,
    aws.CredentialRetrievalError,
    aws.TokenRetrievalError,
    aws.SSOError,
    aws.LoginError,
    aws.ProfileNotFound,
    aws.NoAuthTokenError,
    aws.RefreshWithMFAUnsupportedError,
)

_NOT_LET_IN = frozenset(
    {
        "ExpiredToken",
        "ExpiredTokenException",
        "RequestExpired",
        "InvalidClientTokenId",
        "UnrecognizedClientException",
        "SignatureDoesNotMatch",
        "InvalidSignatureException",
        "AuthFailure",
        "MissingAuthenticationToken",
    }
)

# "Signature expired: 20261123T010203Z is now earlier than …" is said of a call that was signed
# before the machine slept: signed anew it gets through, unless the clock is wrong.
_TIMED = re.compile(r"Signature (expired|not yet current)")

_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})

_RIGHTS = "`make rights` prints the IAM policy that this takes"

# Whoever has the SDK's retries off repeats what they would have repeated: its standard lists, but
# for LimitExceededException, which of CloudFormation is a quota that time does not raise.
_TOO_MANY = frozenset(
    {
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestLimitExceeded",
        "TooManyRequestsException",
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "SlowDown",
        "TransactionInProgressException",
    }
)
_TOO_MANY_REQUESTS = 429

# AWS waited for the rest of a call: it may have been heard, and is not ours to have refused.
_TIMED_OUT = frozenset({"RequestTimeout", "RequestTimeoutException"})

_OVERTAKEN = frozenset(
    {
        "ChangeSetNotFound",
        "InvalidChangeSetStatus",
        "OperationInProgressException",
        "TokenAlreadyExistsException",
    }
)
# "Stack:arn:… is in UPDATE_IN_PROGRESS state and can not be updated."
# "Stack [arn:…] cannot be deleted while in status UPDATE_IN_PROGRESS"
_BUSY = re.compile(
    r"is in [A-Z_]+ state and can ?not be|can ?not be deleted while in status [A-Z_]+_IN_PROGRESS"
)

_AGAIN = "somebody else works on this stack: run the same command again, it waits for what runs"


@contextmanager
def said_of(subject: str, *, later: str = _LATER) -> Iterator[None]:
    """Turn what boto3 raises inside into `CannotReachAWS` or `Refused`.

    `subject` is what the call was about: the stack's name, where there is one; `later` is what to
    do when nothing got through. A mistake in the shape of a request is ours, and stays as it is.
    """
    try:
        yield
    except aws.ParamValidationError:
        raise
    except _NO_CREDENTIALS as error:
        raise CannotReachAWS(
            f"there are no usable AWS credentials: {error}", advice=_LOGIN
        ) from error
    except (aws.HTTPClientError, aws.ConnectionError) as error:
        raise NoAnswer(f"AWS could not be reached: {error}", advice=later) from error
    except aws.BotoCoreError as error:
        raise _unusable(error) from error
    except aws.ClientError as error:
        raise _answer(subject, error, later) from error


@contextmanager
def said_at_first(subject: str) -> Iterator[None]:
    """The same while credentials are looked for and used for the first time; nothing has begun.

    A ValueError is about settings here: botocore raises it for an address of container credentials
    that it does not trust (AWS_CONTAINER_CREDENTIALS_FULL_URI), or for a number that is none.
    """
    try:
        with said_of(subject, later=_NOTHING_YET):
            yield
    except ValueError as error:
        raise _unusable(error) from error


def _unusable(error: Exception) -> CannotReachAWS:
    return CannotReachAWS(f"the AWS settings at hand do not work: {error}", advice=_SETTINGS)


def _answer(subject: str, error: aws.ClientError, later: str) -> CannotReachAWS | Refused:
    code, text = code_of(error), error.response.get("Error", {}).get("Message", "")
    if code == "RequestTimeTooSkewed" or _TIMED.match(text):
        return NoAnswer(f"AWS took a call for one of another time: {text} ({code})", advice=_CLOCK)
    if code in _NOT_LET_IN:
        return CannotReachAWS(f"AWS does not take the credentials: {text} ({code})", advice=_LOGIN)
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in _TOO_MANY or status == _TOO_MANY_REQUESTS:
        return Throttled(f"AWS gave no answer for {subject}: {text} ({code})", advice=later)
    if code in _TIMED_OUT or status >= 500:
        return NoAnswer(f"AWS gave no answer for {subject}: {text} ({code})", advice=later)
    said = f"{subject}: {text or error} ({code})"
    if code in _OVERTAKEN or (code == "ValidationError" and _BUSY.search(text)):
        return Overtaken(said, advice=_AGAIN)
    return Refused(said, advice=_RIGHTS if code in _DENIED else None)


def code_of(error: aws.ClientError) -> str:
    """AWS's code of the error, such as `ValidationError`."""
    return str(error.response.get("Error", {}).get("Code", ""))


def is_taken(error: aws.ClientError) -> bool:
    """Whether AWS says that there is a stack of that name already."""
    return code_of(error) == "AlreadyExistsException"


def is_absent(error: aws.ClientError) -> bool:
    """Whether AWS says that there is no such stack: it has no code of its own for that."""
    return code_of(error) == "ValidationError" and "does not exist" in str(error)


def is_no_change_set(error: aws.ClientError) -> bool:
    """Whether AWS says that there is no such change set (any more)."""
    return code_of(error) == "ChangeSetNotFound"


def is_no_cluster(error: aws.ClientError) -> bool:
    """Whether ECS says that there is no such cluster (any more)."""
    return code_of(error) == "ClusterNotFoundException"


def is_no_parameter(error: aws.ClientError) -> bool:
    """Whether SSM says that there is no parameter of that name."""
    return code_of(error) == "ParameterNotFound"
