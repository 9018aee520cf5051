"""The adapter for SSM's Parameter Store, as far as AWS's own public parameters go."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from generators.deploy.aws_errors import is_no_parameter, said_of
from generators.errors import Refused

_LATER = "nothing was changed; run the same command again"


class ParameterStore:
    """Public parameters by way of a boto3 client for SSM."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def value(self, name: str) -> str:
        """The value of a parameter.

        Raises `Refused` where there is none of that name, or where it may not be read, and
        `CannotReachAWS` where nothing got through.
        """
        with said_of(name, later=_LATER):
            try:
                found = self._client.get_parameter(Name=name)
            except ClientError as error:
                if is_no_parameter(error):
                    raise self._unknown(name) from error
                raise
        return str(found["Parameter"]["Value"])

    def _unknown(self, name: str) -> Refused:
        region = self._client.meta.region_name
        return Refused(
            f"AWS has no public parameter {name} in {region}",
            advice="AWS publishes a release in one region after the other: try again later, or see"
            f" what there is: aws ssm get-parameters-by-path --recursive --region {region} --path"
            f" {name.rsplit('/', 2)[0]}",
        )
