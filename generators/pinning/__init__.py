"""`make ami`: the release of an AMI that each stack starts from, and the one line that says so.

`find` tells offline which parameters hold a release and where in params/ each of them stands;
`moves` asks for what AWS recommends and has the new texts of the files. Nothing is written here.
"""

from __future__ import annotations

from generators.pinning.moving import Moves, moves
from generators.pinning.places import Found, Pin, find
from generators.pinning.releases import Read

__all__ = ["Found", "Moves", "Pin", "Read", "find", "moves"]
