"""The regions of AWS, as cfn-lint's bundled schemas know them."""

from __future__ import annotations

from collections.abc import Iterable

from generators.errors import UserError, did_you_mean


def require(regions: Iterable[str]) -> None:
    """Raise UserError for a region that does not exist, with the nearest that does."""
    from cfnlint.helpers import REGIONS

    for region in regions:
        if region not in REGIONS:
            raise UserError(
                f"params/environments.yaml: {region} is no region of AWS"
                f"{did_you_mean(region, REGIONS)}"
            )
