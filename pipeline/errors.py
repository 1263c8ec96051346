"""The exceptions of the pipeline, by what they do to a run.

SetupError stops the run before or while it starts: nothing can work until the user acts.
PageError sets one page aside, with its reason in the tables, and stops nothing else.
"""


class OnrecordError(Exception):
    """Base of everything that onrecord raises on purpose; its text is one line for a person."""


class SetupError(OnrecordError):
    """Something that the whole run needs is missing or wrong: a model, a folder, a setting."""


class PageError(OnrecordError):
    """One page can't be processed; the message is the reason that the tables keep."""
