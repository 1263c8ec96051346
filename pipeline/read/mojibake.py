"""UTF-8 that was read as Windows-1252 somewhere on its way, repaired where it stands.

A page is often mangled only in part (one item pasted from elsewhere), so each line is judged alone
and the rest is left untouched. ftfy does the whole sequences (Speer, 2019; `fix_encoding`, never
`fix_text`, which would straighten quotation marks). Sequences that lost a byte are done before it:
the last byte of a closing double quote, 9D, is undefined in Windows-1252 and is dropped by many tools.
"""

import re

from ftfy import fix_encoding

LINE_LIMIT = 10_000
"""Characters that ftfy is given at once: a page on one line is done in pieces of this length."""

# What bytes 80 to BF look like in Windows-1252: after "â€" they make a whole sequence. Byte 97 is left
# out: it would make a double low line, which no text holds, and its look, a dash, may follow a quote.
_CONTINUATION = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–˜™š›œžŸ"
_LOST_CLOSER = re.compile(f"(?:Ã¢â‚¬|â€)(?:Â?\u009d|\ufffd|(?<=[,.!?…]â€)\\?|(?![{_CONTINUATION}\"]))")
_LOST_DASH = re.compile("(?:Ã¢â‚¬|â€)\"")

# Both later bytes of a quotation mark lost: a bare "â" where only a mark or a dash can stand.
_BARE = re.compile("â")
_BARE_APOSTROPHE = re.compile(r"(?<=[A-Za-z0-9])â(?=(?:s|t|d|m|re|ve|ll)\b)|(?<=\bO)â(?=[A-Z])")
_BARE_CLOSER = re.compile(r"(?<=[,.!?])â\??(?![^\W_])")
_BARE_OPENER = re.compile(r"(?<![^\s(\[])â(?=\w)")
_BARE_DASH = re.compile(r"(?<=\s)â(?=\s)")


def repair_mojibake(text: str) -> str:
    """Return the text with its mangled stretches repaired; text without any comes back as it is."""
    if text.isascii():
        return text
    text = _LOST_CLOSER.sub("”", text)
    text = _LOST_DASH.sub("—", text)
    text = "".join(map(_repair_line, _pieces(text)))
    return _repair_bare(text)


def _pieces(text: str) -> list[str]:
    """Cut a text into its lines, and a long line at spaces, losing nothing."""
    pieces = []
    for line in re.split("(?<=\n)", text):
        at = 0
        while len(line) - at > LINE_LIMIT:
            space = line.rfind(" ", at, at + LINE_LIMIT)
            end = space if space > at else at + LINE_LIMIT
            pieces.append(line[at:end])
            at = end
        pieces.append(line[at:])
    return pieces


def _repair_line(line: str) -> str:
    return line if line.isascii() else fix_encoding(line)


def _repair_bare(text: str) -> str:
    """Repair a bare "â" in an English text, where most of them can only be marks.

    A text that uses the letter in its words (château, Abbâs) is left alone: the marks must be at
    least two, and more than the letters.
    """
    marks = sum(len(p.findall(text)) for p in (_BARE_APOSTROPHE, _BARE_CLOSER, _BARE_OPENER, _BARE_DASH))
    if marks < 2 or 2 * marks <= len(_BARE.findall(text)):
        return text
    text = _BARE_APOSTROPHE.sub("’", text)
    text = _BARE_CLOSER.sub("”", text)
    text = _BARE_OPENER.sub("“", text)
    return _BARE_DASH.sub("–", text)
