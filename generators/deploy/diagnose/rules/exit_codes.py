"""What it means that a container ended with one code or another."""

from __future__ import annotations

EXIT_CODES = {
    0: (
        "ended by itself, as if its work were done",
        "A service's container has to stay: see its `command:` in {file}; one that only prepares"
        " something wants `essential: false`.",
    ),
    1: (
        "ended with an error of the application's own",
        "Its last log lines say more; a missing variable or secret (`environment:`, `secrets:` in"
        " {file}) is the usual reason.",
    ),
    125: ("could not be run by Docker", "See the reason; compare the container's keys in {file}."),
    126: (
        "has a command that cannot be executed",
        "See `entry_point:` and `command:` in {file}, and whether the file in the image may be"
        " executed.",
    ),
    127: (
        "has a command that is not in the image",
        "See `entry_point:` and `command:` in {file}, and PATH in the image.",
    ),
    134: ("ended itself (SIGABRT)", "Its last log lines say more."),
    137: (
        "was killed (SIGKILL), which is mostly for want of memory",
        "Give it more `memory:` in {file}; if it was being stopped, a longer `stop_timeout:`.",
    ),
    139: (
        "crashed (SIGSEGV)",
        "A native library that does not go with the processor or the system of the image is the"
        " usual reason; `architecture:` in {file} must be the image's.",
    ),
    143: (
        "was asked to end (SIGTERM) and did",
        "See who asked: the service's events; or something in the container itself.",
    ),
}
"""What exit codes mean, and what to do; 128 and above are signals."""
