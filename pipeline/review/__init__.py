"""Review: the report, served to this machine alone, with forms to correct what it shows.

    shelf.py     the pages with the hooks of the forms, and the book, made once for a snapshot
    book.py      what the server answers from: articles, quotations, names, corrections
    room.py      the shelf in use and the desk before it, changed for newer ones on demand
    desk.py      what is told to the pages, and what they say written into the journal
    said.py      what a posted form means
    standing.py  what the journal says beyond the tables
    guard.py     who may ask
    server.py    the server
    assets/      the script that makes the forms, and their style

What a reviewer says goes into the journal of corrections and nowhere else; the next run applies it.
"""

from pipeline.review.room import open_room
from pipeline.review.server import Server

__all__ = ["Server", "open_room"]
