"""What looks like a secret, by the name that it has or by what it is, and how it is told without.

`names` decides by names, `texts` by what stands in a text, `nodes` goes through values of templates
by both.
"""

from generators.secrecy.calling import names_at
from generators.secrecy.names import NAMES, is_secret
from generators.secrecy.nodes import masked
from generators.secrecy.patterns import HARMLESS, VALUES, given_away
from generators.secrecy.texts import MASK

__all__ = ["HARMLESS", "MASK", "NAMES", "VALUES", "given_away", "is_secret", "masked", "names_at"]
