"""AWS's errors, as boto3 raises them, become ours here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore import exceptions as aws

from generators.errors import CannotReachAWS, Refused

_LOGIN = "log in again (`aws sso login`, new keys …), then run the same command again"
_LATER = "run the same command again: it goes on where this one ended"

_NO_CREDENTIALS = (
    aws.NoCredentialsError,
    aws.PartialCredentialsError,
    aws.CredentialRetrievalError,
    aws.TokenRetrievalError,
    aws.SSOError,
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
        "AuthFailure",
        "MissingAuthenticationToken",
    }
)

_TOO_MANY = frozenset({"Throttling", "ThrottlingException", "RequestLimitExceeded"})


@contextmanager
def said_of(subject: str) -> Iterator[None]:
    """Turn what boto3 raises inside into `CannotReachAWS` or `Refused`.

    `subject` is what the call was about: the stack's name, where there is one. A mistake in the
    shape of a request is ours, and stays as it is.
    """
    try:
        yield
    except _NO_CREDENTIALS as error:
        raise CannotReachAWS(
            f"there are no usable AWS credentials: {error}", advice=_LOGIN
        ) from error
    except (aws.HTTPClientError, aws.ConnectionError) as error:
        raise CannotReachAWS(f"AWS could not be reached: {error}", advice=_LATER) from error
    except aws.ClientError as error:
        raise _answer(subject, error) from error


def _answer(subject: str, error: aws.ClientError) -> CannotReachAWS | Refused:
    code, text = code_of(error), error.response.get("Error", {}).get("Message", "")
    if code in _NOT_LET_IN:
        return CannotReachAWS(f"AWS does not take the credentials: {text} ({code})", advice=_LOGIN)
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in _TOO_MANY or status >= 500:
        return CannotReachAWS(f"AWS gave no answer for {subject}: {text} ({code})", advice=_LATER)
    return Refused(f"{subject}: {text or error} ({code})")


def code_of(error: aws.ClientError) -> str:
    """AWS's code of the error, such as `ValidationError`."""
    return str(error.response.get("Error", {}).get("Code", ""))


def is_absent(error: aws.ClientError) -> bool:
    """Whether AWS says that there is no such stack: it has no code of its own for that."""
    return code_of(error) == "ValidationError" and "does not exist" in str(error)
