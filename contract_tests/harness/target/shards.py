"""Which operations a shard sends requests to, so that several runs divide a document between them."""

import hashlib
from collections.abc import Iterable

from vendor_spec.openapi.document import Operation


def in_shard(operations: Iterable[Operation], shard: tuple[int, int]) -> list[Operation]:
    """Return the operations that are the i-th of n parts, in their order."""
    index, count = shard
    return [operation for operation in operations if shard_of(operation.label, count) == index]


def shard_of(label: str, count: int) -> int:
    """Return which one of `count` shards, from 1, has the operation, whatever others the document has."""
    return int(hashlib.sha256(label.encode()).hexdigest(), 16) % count + 1
