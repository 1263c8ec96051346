"""The sums by which files are known."""

import hashlib


def sha256(data: bytes) -> str:
    """Give the SHA-256 of a file's bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
