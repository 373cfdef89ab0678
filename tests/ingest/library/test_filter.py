import numpy as np
import pytest

from ingest.library import EVERYTHING, Filter, Library
from ingest.segment import words
from tests.conftest import Add

ARTICLES = {
    "a": ("2023-01-05", "算力观察", "周牧野"),
    "b": ("2023-03-01", "示例科技网", "林知远"),
    "c": ("2023-06-30", "示例科技网", "周牧野"),
    "d": ("", "", ""),
}


@pytest.fixture
def ids(library: Library, add: Add) -> dict[str, str]:
    """Four articles that only their dates, sites and authors tell apart."""

    def one(name: str) -> str:
        date, site, author = ARTICLES[name]
        facts = {"date": date, "site": site, "author": author}
        front = "\n".join(f"{key}: {value}" for key, value in facts.items() if value)
        return add(f"{name}.md", f"---\n{front}\n---\n# 芯片\n\n第{name}家公司做芯片。")

    return {name: one(name) for name in ARTICLES}


def found(library: Library, within: Filter, count: int = 4) -> tuple[set[str], set[str]]:
    """Names of the articles that either search finds."""
    [vector] = library.model.embed_arrays(["公司做什么芯片"], kind="query")
    near = [i.rpartition("-")[0] for i, _ in library.nearest(vector, count, within)]
    shared = [i.rpartition("-")[0] for i in library.lexical(words("公司做芯片"), count, within)]
    names = {article_id: origin[-4] for article_id, origin in library.origins()}
    return {names[i] for i in near}, {names[i] for i in shared}


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        (EVERYTHING, "abcd"),
        (Filter(since="2023-03-01"), "bc"),
        (Filter(until="2023-03-01"), "ab"),
        (Filter(since="2023-01-06", until="2023-06-29"), "b"),
        (Filter(sites=("示例科技网",)), "bc"),
        (Filter(authors=("周牧野",)), "ac"),
        (Filter(authors=("周牧野", "林知远"), sites=("示例科技网",), since="2023-06-01"), "c"),
        (Filter(languages=("en",)), ""),
        (Filter(sites=("别处",)), ""),
    ],
)
def test_both_searches_find_exactly_what_passes_the_filter(
    library: Library, ids: dict[str, str], within: Filter, expected: str
) -> None:
    assert found(library, within) == (set(expected), set(expected))


def test_articles_can_be_named(library: Library, ids: dict[str, str]) -> None:
    within = Filter(articles=(ids["b"], ids["d"]))

    assert found(library, within) == ({"b", "d"}, {"b", "d"})


def test_as_many_are_found_as_asked_for_however_far_off_they_are(
    library: Library, add: Add
) -> None:
    for n in range(60):
        add(f"near{n}.md", f"# 芯片\n\n第{n}家公司做芯片。")
    for n in range(3):
        add(f"far{n}.md", f"---\nsite: 远方\n---\n# 天气\n\n第{n}天下雨。")
    [vector] = library.model.embed_arrays(["公司做什么芯片"], kind="query")

    assert len(library.nearest(vector, 3, Filter(sites=("远方",)))) == 3


def test_a_library_names_its_sites_and_authors(library: Library, ids: dict[str, str]) -> None:
    assert library.sites() == ("示例科技网", "算力观察")
    assert library.authors() == ("周牧野", "林知远")


def test_what_all_articles_say_is_read_once_for_each_write(
    library: Library, add: Add, ids: dict[str, str]
) -> None:
    sites, authors = library.sites(), library.authors()
    assert library.sites() is sites
    assert library.authors() is authors

    add("e.md", "---\nsite: 蓝湾报\nauthor: 沈一苇\n---\n# 天气\n\n今天下雨。")

    assert set(library.sites()) == {*sites, "蓝湾报"}
    assert set(library.authors()) == {*authors, "沈一苇"}
    assert library.count()[0] == len(ids) + 1


def test_a_host_is_that_of_the_site_which_most_of_its_articles_name(
    library: Library, add: Add
) -> None:
    addresses = {
        "IT之家": ["https://www.ithome.com/0/1.htm", "https://WWW.ithome.com:443?a=2"],
        "www.ithome.com": [f"https://www.ithome.com/0/{n}.htm" for n in range(3, 6)],
        "新华社": ["https://www.ithome.com/0/6.htm"],
        "甲报": ["http://reprints.example/1"],
        "乙报": ["http://reprints.example/2"],
        "丙报": [""],
    }
    for site, urls in addresses.items():
        for n, url in enumerate(urls):
            add(f"{site}{n}.md", f"---\nsite: {site}\nurl: {url}\n---\n# 题目\n\n正文一句。")

    hosts = {str(site): site.hosts for site in library.sites()}

    assert hosts == dict.fromkeys(addresses, ()) | {"IT之家": ("www.ithome.com",)}


@pytest.mark.parametrize("day", ["2023", "20230101", "2023-02-30", "gestern"])
def test_what_is_no_date_is_refused(day: str) -> None:
    with pytest.raises(ValueError, match=r"written as|isoformat|day is out"):
        Filter(since=day)


def test_a_filter_on_everything_changes_nothing(library: Library, ids: dict[str, str]) -> None:
    vector = np.ones(library.model.dimension, np.float32) / library.model.dimension**0.5

    assert library.nearest(vector, 4) == library.nearest(vector, 4, Filter(languages=("zh", "en")))
