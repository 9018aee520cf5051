"""Blocks of IPv4 addresses, as patterns of parameters know them."""

_OCTET = r"(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
CIDR = rf"({_OCTET}\.){{3}}{_OCTET}/([12]?[0-9]|3[0-2])"
"""A regular expression of one block, such as 203.0.113.0/24."""
