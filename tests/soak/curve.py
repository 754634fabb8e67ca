"""What a process holds as time goes on, and whether it rises."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median

FEWEST = 9
# What is imported and cached once comes with the first third.
LARGEST_RISE = {"megabytes": 0.1, "threads": 0.0, "files": 0.0}
SMALL = {"megabytes": 60.0, "threads": 4.0, "files": 5.0}
SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class Point:
    """What a process holds after so many steps."""

    number: int
    megabytes: float
    threads: int
    files: int


@dataclass
class Curve:
    """What a process holds, step by step."""

    title: str
    points: list[Point] = field(default_factory=list)

    def add(self, point: Point) -> None:
        """Add what it holds now."""
        self.points.append(point)

    def rises(self) -> list[str]:
        """List what the last third holds more of than the second; nothing of few points."""
        third = len(self.points) // 3
        if len(self.points) < FEWEST:
            return []
        return [name for name in SMALL if self._rises(name, third)]

    def _rises(self, name: str, third: int) -> bool:
        second, last = (
            median(getattr(point, name) for point in part)
            for part in (self.points[third : 2 * third], self.points[2 * third :])
        )
        return bool(last - second > max(SMALL[name], LARGEST_RISE[name] * second))

    def __str__(self) -> str:
        step = max(1, len(self.points) // SHOWN)
        rows = [
            f"{point.number:>6} {point.megabytes:8.0f} MB {point.threads:4} threads {point.files:5} files"
            for point in self.points[::step]
        ]
        verdict = ", ".join(self.rises())
        return "\n".join([self.title, *rows, f"  rising: {verdict}" if verdict else "  flat"])
