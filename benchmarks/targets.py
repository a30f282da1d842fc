"""What is aimed at, and how near a run came: one small class per kind of target.

A ratio counts solve against solve; end to end stands beside it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.answers import CUT_OFF, SOLVED
from benchmarks.results import times_ours

if TYPE_CHECKING:
    from benchmarks.results import Row

#: Gaps below this are said as powers of ten.
READABLE = 1e-5
MET, NEAR, MISSED, UNKNOWN = "met", "floor met", "missed", "not run"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A target in words, the figure that was reached, and whether that is enough."""

    target: str
    reached: str
    state: str

    def __str__(self) -> str:
        return f"{self.target}: {self.reached} ({self.state})"


@dataclass(frozen=True)
class Target(ABC):
    """A target of one instance, shown at the line of one of our runs."""

    @property
    def at(self) -> str:
        """The contestant at whose line it stands."""
        return "ours"

    @property
    @abstractmethod
    def words(self) -> str:
        """What is aimed at."""

    @abstractmethod
    def judge(self, rows: Mapping[str, Row]) -> Verdict:
        """Judge the rows of an instance, by contestant."""

    def verdict(self, rows: Mapping[str, Row]) -> Verdict:
        """Judge them, unless our own run has no figures."""
        if self.at not in rows or not rows[self.at].answer.timed:
            return Verdict(self.words, "no figure", UNKNOWN)
        return self.judge(rows)


def _state(figure: float, goal: float, floor: float | None = None) -> str:
    """Judge a figure that should be small."""
    if figure <= goal:
        return MET
    return NEAR if floor is not None and figure <= floor else MISSED


@dataclass(frozen=True)
class Faster(Target):
    """So many times faster than the fastest of some peers."""

    than: tuple[str, ...]
    goal: float
    floor: float

    @property
    def words(self) -> str:
        """What is aimed at."""
        same = self.goal == self.floor
        return f"{self.goal:g} x" + ("" if same else f" ({self.floor:g} x)")

    def judge(self, rows: Mapping[str, Row]) -> Verdict:
        """Take the peer that is nearest."""
        ours = rows[self.at].answer
        peers = [rows[name] for name in self.than if name in rows and rows[name].answer.timed]
        if not peers:
            return Verdict(self.words, "no peer ran", UNKNOWN)
        solving, whole = (
            min((times_ours(peer, ours)[way], peer.answer.status) for peer in peers)
            for way in (0, 1)
        )
        reached = f"{_least(solving)}, end to end {_least(whole)}"
        return Verdict(self.words, reached, _state(-solving[0], -self.goal, -self.floor))


def _least(found: tuple[float, str]) -> str:
    ratio, status = found
    return f"{'≥ ' if status == CUT_OFF else ''}{ratio:.1f} x"


@dataclass(frozen=True)
class NoSlower(Target):
    """At most so many times the seconds of a peer."""

    than: str
    goal: float
    floor: float

    @property
    def words(self) -> str:
        """What is aimed at."""
        return f"at most {self.goal:g} x ({self.floor:g} x) the flow's seconds"

    def judge(self, rows: Mapping[str, Row]) -> Verdict:
        """Divide our seconds by the peer's."""
        peer = rows.get(self.than)
        if peer is None or not peer.answer.timed:
            return Verdict(self.words, "no peer ran", UNKNOWN)
        ratio, whole = (1 / times for times in times_ours(peer, rows[self.at].answer))
        reached = f"{ratio:.1f} x, end to end {whole:.1f} x"
        return Verdict(self.words, reached, _state(ratio, self.goal, self.floor))


@dataclass(frozen=True)
class Within(Target):
    """At most so many seconds, reading included."""

    seconds: float
    who: str = "ours"

    @property
    def at(self) -> str:
        """The contestant at whose line it stands."""
        return self.who

    @property
    def words(self) -> str:
        """What is aimed at."""
        small = self.seconds < 1
        return f"{self.seconds * 1000:g} ms" if small else f"{self.seconds:g} s"

    def judge(self, rows: Mapping[str, Row]) -> Verdict:
        """Add reading to the seconds end to end."""
        answer = rows[self.at].answer
        seconds = answer.total + answer.phases.get("read", 0.0)
        small = self.seconds < 1
        reached = f"{seconds * 1000:.0f} ms" if small else f"{seconds:.1f} s"
        return Verdict(self.words, reached, _state(seconds, self.seconds))


