"""`python -m tests.bench.stand_in SECONDS [RATE]`: prints the address and serves until it is ended.

A further argument names this start: the command line is how a deploy knows its emulator again.
"""

from __future__ import annotations

import sys

from tests.bench.stand_in.server import Server

if __name__ == "__main__":
    seconds, rate = float(sys.argv[1]), float(sys.argv[2])
    with Server(seconds=seconds, rate=rate or None) as server:
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        server.serve_forever()
