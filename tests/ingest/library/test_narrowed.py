"""A narrowed search finds what a search of everything finds, less what does not pass."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.article import Article, Block, Passage
from ingest.library import Filter, Library, passing, terms
from ingest.library.bm25 import average
from ingest.model import EmbeddingModel
from ingest.settings import Settings

ARTICLES = 24
PASSAGES = 5
VOCABULARY = {
    "zh": "芯片 模型 公司 城市 桥梁 河流 火车 学校 医院 银行 电影 音乐 花园 飞机 海洋 山脉 报纸 "
    "厨房 超市 图书馆 足球 香蕉 月亮 雨伞".split(),
    "en": "chip model bridge river train school hospital bank film music garden tower plane ocean "
    "mountain paper kitchen market clock football lemon moon umbrella boat".split(),
}
ASKED = ["芯片", "河流", "音乐", "chip", "river", "music", "garden", "未见"]

FILTERS = [
    Filter(since="2023-03-01"),
    Filter(until="2023-03-01"),
    Filter(since="2023-02-01", until="2023-02-28"),
    Filter(sites=("site 1",)),
    Filter(sites=("site 0", "site 2")),
    Filter(authors=("author 3",)),
    Filter(languages=("en",)),
    Filter(languages=("zh",), sites=("site 1",)),
    Filter(articles=(f"{4:016x}", f"{7:016x}", "unknown")),
    Filter(since="2023-01-02", sites=("site 0", "site 1"), authors=("author 1", "author 2")),
    Filter(sites=("nowhere",)),
]
COUNTS = (1, 3, 12, 1_000)


@dataclass(frozen=True)
class Filled:
    """A library with all that went into it."""

    library: Library
    articles: Mapping[str, Article]
    vectors: Mapping[str, NDArray[np.float32]]

    def passes(self, passage_id: str, within: Filter) -> bool:
        """Read the filter as its documentation does."""
        article = self.articles[passage_id.rpartition("-")[0]]
        fields = (
            (within.sites, article.site),
            (within.authors, article.author),
            (within.languages, article.language),
            (within.articles, article.id),
        )
        return (
            all(not wanted or value in wanted for wanted, value in fields)
            and (not within.since or article.published >= within.since)
            and (not within.until or "" < article.published <= within.until)
        )


@pytest.fixture(scope="module")
def filled(
    tmp_path_factory: pytest.TempPathFactory, packaged_model: EmbeddingModel
) -> Iterator[Filled]:
    """Articles of random words, whose vectors are random too: no two are equally near."""
    home = tmp_path_factory.mktemp("narrowed")
    with Library.open(Settings(home=home), packaged_model) as library:
        chance, moves = random.Random(1), np.random.default_rng(1)
        articles: dict[str, Article] = {}
        vectors: dict[str, NDArray[np.float32]] = {}
        for number in range(ARTICLES):
            article, passages = _article(chance, number)
            articles[article.id] = article
            for passage in passages:
                # As SQLite holds it, so that both ways see the same vectors.
                stored = moves.standard_normal(packaged_model.dimension).astype(np.float16)
                vectors[passage.id] = stored.astype(np.float32)
            with library.writing():
                library.put(
                    article,
                    str(number),
                    [(passage, passage.id.encode()) for passage in passages],
                    {passage.id.encode(): _unit(vectors[passage.id]) for passage in passages},
                )
        yield Filled(library, articles, vectors)


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = vector / np.linalg.norm(vector)
    return unit


def _article(chance: random.Random, number: int) -> tuple[Article, list[Passage]]:
    language = chance.choice(("zh", "en"))
    words = VOCABULARY[language]
    texts = [" ".join(chance.choices(words, k=chance.randint(3, 15))) for _ in range(PASSAGES)]
    blocks: list[Block] = []
    for text in texts:
        start = blocks[-1].end + 2 if blocks else 0
        blocks.append(Block("text", start, start + len(text)))
    article = Article(
        id=f"{number:016x}",
        origin=f"upload:{number}.txt",
        title=" ".join(chance.choices(words, k=chance.randint(1, 4))),
        body="\n\n".join(texts),
        language=language,
        blocks=tuple(blocks),
        author=f"author {number % 4}",
        published=f"2023-{1 + number % 5:02d}-{1 + number:02d}" if number % 6 else "",
        site=f"site {number % 3}",
    )
    return article, [
        Passage(article.id, i, block.start, block.end, "", text)
        for i, (block, text) in enumerate(zip(blocks, texts, strict=True))
    ]


@pytest.fixture(params=["too few", "as set", "all"])
def spare(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """How much is looked at.

    Next to nothing of the whole language at first, so that it has to be searched more widely; what
    is set; or all that passes.
    """
    if request.param != "as set":
        some = request.param == "too few"
        monkeypatch.setattr(passing, "_SPARE", 0.001 if some else 1e9)
        monkeypatch.setattr(terms, "_DEARER", 1e9 if some else 0)


@pytest.mark.usefixtures("spare")
@pytest.mark.parametrize("within", FILTERS, ids=str)
def test_the_nearest_are_those_of_all_that_pass(filled: Filled, within: Filter) -> None:
    drawn = np.random.default_rng(2).standard_normal(filled.library.model.dimension)
    asked = _unit(drawn.astype(np.float32))
    cosines = {i: float(_unit(vector) @ asked) for i, vector in filled.vectors.items()}
    best = sorted((i for i in cosines if filled.passes(i, within)), key=lambda i: -cosines[i])

    for count in COUNTS:
        found = filled.library.nearest(asked, count, within)

        assert [passage_id for passage_id, _ in found] == best[:count]
        assert [cosine for _, cosine in found] == pytest.approx(
            [cosines[i] for i in best[:count]], abs=0.001
        )


@pytest.mark.usefixtures("spare")
@pytest.mark.parametrize("within", FILTERS, ids=str)
def test_words_are_weighed_as_in_a_search_of_everything(filled: Filled, within: Filter) -> None:
    ranked = filled.library.lexical(ASKED, 1_000)
    best = [passage_id for passage_id in ranked if filled.passes(passage_id, within)]

    assert len(ranked) > 60
    for count in COUNTS:
        assert filled.library.lexical(ASKED, count, within) == best[:count]


@pytest.mark.usefixtures("spare")
def test_a_common_word_is_looked_for_where_the_rare_ones_do_not_pass(
    filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terms, "_MOST_OCCURRENCES", 1)
    within = Filter(languages=("en",), since="2023-01-01")

    for count in (1, 3, 12):
        assert len(filled.library.lexical(ASKED, count, within)) == count


@pytest.mark.usefixtures("spare")
@pytest.mark.parametrize("within", FILTERS, ids=str)
def test_what_no_passage_has_is_found_nowhere(filled: Filled, within: Filter) -> None:
    assert filled.library.lexical(["未见"], 5, within) == []
    assert filled.library.lexical([], 5, within) == []


def test_a_filter_follows_what_is_written_and_removed(filled: Filled) -> None:
    library, within = filled.library, Filter(sites=("site new",))
    [(_, vector), *_] = filled.vectors.items()
    assert library.nearest(_unit(vector), 5, within) == []

    article = Article(
        f"{99:016x}", "upload:99.txt", "garden", "garden river", "en",
        (Block("text", 0, 12),), site="site new",
    )  # fmt: skip
    passage = Passage(article.id, 0, 0, 12, "", article.body)
    with library.writing():
        library.put(article, "99", [(passage, b"99")], {b"99": _unit(vector)})

    assert [i for i, _ in library.nearest(_unit(vector), 5, within)] == [passage.id]
    assert library.lexical(["garden"], 5, within) == [passage.id]

    library.remove(article.id)

    assert library.nearest(_unit(vector), 5, within) == []
    assert library.lexical(["garden"], 5, within) == []


def test_lengths_are_read_from_sqlites_own_record() -> None:
    # Two rows; 300 words in the first column, which takes two bytes, none, and 4.
    assert average(bytes([2, 0x82, 0x2C, 0, 4])) == (2, 152.0)