@dataclass(frozen=True)
class Under(Target):
    """At most so many gigabytes."""

    gigabytes: float

    @property
    def words(self) -> str:
        """What is aimed at."""
        return f"under {self.gigabytes:g} GB"

    def judge(self, rows: Mapping[str, Row]) -> Verdict:
        """Take the peak memory."""
        peak = rows[self.at].peak_mb / 1000
        return Verdict(self.words, f"{peak:.2f} GB", _state(peak, self.gigabytes))


@dataclass(frozen=True)
class Proven(Target):
    """Proven to within a gap."""

    gap: float

    @property
    def words(self) -> str:
        """What is aimed at."""
        return f"gap {percent(self.gap)}"

    def judge(self, rows: Mapping[str, Row]) -> Verdict:
        """Take the whole-unit gap."""
        gap = rows[self.at].answer.gap
        return Verdict(self.words, percent(gap), _state(gap, self.gap))


@dataclass(frozen=True)
class Closed(Target):
    """The linear stage is proven: its bound and its answer, or a peer's, are as near as this."""

    gap: float

    @property
    def words(self) -> str:
        """What is aimed at."""
        return f"linear gap {percent(self.gap)}"

    def judge(self, rows: Mapping[str, Row]) -> Verdict:
        """Take the nearest figure that is known; the whole-unit gap is one that holds, too."""
        ours = rows[self.at].answer
        peers = [row.answer for row in rows.values() if row.contestant.rule == "linear"]
        known = [ours.linear_gap, ours.gap]
        known += [abs(p.value / ours.linear - 1) for p in peers if p.status == SOLVED]
        gap = min(gap for gap in known if not isnan(gap))
        return Verdict(self.words, percent(gap), _state(gap, self.gap))


def percent(gap: float) -> str:
    """Say a gap: as a percentage where that can be read, else as a power of ten."""
    if gap == 0:
        return "0"
    return f"{gap:.3g}" if gap < READABLE else f"{gap:.3%}"


@dataclass(frozen=True)
class Lighter(Target):
    """At most so many times what another of our lines takes."""

    who: str
    than: str
    ratio: float

    @property
    def at(self) -> str:
        """The contestant at whose line it stands."""
        return self.who

    @property
    def words(self) -> str:
        """What is aimed at."""
        return f"{self.ratio:g} x the line below"

    def judge(self, rows: Mapping[str, Row]) -> Verdict:
        """Divide the seconds."""
        ratio = rows[self.who].answer.solve / rows[self.than].answer.solve
        return Verdict(self.words, f"{ratio:.2f} x", _state(ratio, self.ratio))


@dataclass(frozen=True, slots=True)
class Growth:
    """A target of a whole suite: time grows no faster than a power of the suppliers.

    Making whole units can take long where there are few, which would make growth look slow: the
    faster of both growths counts, with it and without.
    """

    most: float

    def verdict(self, rows: Sequence[Row]) -> Verdict:
        """Fit a line through the logarithms."""
        target = f"at most n^{self.most:g}"
        rows = [row for row in rows if row.contestant.name == "ours" and row.answer.timed]
        if len({row.instance.suppliers for row in rows}) <= 1:
            return Verdict(target, "too few sizes", UNKNOWN)
        linear = exponent(rows, [row.answer.total - row.answer.whole for row in rows])
        whole = exponent(rows, [row.answer.total for row in rows])
        reached = f"n^{linear:.2f}, with whole units n^{whole:.2f}"
        return Verdict(target, reached, _state(max(linear, whole), self.most))


def exponent(rows: Sequence[Row], seconds: Sequence[float]) -> float:
    """Fit the power of the suppliers with which seconds grow."""
    sizes = np.log([row.instance.suppliers for row in rows])
    return float(np.polyfit(sizes, np.log(seconds), 1)[0])
