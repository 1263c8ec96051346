"""The journal of corrections: a file of JSON lines that people's corrections are added to, and never changed in."""
