"""Answer in the articles' own words: choose the one to three sentences that answer.

The reader says how likely each passage answers and where in it; a sentence is as good as its
passage times its share of where the answer may stand. Knows nothing of refusing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer import Citation, Hit, Sentence
from bot.reader.reading import Reading
from bot.retrieve import Query
from ingest.segment import words
from ingest.sentences import split_sentences

# Sentences are read from this many passages.
PASSAGES = 5
MOST_SENTENCES = 3
# Longer than any sentence that is quoted as an answer; what is longer is a list or a table.
LONGEST_SENTENCE = 600
# Further sentences are quoted while they have this share of the best one's score. At 0.25 the
# answer was among them for 0.77 of 250 questions that were kept out of training, at 0.06 for 0.80,
# with half a sentence more to read.
CLOSE = 0.06


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a passage: `hit.article.body[start:end]`, and what speaks for it.

    Attributes:
        reading: what the reader says of the passage.
        score: how likely the answer stands here rather than elsewhere in what was read, 0 to 1.
        marked: where in the article's body the words stand that answer, if the sentence does.
        words: its words, as the lexical index would hold them.
    """

    hit: Hit
    start: int
    end: int
    reading: Reading
    score: float
    marked: tuple[int, int] | None
    words: frozenset[str]

    @property
    def text(self) -> str:
        """The sentence as it stands in the article."""
        return self.hit.article.body[self.start : self.end]

    @property
    def answer(self) -> str:
        """The words of it that answer; empty where that is not known."""
        return self.hit.article.body[slice(*self.marked)] if self.marked else ""

    def cite(self) -> Sentence:
        """Quote the sentence."""
        citation = Citation(self.hit.article, self.hit.passage, self.start, self.end, self.marked)
        return Sentence(self.text, (citation,))


def candidates(query: Query, hits: Sequence[Hit]) -> list[Candidate]:
    """Weigh every sentence of the best passages, best first; repeated sentences count once.

    Args:
        query: the question.
        hits: passages that the reader has read, best first.
    """
    read = [(hit, hit.reading) for hit in hits[:PASSAGES] if hit.reading is not None]
    if not read:
        return []
    highest = max(hit.score for hit, _ in read)
    chances = [math.exp(hit.score - highest) for hit, _ in read]
    found: list[Candidate] = []
    seen: set[str] = set()
    for (hit, reading), chance in zip(read, chances, strict=True):
        for start, end in _sentences(hit):
            text = hit.article.body[start:end]
            if text not in seen and len(text) <= LONGEST_SENTENCE:
                seen.add(text)
                found.append(_weigh(hit, reading, (start, end), chance / sum(chances)))
    telling = [one for one in found if _can_answer(query, one)]
    return sorted(telling, key=lambda one: -one.score)


def _sentences(hit: Hit) -> list[tuple[int, int]]:
    """Find the sentences of a passage, in the article's offsets, without headings and captions."""
    passage, article = hit.passage, hit.article
    silent = [(b.start, b.end) for b in article.blocks if b.kind != "text"]
    found = [(passage.start + a, passage.start + b) for a, b in split_sentences(passage.text)]
    return [(a, b) for a, b in found if not any(s <= a and b <= e for s, e in silent)]


def _weigh(hit: Hit, reading: Reading, span: tuple[int, int], chance: float) -> Candidate:
    offset = hit.passage.start
    start, end = span[0] - offset, span[1] - offset
    best = reading.best_within(start, end)
    return Candidate(
        hit=hit,
        start=span[0],
        end=span[1],
        reading=reading,
        score=chance * reading.within(start, end),
        marked=best and (best[0] + offset, best[1] + offset),
        words=frozenset(words(hit.article.body[span[0] : span[1]])),
    )


def _can_answer(query: Query, one: Candidate) -> bool:
    """Whether a sentence says anything: a question does not, nor what only repeats the asked."""
    asks = one.text.rstrip("”’\"')） ").endswith(("？", "?"))
    return not asks and not one.words.issubset(query.weights)


def choose(weighed: Sequence[Candidate]) -> list[Candidate]:
    """Choose the sentences to quote: the best, and at most two more that may answer as well.

    Args:
        weighed: candidates, best first; not empty.

    Returns:
        The best one first, the others in their order in the article.
    """
    best, *others = weighed
    chosen = [best]
    for one in others:
        if len(chosen) == MOST_SENTENCES or one.score < CLOSE * best.score:
            break
        if not any(_repeats(one, other) for other in chosen):
            chosen.append(one)
    passages = list(dict.fromkeys(one.hit.passage.id for one in chosen))
    rest = sorted(chosen[1:], key=lambda one: (passages.index(one.hit.passage.id), one.start))
    return [best, *rest]


def _repeats(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences say the same in nearly the same words, as reprints do."""
    together = one.words | other.words
    return bool(together) and len(one.words & other.words) / len(together) > 0.8
