"""Weigh the reader against the other evidence, on questions that it was not trained on.

Three kinds of question are asked of the passages: as they are; with the article that answers taken
out; and near misses, which no passage answers. What ranks passages is fitted to put the answering
one first, what gates to tell the first kind from the others.
"""

import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import log_softmax, softplus

from bench.build import settings_for
from bench.selective import FALSE_REFUSALS
from bot.answer import Hit
from bot.calibration import (
    ENOUGH_WORDS,
    Calibration,
    Evidence,
    Weights,
    pair,
    relation,
)
from bot.center import load_centers
from bot.constraints import unmet
from bot.reader.load import load_reader
from bot.reader.reading import Reading
from bot.rerank import rerank
from bot.retrieve import prepare, retrieve
from bot.settings import BotSettings
from ingest.library import Filter, Library
from training.prepare import Asked, read_prepared

# Passages read for a question, as many as the product reads.
_READ = BotSettings().read
_FOUND = 80
# Questions on an article of the library for which not even the nearest passage is quoted.
_NOTHING = 0.02
_RANK = ("answered", "margin", "cosine", "coverage")
# The margin and the share of the best sentence add nothing to these.
_GATE = ("bias", "answered", "cosine", "coverage", "lacking")
_TOPIC = ("bias", "cosine", "coverage")
_UNREAD = Calibration({k: Weights(answered=1.0) for k in ("same", "across")}, {}, {}, {}, {})


@dataclass(frozen=True, slots=True)
class Case:
    """A question, and the evidence for each passage that was read for it.

    Attributes:
        languages: of question and passages.
        kind: of the source, for reports.
        answerable: whether a passage of the library answers.
        gold: index of the passage that answers; -1 if none was found.
        away: whether each passage is of another article than the question is about.
    """

    languages: tuple[str, str]
    kind: str
    answerable: bool
    gold: int
    evidence: tuple[Evidence, ...]
    away: tuple[bool, ...]


def calibrate(folder: Path, count: int) -> Calibration:
    """Fit the models and thresholds.

    Args:
        folder: holds what `prepare_all` wrote.
        count: questions of each kind, language and source that are asked.
    """
    cases = list(_cases(folder, count))
    rank = {
        name: _fit_rank([c for c in cases if relation(*c.languages) == name])
        for name in ("same", "across")
    }
    gate, topic = {}, {}
    for name in ("same", "across"):
        some = [c for c in cases if relation(*c.languages) == name]
        gate[name] = _fit_gate(_labelled(some, rank[name]), _GATE)
        topic[name] = _fit_gate(_on_topic(some, rank[name]), _TOPIC)
    thresholds, nearest = {}, {}
    for languages in sorted({case.languages for case in cases}):
        name = relation(*languages)
        some = [c for c in cases if c.languages == languages]
        labelled = _labelled(some, rank[name])
        # Nor may more be refused of the questions that are asked the other way round: how sure the
        # reader is depends on the articles more than on their language.
        thresholds[pair(*languages)] = min(
            _threshold(_labelled(either, rank[name]), gate[name])
            for either in _by_languages(cases, name)
        )
        on_topic = [topic[name].sum(e) for e, on in _on_topic(some, rank[name]) if on]
        nearest[pair(*languages)] = float(np.quantile(on_topic, _NOTHING))
        _report(languages, labelled, gate[name], thresholds[pair(*languages)])
    return Calibration(rank, gate, topic, thresholds, nearest)


def _cases(folder: Path, count: int) -> Iterator[Case]:
    """Ask the questions that were kept out of training, each among passages of one language."""
    passages, asked = read_prepared(folder)
    kinds: dict[tuple[str, str, str], list[Asked]] = {}
    for one in asked:
        if one.question.part == "dev" and one.gold:
            source = one.question.id.partition(":")[0].partition("-")[0]
            kind = source.removesuffix("t") if one.span else "near"
            languages = one.question.language, passages[one.gold].language
            kinds.setdefault((*languages, kind), []).append(one)
    chance = random.Random(5)  # noqa: S311 - a sample, no secret
    with Library.open(settings_for(folder / "library")) as library:
        centers = load_centers(library.model, library.settings.models)
        reader = load_reader(library.model, library.settings)
        for (language, other, kind), some in sorted(kinds.items()):
            print(language, other, kind, len(some), file=sys.stderr, flush=True)
            chance.shuffle(some)
            for one in some[:count]:
                query = prepare(library, centers, one.question.text)
                within = Filter(languages=(other,))
                article = passages[one.gold].row.rpartition("-")[0]
                found = retrieve(library, query, centers, _FOUND, _FOUND, within)
                away = [h for h in found if not passages[h.passage.id].row.startswith(article)]
                # As many as the product would read with the article, and without it.
                chosen = {h.passage.id: h for h in [*found[:_READ], *away[:_READ]]}
                hits = rerank(query, list(chosen.values()), reader, _UNREAD)
                ids = [hit.passage.id for hit in hits]
                yield Case(
                    languages=(language, other),
                    kind=kind,
                    answerable=bool(one.span),
                    gold=ids.index(one.gold) if one.span and one.gold in ids else -1,
                    evidence=tuple(
                        _evidence(query.text, language, hit, hit.reading)
                        for hit in hits
                        if hit.reading is not None
                    ),
                    away=tuple(not passages[i].row.startswith(article) for i in ids),
                )


