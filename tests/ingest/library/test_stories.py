"""Articles that tell one story are found as they come in, and parted as they go."""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import permutations

import pytest

from ingest.library import Filter, Library
from ingest.library.check import Finding
from ingest.library.stories import Stories
from ingest.model import EmbeddingModel
from ingest.settings import Settings
from ingest.source import upload_source
from ingest.sync import sync_sources
from tests.conftest import Add
from tests.ingest.library.damage import damage, looked_at

SENTENCES = (
    "明河机房在去年九月建成，位于青石市东郊的旧纸厂，由江南电力供电。",
    "负责人林小雨表示，机房的用水比同等规模的机房少，主要是因为采用了湖水冷却。",
    "第一批客户包括两家银行和一家视频网站，合同期都很长，金额没有公布。",
    "当地居民曾经担心湖水升温会影响鱼类，环保部门每天都派人到湖边监测。",
    "按照计划，机房的二期工程明年春天开工，建成以后机柜的数量会增加一倍。",
    "市政府希望借此吸引更多的软件企业，附近的园区已经有人登记注册。",
    "春蚕乐队的新唱片卖得不错，主唱却说，下一张要等到后年才会录制。",
    "封面由一位退休的邮递员拍摄，拍的是他走了半辈子的那条山路。",
    "北岭的牧民今年把羊群赶得更高，因为山脚下的草被旱季烤黄了。",
    "古渡口的老桥封闭检修，过河的人改坐渡船，船票由镇上补贴。",
    "天文馆的新望远镜拍到了一颗彗星，馆长请孩子们给它取名字。",
    "面馆老板把祖传的配方写进了一本小书，扉页上画着他的母亲。",
)
STORY = "".join(SENTENCES[:6])
AGAIN = f"来源：望江在线\n\n{STORY.replace('表示', '称')}\n\n责任编辑：青禾"
OTHER = "".join(SENTENCES[6:])
# Each shares enough with its neighbour, and the outer two too little with one another.
CHAIN = tuple("".join(SENTENCES[first : first + 8]) for first in (0, 2, 4))


def stories(library: Library) -> set[frozenset[str]]:
    """The stories that several articles tell, each as the names of its articles' files."""
    names = {i: origin.removeprefix("upload:") for i, origin in library.origins()}
    return {frozenset(names[i] for i in one) for one in library.stories(list(names)).values()}


def put(library: Library, texts: Iterable[tuple[str, str]]) -> None:
    report = sync_sources(library, [upload_source(name, text.encode()) for name, text in texts])
    assert not report.failed


def tables(library: Library) -> dict[str, int]:
    with closing(sqlite3.connect(library.settings.library / "library.sqlite3")) as file:
        return {
            table: file.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("signature", "band", "repost")
        }


def test_a_story_published_again_is_found_and_another_is_not(library: Library) -> None:
    put(library, [("a.txt", STORY), ("b.txt", AGAIN), ("c.txt", OTHER)])

    assert stories(library) == {frozenset({"a.txt", "b.txt"})}


def test_an_article_that_no_other_repeats_is_in_no_story(library: Library, add: Add) -> None:
    assert library.stories([add("a.txt", STORY)]) == {}
    assert library.stories([]) == library.stories(["0" * 16]) == {}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_stories_do_not_depend_on_the_order_in_which_articles_came(
    library: Library, order: Sequence[int]
) -> None:
    for place in order:
        put(library, [(f"{place}.txt", CHAIN[place])])

    assert stories(library) == {frozenset({"0.txt", "1.txt", "2.txt"})}


def test_what_only_a_removed_article_held_together_falls_apart(library: Library, add: Add) -> None:
    _, between, _ = (add(f"{place}.txt", text) for place, text in enumerate(CHAIN))

    library.remove(between)

    assert stories(library) == set()


def test_what_others_hold_together_stays(library: Library, add: Add) -> None:
    first = add("a.txt", STORY)
    put(library, [("b.txt", AGAIN), ("c.txt", STORY + SENTENCES[6])])

    library.remove(first)

    assert stories(library) == {frozenset({"b.txt", "c.txt"})}


def test_an_article_that_changes_joins_a_story_and_leaves_it(library: Library, add: Add) -> None:
    add("a.txt", STORY)
    add("b.txt", OTHER)
    assert stories(library) == set()

    add("b.txt", AGAIN)
    assert stories(library) == {frozenset({"a.txt", "b.txt"})}

    add("b.txt", OTHER)
    assert stories(library) == set()


