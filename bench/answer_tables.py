"""Say what the results of `bench answers` come to, in tables.

Works on results alone, of one run or several; asks nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.answers import Result
from bench.metrics import share, spread
from bench.selective import area, below, right_at, threshold
from bench.table import Table

COVERAGES = (1.0, 0.9, 0.8, 0.7, 0.5)
NONE = "-"


@dataclass(frozen=True, slots=True)
class Asked:
    """The results of a question set in a corpus."""

    set: str
    corpus: str
    results: Sequence[Result]

    @property
    def answerable(self) -> list[Result]:
        """Those of questions that have an answer."""
        return [one for one in self.results if one.answerable]

    @property
    def others(self) -> list[Result]:
        """Those of questions that have none."""
        return [one for one in self.results if not one.answerable]


@dataclass(frozen=True, slots=True)
class Refusals:
    """Questions without an answer, and those with one that they are to be told from.

    Attributes:
        asked: a set that has questions without an answer.
        counterpart: the answerable questions in the same language, asked of libraries in the same
            languages, whose passages are in the language of those that were asked here.
    """

    asked: Asked
    counterpart: Sequence[Result]

    @property
    def confidences(self) -> tuple[list[float], list[float]]:
        """Confidence in the counterpart's answers, and in those that there should not be."""
        return _confidences(self.counterpart), _confidences(self.asked.others)


def sets_of(results: Sequence[Result]) -> list[Asked]:
    """Gather results by question set and corpus, in the order in which they were asked."""
    groups: dict[tuple[str, str], list[Result]] = {}
    for one in results:
        groups.setdefault((one.set, one.corpus), []).append(one)
    return [Asked(*names, group) for names, group in groups.items()]


def refusals_of(results: Sequence[Result]) -> list[Refusals]:
    """Find the sets with questions that have no answer, each with its counterpart."""
    return [Refusals(a, _counterpart(a.others, results)) for a in sets_of(results) if a.others]


def tables(results: Sequence[Result]) -> list[Table]:
    """Make every table."""
    sets = sets_of(results)
    refusals = refusals_of(results)
    return [
        Table(
            "",
            ("set", "corpus", "n", "right", "cited", "refused", "of right cited", "span F1",
             "marked", "sentences", "uncited", "CPU ms p50", "CPU ms mean", "first ms p50"),
            [_answer_row(one) for one in sets],
            "right: what is asserted contains a gold answer. cited: a cited passage does. span F1: "
            "tokens of the first marked words against the nearest gold answer, where a token is a "
            "word, or a Chinese character; 0 where nothing is marked. marked: share of the answers "
            "that have marked words.",
        ),
        Table(
            "What was said",
            ("set", "corpus", "answered", "nearest", "nothing", "nearest holds it"),
            [_state_row(one) for one in sets],
            "nearest holds it: of the answerable questions in that state, those whose quotation "
            "contains a gold answer.",
        ),
        Table(
            "Refusal",
            ("set", "corpus", "n", "refused", "at 5 %", "AUC", "against", "false refusals"),
            [_refusal_row(one) for one in refusals],
            "refused, false refusals: as the product is set. at 5 %: refused with the threshold "
            "that refuses 5 % of the answerable questions that it is held against.",
        ),
        Table(
            "Right answers by coverage",
            ("set", "corpus", *(f"{coverage:.0%}" for coverage in COVERAGES)),
            [_coverage_row(one) for one in sets if one.answerable],
            "Of the answerable questions with the most confidence, the share whose answer is right "
            "as the product is set; a refusal is not.",
        ),
        Table(
            "By language",
            ("library", "question", "passage", "answerable", "right", "cited", "span F1",
             "refused", "unanswerable", "of those refused"),
            _language_rows(results),
        ),
    ]  # fmt: skip


def percent(results: Sequence[Result], holds: Callable[[Result], bool]) -> str:
    """Print the share of results that something holds for; a dash where there are none."""
    return f"{share(sum(map(holds, results)), len(results)):.1%}" if results else NONE


