"""Measure what finding passages costs in a large library, stage by stage, without the reader.

The library is made of the sample articles' sentences, put together anew at random, with invented
names among them. A passage's vector is the mean of its sentences', a little moved: so vectors lie
as close together as real ones do, and none has to be embedded. Everything else goes through the
library's own interface. Since sentences recur, words are more frequent than in real articles.
"""

import random
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bench.build import settings_for
from bench.table import table
from bot.center import Centers, Vector, load_centers
from bot.retrieve import prepare, retrieve
from bot.settings import BotSettings
from ingest.article import Article, Block, Passage
from ingest.library import Filter, Library
from ingest.read import read_article
from ingest.segment import words
from ingest.sentences import split_sentences
from ingest.settings import PROJECT
from ingest.source import find_sources, load_source

HEADER = ("passages", "stage", "p50 ms", "p95 ms", "p50 CPU ms", "p95 CPU ms")
PASSAGES_OF_ARTICLE = 10
# As many characters as a passage of 256 tokens has, and as many different vectors as are embedded.
_LONGEST = {"zh": 350, "en": 1_100}
_SENTENCES = 200
# How far a passage is moved away from the mean of its sentences.
_MOVED = 0.15
# What each narrowed search leaves: as articles are made, so much of them.
_NARROWED = {
    "1 %": Filter(authors=tuple(f"author {number}" for number in range(3))),
    "10 %": Filter(sites=("site 0", "site 1")),
    "50 %": Filter(since="2017-01-01"),
}
_SYLLABLES = {
    "zh": tuple("澜岚沐宸昀霁翊煜璟楠桐禾穗舟帆屿泓澈皓曜"),
    "en": tuple("ver lum tor cal nex sol bri dan qua mir fel ost ran vel kor".split()),
}


@dataclass(frozen=True, slots=True)
class Material:
    """Sentences of a language with their unit vectors."""

    language: str
    sentences: Sequence[str]
    vectors: Vector


@dataclass(frozen=True, slots=True)
class Clock:
    """Milliseconds of each stage, one entry a question: by the clock, and of the processor."""

    wall: dict[str, list[float]] = field(default_factory=dict)
    cpu: dict[str, list[float]] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what is done inside."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.wall.setdefault(name, []).append((time.perf_counter() - wall) * 1000)
        self.cpu.setdefault(name, []).append((time.process_time() - cpu) * 1000)


def run(sizes: Sequence[int], questions: int, folder: Path) -> str:
    """Measure libraries of the given numbers of passages, and make a table of it.

    Args:
        sizes: passages of each library.
        questions: how many are asked of each.
        folder: holds one folder for each size; what is there already is not made again.

    Raises:
        WenyuanError: a library cannot be made or searched.
    """
    rows: list[tuple[str, ...]] = []
    for size in sizes:
        with Library.open(settings_for(folder / f"size-{size}")) as library:
            materials = [_material(library, language) for language in ("zh", "en")]
            _fill(library, materials, size)
            measured = _measure(library, materials, questions)
            rows.extend((str(size), *cells) for cells in measured)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{table(HEADER, rows)}\nmemory, at most: {peak:.0f} MB"


