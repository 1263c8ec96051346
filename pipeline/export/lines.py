"""Lines, as programs that read text line by line with Python's `splitlines` see them."""

import re

LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_END = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def one_line(told: str) -> str:
    """Escape in JSON what may end a line, and other letters that control something."""
    return _END.sub(lambda end: f"\\u{ord(end[0]):04x}", told)