def mean_f1(results: Sequence[Result]) -> str:
    """Print the mean span F1; a dash where there are no results."""
    return f"{share(sum(one.f1 for one in results), len(results)):.3f}" if results else NONE


def refused(one: Result) -> bool:
    """Whether nothing is asserted."""
    return not one.answered


def at_limit(refusals: Refusals) -> str:
    """Print the share that is refused at the threshold of 5 % false refusals."""
    answerable, others = refusals.confidences
    return f"{below(threshold(answerable), others):.1%}" if answerable else NONE


def auc(refusals: Refusals) -> str:
    """Print how well confidence tells the two apart."""
    answerable, others = refusals.confidences
    return f"{area(answerable, others):.3f}" if answerable else NONE


def _answer_row(asked: Asked) -> tuple[str, ...]:
    results, answerable = asked.results, asked.answerable
    cpu = spread([one.cpu_seconds * 1000 for one in results])
    first = spread([one.first_seconds * 1000 for one in results])
    return (
        asked.set,
        asked.corpus,
        str(len(results)),
        percent(answerable, lambda one: one.right),
        percent(answerable, lambda one: one.cited),
        percent(results, refused),
        percent([one for one in answerable if one.right], lambda one: one.cited),
        mean_f1(answerable),
        percent([one for one in answerable if one.answered], lambda one: bool(one.marked)),
        str(sum(one.sentences for one in results)),
        str(sum(one.uncited for one in results)),
        f"{cpu.median:.0f}",
        f"{cpu.mean:.0f}",
        f"{first.median:.0f}",
    )


def _state_row(asked: Asked) -> tuple[str, ...]:
    states = [one.state for one in asked.results]
    counts = (str(states.count(state)) for state in ("answered", "nearest", "nothing"))
    near = [one for one in asked.answerable if one.state == "nearest"]
    return asked.set, asked.corpus, *counts, percent(near, lambda one: one.nearly)


def _refusal_row(one: Refusals) -> tuple[str, ...]:
    others = one.asked.others
    against = dict.fromkeys(result.set for result in one.counterpart)
    return (
        one.asked.set,
        one.asked.corpus,
        str(len(others)),
        percent(others, refused),
        at_limit(one),
        auc(one),
        "+".join(against) or NONE,
        percent(one.counterpart, refused),
    )


def _coverage_row(asked: Asked) -> tuple[str, ...]:
    return asked.set, asked.corpus, *(f"{right:.1%}" for _, right in coverage_curve(asked))


def coverage_curve(
    asked: Asked, coverages: Sequence[float] = COVERAGES
) -> list[tuple[float, float]]:
    """Return the share of right answers at each coverage of the answerable questions."""
    answerable = asked.answerable
    right = [one.right for one in answerable]
    return [(c, right_at(c, _confidences(answerable), right)) for c in coverages]


def _language_rows(results: Sequence[Result]) -> list[tuple[str, ...]]:
    groups: dict[tuple[str, str, str], list[Result]] = {}
    for one in results:
        groups.setdefault((one.library, one.language, one.passage_language), []).append(one)
    return [(*names, *_language_cells(group)) for names, group in sorted(groups.items())]


def _language_cells(group: Sequence[Result]) -> tuple[str, ...]:
    answerable = [one for one in group if one.answerable]
    others = [one for one in group if not one.answerable]
    return (
        str(len(answerable)),
        percent(answerable, lambda one: one.right),
        percent(answerable, lambda one: one.cited),
        mean_f1(answerable),
        percent(answerable, refused),
        str(len(others)),
        percent(others, refused),
    )


def _counterpart(asked: Sequence[Result], results: Sequence[Result]) -> list[Result]:
    wanted = {
        (one.library, one.language, passages)
        for one in asked
        for passages in one.passage_language.split("+")
    }
    return [
        one
        for one in results
        if one.answerable and (one.library, one.language, one.passage_language) in wanted
    ]


def _confidences(results: Sequence[Result]) -> list[float]:
    return [one.confidence for one in results]