def _by_languages(cases: Sequence[Case], name: str) -> list[list[Case]]:
    """Part the cases of a relation that have an answer by languages."""
    parts: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        if case.answerable and relation(*case.languages) == name:
            parts.setdefault(case.languages, []).append(case)
    return list(parts.values())


def _threshold(labelled: Sequence[tuple[Evidence, bool]], gate: Weights) -> float:
    """The log-odds that 95 % of the answerable questions reach.

    What lacks something is never asserted, and counts as refused already.
    """
    answerable = [e for e, answers in labelled if answers]
    odds = [gate.sum(e) for e in answerable if not e.lacking]
    left = max(0.0, FALSE_REFUSALS - 1 + len(odds) / len(answerable))
    return float(np.quantile(odds, left))


def _evidence(question: str, language: str, hit: Hit, reading: Reading) -> Evidence:
    said = hit.passage.text[slice(*reading.span)] if reading.span[0] >= 0 else ""
    return Evidence(
        answered=reading.answered,
        margin=reading.margin,
        cosine=hit.cosine,
        coverage=hit.coverage,
        lacking=unmet(question, "zh" if language == "zh" else "en", hit, said),
    )


def _labelled(cases: Sequence[Case], rank: Weights) -> list[tuple[Evidence, bool]]:
    """The evidence for the passage that would be quoted, and whether there is an answer.

    Questions whose answer retrieval did not find say nothing of what a reader can tell.
    """
    found = []
    for case in cases:
        if case.gold >= 0 or (not case.answerable and case.evidence):
            found.append((max(case.evidence, key=rank.sum), case.answerable))
        if case.gold >= 0 and (elsewhere := _elsewhere(case)):
            found.append((max(elsewhere, key=rank.sum), False))
    return found


def _on_topic(cases: Sequence[Case], rank: Weights) -> list[tuple[Evidence, bool]]:
    """The evidence for the best passage of the right article, and for that of another one."""
    found = []
    for case in cases:
        for evidence, on in ((_article(case), True), (_elsewhere(case), False)):
            if evidence:
                found.append((max(evidence, key=rank.sum), on))
    return found


def _article(case: Case) -> list[Evidence]:
    return [e for e, away in zip(case.evidence, case.away, strict=True) if not away]


def _elsewhere(case: Case) -> list[Evidence]:
    return [e for e, away in zip(case.evidence, case.away, strict=True) if away]


def _table(evidence: Sequence[Evidence], names: Sequence[str]) -> torch.Tensor:
    rows = []
    for one in evidence:
        values: Mapping[str, float] = {
            "bias": 1.0,
            "answered": one.answered,
            "margin": max(one.margin, -50.0),
            "cosine": one.cosine,
            "coverage": min(one.coverage, ENOUGH_WORDS),
            "lacking": float(one.lacking),
        }
        rows.append([values[name] for name in names])
    return torch.tensor(rows, dtype=torch.float64)


def _fit_rank(cases: Sequence[Case]) -> Weights:
    """Maximise the likelihood of the answering passage among those that were read."""
    found = [(_table(c.evidence, _RANK), c.gold) for c in cases if c.gold >= 0]
    weights = torch.zeros(len(_RANK), dtype=torch.float64, requires_grad=True)

    def loss() -> torch.Tensor:
        each = [-log_softmax(table @ weights, 0)[gold] for table, gold in found]
        return torch.stack(each).mean() + 1e-4 * weights.square().sum()

    return Weights(**dict(zip(_RANK, _minimise(weights, loss), strict=True)))


def _fit_gate(labelled: Sequence[tuple[Evidence, bool]], names: Sequence[str]) -> Weights:
    """Fit a logistic regression in which the two kinds of question weigh the same."""
    table = _table([evidence for evidence, _ in labelled], names)
    label = torch.tensor([float(answers) for _, answers in labelled], dtype=torch.float64)
    share = label.mean()
    each = torch.where(label > 0, 0.5 / share, 0.5 / (1 - share))
    weights = torch.zeros(len(names), dtype=torch.float64, requires_grad=True)

    def loss() -> torch.Tensor:
        wrong = softplus(-(table @ weights) * (2 * label - 1))
        return (each * wrong).mean() + 1e-4 * weights.square().sum()

    return Weights(**dict(zip(names, _minimise(weights, loss), strict=True)))


def _minimise(weights: torch.Tensor, loss: Callable[[], torch.Tensor]) -> list[float]:
    optimizer = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        value = loss()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    return [round(float(w), 4) for w in weights.detach()]


def _report(
    languages: tuple[str, str],
    labelled: Sequence[tuple[Evidence, bool]],
    gate: Weights,
    threshold: float,
) -> None:
    wrong = [gate.sum(e) for e, answers in labelled if not answers]
    refused = float(np.mean([odds < threshold for odds in wrong])) if wrong else 0.0
    print(*languages, f"threshold {threshold:.2f}, refused {refused:.3f} of {len(wrong)}")
