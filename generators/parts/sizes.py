"""The sizes that things have on AWS."""

from __future__ import annotations

FARGATE = {
    256: (512, 1024, 2048),
    512: (*range(1024, 4096 + 1, 1024),),
    1024: (*range(2048, 8192 + 1, 1024),),
    2048: (*range(4096, 16_384 + 1, 1024),),
    4096: (*range(8192, 30_720 + 1, 1024),),
    8192: (*range(16_384, 61_440 + 1, 4096),),
    16_384: (*range(32_768, 122_880 + 1, 8192),),
    32_768: (61_440, 122_880, 249_856),
}
"""The MiB of memory that go with so many CPU units of a task on Fargate.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
"""

TASK_CPU = range(128, 196_608 + 1)
"""The CPU units that a task on an instance may ask for as a whole.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
"""
