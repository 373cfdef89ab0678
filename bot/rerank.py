"""Order the best hits by what the reader makes of them.

Retrieval knows what a passage is about, the reader whether it answers; both count.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.answer import Hit
from bot.calibration import Calibration, Evidence, relation
from bot.reader.reader import Reader
from bot.retrieve import Query
from ingest.store import embedded_text


def rerank(
    query: Query, hits: Sequence[Hit], reader: Reader, calibration: Calibration
) -> list[Hit]:
    """Read passages under the question and order them by the odds that they answer it.

    Args:
        query: the question.
        hits: what retrieval found.
        reader: reads them.
        calibration: weighs what it says against what retrieval says.

    Returns:
        The hits with their readings, best first.
    """
    texts = [embedded_text(hit.article, hit.passage) for hit in hits]
    starts = [len(text) - len(hit.passage.text) for text, hit in zip(texts, hits, strict=True)]
    readings = reader.read(query.text, list(zip(texts, starts, strict=True)))
    # What their dates are worth to the question is told in terms of the cosine.
    bonuses = query.scope.bonuses([hit.article.published for hit in hits])
    read = []
    for hit, start, reading, bonus in zip(hits, starts, readings, bonuses, strict=True):
        weights = calibration.rank[relation(query.language, hit.article.language)]
        evidence = Evidence(reading.answered, reading.margin, hit.cosine, hit.coverage)
        score = weights.sum(evidence) + weights.cosine * bonus
        read.append(replace(hit, score=score, reading=reading.moved(-start)))
    return sorted(read, key=lambda hit: (-hit.score, hit.passage.id))