def test_where_not_every_text_was_compared_a_removed_article_parts_none(
    library: Library, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.library.stories._TEXTS", 1)
    ids = [add(f"{place}.txt", f"{place}号网站。{STORY}") for place in range(6)]
    everyone = frozenset(f"{place}.txt" for place in range(6))
    assert stories(library) == {everyone}

    for place in range(4):
        library.remove(ids[place])
        everyone -= {f"{place}.txt"}
        assert stories(library) == {everyone}


def test_of_many_articles_with_one_wording_few_are_compared(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []

    def compare(_: str, second: str) -> bool:
        compared.append(second)
        return False

    monkeypatch.setattr("ingest.library.stories.same_story", compare)
    put(library, [(f"{place}.txt", f"{place}号网站。{STORY}") for place in range(30)])
    compared.clear()

    put(library, [("last.txt", STORY)])

    assert len(compared) == 16


def test_nothing_is_left_of_an_article_that_is_gone(library: Library, add: Add) -> None:
    gone = [add("a.txt", STORY), add("b.txt", AGAIN)]
    assert tables(library) == {"signature": 2, "band": 128, "repost": 2}

    for article_id in gone:
        library.remove(article_id)

    assert tables(library) == {"signature": 0, "band": 0, "repost": 0}


def test_a_write_that_stops_leaves_the_old_article_in_its_story(
    library: Library, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("a.txt", STORY)
    again = add("b.txt", AGAIN)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Stories, "put", stop)
        with pytest.raises(KeyboardInterrupt):
            add("b.txt", OTHER)

    article = library.article(again)
    assert article is not None
    assert "湖水" in article.body
    assert stories(library) == {frozenset({"a.txt", "b.txt"})}


def test_a_library_of_the_fourth_version_gets_stories_when_it_is_opened(
    library: Library, settings: Settings, packaged_model: EmbeddingModel
) -> None:
    put(library, [("a.txt", STORY), ("b.txt", AGAIN), ("c.txt", OTHER)])
    library.close()
    with closing(sqlite3.connect(settings.library / "library.sqlite3")) as file, file:
        file.executescript(
            "DROP TABLE signature; DROP TABLE band; DROP TABLE repost;"
            "UPDATE meta SET value = '4' WHERE key = 'schema';"
        )

    # No model: nothing is loaded, nothing embedded.
    Library.open(settings).close()

    with Library.open(settings, packaged_model) as again:
        assert stories(again) == {frozenset({"a.txt", "b.txt"})}
        assert looked_at(again).findings == ()
        [vector] = packaged_model.embed_arrays(["机房"], kind="query")
        assert len(again.nearest(vector, 3)) == 3


def test_the_articles_of_a_story_are_given_oldest_first_and_may_be_narrowed(
    library: Library, add: Add
) -> None:
    undated = add("a.md", f"# 无\n\n{STORY}")
    newer = add("b.md", f"---\ndate: 2023-08-10\nsite: 望江网\n---\n# 新\n\n{STORY}")
    older = add("c.md", f"---\ndate: 2023-08-09\n---\n# 旧\n\n{STORY}")
    story = library.stories([newer])[newer]

    def titles(within: Filter, limit: int = 10) -> list[str]:
        return [one.title for one in library.articles_among(story, within, limit=limit)]

    assert set(story) == {undated, newer, older}
    assert titles(Filter()) == ["旧", "新", "无"]
    assert titles(Filter(), 1) == ["旧"]
    assert titles(Filter(sites=("望江网",))) == ["新"]


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        (
            "DELETE FROM signature WHERE row = 1",
            "The article has no signature by which its reposts are found.",
        ),
        (
            "UPDATE signature SET value = 'none' WHERE row = 1",
            "The article has no signature by which its reposts are found.",
        ),
        (
            "DELETE FROM band WHERE row = 1",
            "The article is not entered under all bands of its signature.",
        ),
    ],
)
def test_an_article_whose_reposts_could_not_be_found_is_named(
    library: Library, add: Add, statement: str, what: str
) -> None:
    first = add("a.txt", STORY)
    add("b.txt", AGAIN)

    damage(library, statement)

    found = looked_at(library)
    assert Finding(what, first) in found.findings


def test_bands_and_ties_that_hang_in_the_air_are_found(library: Library, add: Add) -> None:
    first = add("a.txt", STORY)
    add("b.txt", AGAIN)

    damage(
        library,
        "INSERT INTO band VALUES (7, 1000)",
        f"DELETE FROM repost WHERE article_id = '{first}'",
    )

    assert [one.what for one in looked_at(library).findings] == [
        "The table band has rows of no signature.",
        "The table repost ties articles in one direction only.",
    ]
