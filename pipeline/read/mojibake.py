"""UTF-8 that was read as Windows-1252 somewhere on its way, repaired where it stands.

A page is often mangled only in part (one item pasted from elsewhere), so each line is judged alone
and the rest is left untouched. ftfy does the whole sequences (Speer, 2019; `fix_encoding`, never
`fix_text`, which would straighten quotation marks). Sequences that lost a byte are done before it:
the last byte of a closing double quote, 9D, is undefined in Windows-1252 and is dropped by many tools.
"""

import re
from collections import Counter

# Importing ftfy registers the codec sloppy-windows-1252.
from ftfy import fix_encoding

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

# Both later bytes of a quotation mark lost: a bare "â" where only a mark or a dash can stand. Some tools
# leave a question mark for the last byte of a closing mark.
_BARE_MARKS = re.compile(
    r"(?P<apostrophe>(?<=[A-Za-z0-9])â(?=(?:s|t|d|m|re|ve|ll)\b)|(?<=\bO)â(?=[A-Z]))"
    r"|(?P<closer>(?<=[,.!?…])â\??(?![^\W_])|(?<=\w)â\?(?!\w))"
    r"|(?P<after_word>(?<=\w)â(?![\w?]))"
    r"|(?P<dash>(?<=\s)â(?=\s))"
    r"|(?P<opener>(?<![^\s(\[])â(?=\w))"
    r"|(?P<letter>â)"
)
CERTAIN_MARKS = 4
"""Marks for each "â" between two letters from which that one too is a mark, a dash without spaces."""


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
    return _repair_remains(text) if "â" in text else text


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


def _repair_remains(text: str) -> str:
    """Repair a bare "â" in an English text, where most of them can only be marks.

    A text that uses the letter in its words (château) is left alone: the marks must be at least two,
    and more than the letters.
    """
    found = Counter(match.lastgroup for match in _BARE_MARKS.finditer(text))
    letters = found.pop("letter", 0)
    marks = found.total()
    if marks < 2 or marks <= letters:
        return text
    dash = "—" if marks >= CERTAIN_MARKS * letters else "â"
    signs = {"apostrophe": "’", "closer": "”", "opener": "“", "dash": "–", "letter": dash}

    def mark(match: re.Match[str]) -> str:
        if match.lastgroup == "after_word":  # a closing mark where one is open, else a plural's apostrophe
            return "”" if opened else "’"
        return signs[match.lastgroup or "letter"]

    out, at, opened = [], 0, False
    for match in _BARE_MARKS.finditer(text):
        between = text[at : match.start()]
        opened = _still_open(between, opened)
        out += [between, mark(match)]
        opened = _still_open(out[-1], opened)
        at = match.end()
    return "".join([*out, text[at:]])


def _still_open(text: str, opened: bool) -> bool:
    """Is a double quotation mark open after this text? A new line closes what was open before it."""
    _, newline, line = text.rpartition("\n")
    last = max(line.rfind("“"), line.rfind("”"))
    return line[last] == "“" if last >= 0 else opened and not newline
