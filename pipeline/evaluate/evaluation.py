"""What an evaluation yields, and how it is kept for the next one to be compared with."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.calibration import Reliability
from pipeline.errors import SetupError
from pipeline.figures import Figure


@dataclass(slots=True)
class Evaluation:
    """The figures, and every single thing that was right, missed or found without being in the gold.

    `intervals` has the 95% interval of the F1 of some figures; `reliability` compares confidences with
    what was right, where that was asked.
    """

    figures: dict[str, Figure] = field(default_factory=lambda: defaultdict(Figure))
    right: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    intervals: dict[str, tuple[float, float]] = field(default_factory=dict)
    reliability: Reliability | None = None

    def count(self, figure: str, *, gold: int, found: int) -> None:
        """Add to how many the gold has and how many were found."""
        self.figures[figure].gold += gold
        self.figures[figure].found += found

    def judge(self, figure: str, case: str, *, good: bool) -> None:
        """Count one thing of the gold as right or not, and note it."""
        self.figures[figure].right += good
        self.note(figure, case, good=good)

    def note(self, figure: str, case: str, *, good: bool) -> None:
        """Note one thing of the gold as right or missed."""
        (self.right if good else self.missed).append(f"{figure}: {case}")

    def join(self, other: "Evaluation") -> None:
        """Take in an evaluation with figures of other names."""
        self.figures |= other.figures
        self.intervals |= other.intervals
        self.right += other.right
        self.missed += other.missed
        self.extra += other.extra
        self.reliability = self.reliability or other.reliability

    def since(self, earlier: Iterable[str]) -> tuple[list[str], list[str]]:
        """Compare with what was right earlier: what was gained, and what was lost."""
        before, now = set(earlier), set(self.right)
        return sorted(now - before), sorted(before - now)


def keep(right: Iterable[str], path: Path) -> None:
    """Keep what was right in a file; raises SetupError where it can't be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(sorted(right), ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as error:
        raise SetupError(f"{path} can't be written: {error.strerror}") from None


def kept(path: Path) -> list[str]:
    """Read what was right at an earlier evaluation; raises SetupError where the file doesn't say so."""
    try:
        right = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SetupError(f"{path} can't be read: {error.strerror}") from None
    except ValueError:
        right = None
    if not isinstance(right, list) or not all(isinstance(case, str) for case in right):
        raise SetupError(f"{path} holds no evaluation: make one with `onrecord evaluate GOLD --save {path}`")
    return right
