"""UTF-8 that was read as Windows-1252 somewhere on its way, repaired where it stands.

A page is often mangled only in part (one item pasted from elsewhere), so each line is judged alone
and the rest is left untouched. ftfy does the whole sequences (Speer, 2019; `fix_encoding`, never
`fix_text`, which would straighten quotation marks). Sequences that lost a byte are done before it:
the last byte of a closing double quote, 9D, is undefined in Windows-1252 and is dropped by many tools.
"""

import re

# Importing ftfy registers the codec sloppy-windows-1252.
from ftfy import fix_encoding

from pipeline.read.lost_marks import restore_lost_marks

LINE_LIMIT = 10_000
"""Characters that ftfy is given at once: a page on one line is done in pieces of this length."""


def _mangled(text: str) -> str:
    return text.encode().decode("sloppy-windows-1252")


# The signs that newsrooms use, as their UTF-8 looks in Windows-1252, mangled twice or once. Three letters
# that no text holds need no weighing, and a table is far faster on a page that is mangled throughout.
_ONCE = {_mangled(sign): sign for sign in "“‘’‚„–—…•€™\u2010\u2011\u2028\u202f\u200b"}
_SIGNS = {_mangled(mangled): sign for mangled, sign in _ONCE.items()} | _ONCE
_SIGN = re.compile("|".join(_SIGNS).replace("|â", "|(?<!Ã¢)â"))
_LEAD = re.compile("[^\x00-\x7f\u00a0«»“”‘’–—…•€£§°]")
"""What a mangled sequence needs besides signs that stand in clean English text."""

# What bytes 80 to BF look like in Windows-1252: after "â€" they make a whole sequence. Byte 97 is left
# out: it would make a double low line, which no text holds, and its look, a dash, may follow a quote.
_CONTINUATION = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–˜™š›œžŸ"
_LOST_CLOSER = re.compile(f'(?:Ã¢â‚¬|â€)(?:Â?\u009d|\ufffd|(?<=[,.!?…]â€)\\?|(?![{_CONTINUATION}"]))')
_LOST_DASH = re.compile('(?:Ã¢â‚¬|â€)"')

# The middle byte lost: bullet and ellipsis.
_LOST_MIDDLE = {"â¢": "•", "â¦": "…"}


def repair_mojibake(text: str) -> str:
    """Return the text with its mangled stretches repaired; text without any comes back as it is."""
    if text.isascii():
        return text
    if "â" in text:
        text = _SIGN.sub(lambda match: _SIGNS[match[0]], text)
        text = _LOST_CLOSER.sub("”", text)
        text = _LOST_DASH.sub("—", text)
        for mangled, sign in _LOST_MIDDLE.items():
            text = text.replace(mangled, sign)
    text = "".join(map(_repair_line, _pieces(text)))
    for stand_in in "â\ufffd":
        text = restore_lost_marks(text, stand_in)
    return text


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
    return fix_encoding(line) if _LEAD.search(line) else line
