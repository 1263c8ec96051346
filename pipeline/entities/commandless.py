"""`import spacy` without its command line, which comes with it otherwise: a third of the time that it takes.

What somebody asks of that command line later is loaded then.
"""

import sys
from types import ModuleType
from typing import Any


def _info(*told: Any, **more: Any) -> Any:
    """Do what `spacy.info` does."""
    from spacy.cli.info import info

    return info(*told, **more)


if "spacy" not in sys.modules:
    _stand_ins = {name: ModuleType(name) for name in ("spacy.cli", "spacy.cli.info")}
    _stand_ins["spacy.cli.info"].info = _info  # type: ignore[attr-defined]
    sys.modules.update(_stand_ins)
    try:
        import spacy  # noqa: F401
    finally:
        for _name in _stand_ins:
            del sys.modules[_name]