def _fill(library: Library, materials: Sequence[Material], size: int) -> None:
    """Add articles until the library has as many passages."""
    present = library.count()[1]
    if present >= size:
        return
    started = time.monotonic()
    for number in range(present // PASSAGES_OF_ARTICLE, -(-size // PASSAGES_OF_ARTICLE)):
        chance = random.Random(number)  # noqa: S311 - the same library every time
        article, passages, vectors = _article(chance, number, chance.choice(materials))
        keys = {passage.id: passage.id.encode() for passage in passages}
        with library.writing():
            library.put(
                article,
                str(number),
                [(passage, keys[passage.id]) for passage in passages],
                {keys[p.id]: vector for p, vector in zip(passages, vectors, strict=True)},
            )
        if number % 500 == 0:
            spent = time.monotonic() - started
            print(f"  {number * PASSAGES_OF_ARTICLE} in {spent:.0f} s", file=sys.stderr, flush=True)
    library.enforce_names()


def _material(library: Library, language: str) -> Material:
    """Take sentences of the sample articles, always the same, and embed them."""
    articles = map(read_article, map(load_source, find_sources([PROJECT / "corpus"])))
    texts = [article.body for article in articles if article.language == language]
    found = [text[a:b] for text in texts for a, b in split_sentences(text) if b - a > 15]
    chosen = random.Random(0).sample(found, min(_SENTENCES, len(found)))  # noqa: S311
    return Material(language, chosen, library.model.embed_arrays(chosen, kind="passage"))


def _article(
    chance: random.Random, number: int, material: Material
) -> tuple[Article, list[Passage], Vector]:
    """Put an article of passages together, one paragraph each, with a vector for each."""
    moves = np.random.default_rng(number)
    language = material.language
    texts: list[str] = []
    vectors: list[Vector] = []
    name = _name(chance, language)
    for _ in range(PASSAGES_OF_ARTICLE):
        used = [chance.randrange(len(material.sentences))]
        length = chance.uniform(0.5, 1) * _LONGEST[language]
        while sum(len(material.sentences[i]) for i in used) < length:
            used.append(chance.randrange(len(material.sentences)))
        between = "" if language == "zh" else " "
        texts.append(between.join([_said(name, language), *(material.sentences[i] for i in used)]))
        mean = material.vectors[used].mean(axis=0)
        mean += _MOVED * moves.standard_normal(len(mean)).astype(np.float32) / len(mean) ** 0.5
        vectors.append(mean / np.linalg.norm(mean))
    body = "\n\n".join(texts)
    blocks: list[Block] = []
    for text in texts:
        start = blocks[-1].end + 2 if blocks else 0
        blocks.append(Block("text", start, start + len(text)))
    article = Article(
        id=f"{number:016x}",
        origin=f"upload:{number}.txt",
        title=_said(name, language).rstrip("。."),
        body=body,
        language=language,
        blocks=tuple(blocks),
        author=f"author {number % 300}",
        published=f"20{10 + number % 14}-{1 + number % 12:02d}-{1 + number % 28:02d}",
        site=f"site {number % 20}",
    )
    passages = [
        Passage(article.id, i, b.start, b.end, "", body[b.start : b.end])
        for i, b in enumerate(blocks)
    ]
    return article, passages, np.stack(vectors).astype(np.float32)


def _name(chance: random.Random, language: str) -> str:
    name = "".join(chance.choices(_SYLLABLES[language], k=3))
    return name if language == "zh" else name.capitalize()


def _said(name: str, language: str) -> str:
    return f"{name}科技发布新一代模型。" if language == "zh" else f"{name} released a new model."


def _asked(number: int, materials: Sequence[Material], size: int) -> str:
    """Ask about one article: its name, and the beginning of some sentence in its language."""
    chance = random.Random(-1 - number)  # noqa: S311
    article = random.Random(chance.randrange(max(1, size // PASSAGES_OF_ARTICLE)))  # noqa: S311
    material = article.choice(materials)
    name = _name(article, material.language)
    sentence = chance.choice(material.sentences)
    if material.language == "zh":
        return f"{name}科技：{sentence[: chance.randint(8, 20)]}是什么？"
    return f"What did {name} say: {' '.join(sentence.split()[: chance.randint(5, 10)])}?"


def _measure(
    library: Library, materials: Sequence[Material], questions: int
) -> Iterator[tuple[str, ...]]:
    centers = load_centers(library.model, library.settings.models)
    candidates = BotSettings().candidates
    asked = [_asked(n, materials, library.count()[1]) for n in range(questions + 10)]
    clock = Clock()
    for number, question in enumerate(asked):
        # The first ones load model, dictionary and index, which no question should pay.
        _ask(library, centers, question, candidates, clock if number >= 10 else Clock())
    for stage in clock.wall:
        wall, cpu = sorted(clock.wall[stage]), sorted(clock.cpu[stage])
        figures = (_at(0.5, wall), _at(0.95, wall), _at(0.5, cpu), _at(0.95, cpu))
        yield stage, *(f"{figure:.1f}" for figure in figures)


def _at(share: float, ordered: Sequence[float]) -> float:
    return ordered[int(share * (len(ordered) - 1))]


def _ask(library: Library, centers: Centers, question: str, candidates: int, clock: Clock) -> None:
    """Find passages as the product does, then each of its stages by itself."""
    with clock.stage("all"):
        query = prepare(library, centers, question)
        retrieve(library, query, centers, candidates, BotSettings().retrieved)
    with clock.stage("embed"):
        library.model.embed_arrays([question], kind="query")
    with clock.stage("words"):
        library.document_frequencies(list(dict.fromkeys(words(question, library.names(question)))))
    each = [Filter(languages=(language,)) for language in library.languages()]
    with clock.stage("by meaning"):
        near = [library.nearest(query.centered, candidates, one) for one in each]
    with clock.stage("by words"):
        wanted = [*query.weights, *query.names]
        shared = [library.lexical(wanted, candidates, one) for one in each]
    ids = {i for found in near for i, _ in found} | {i for found in shared for i in found}
    with clock.stage("evidence"):
        library.evidence(list(ids), list(query.weights))
    for left, within in _NARROWED.items():
        with clock.stage(f"all, narrowed to {left}"):
            query = prepare(library, centers, question)
            retrieve(library, query, centers, candidates, BotSettings().retrieved, within)
