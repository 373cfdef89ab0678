import pytest

from bot.sources import Sources, find_sources
from ingest.segment import fold

SITES = ("IT之家", "TechCrunch", "The Example Ledger", "示例科技网", "36kr.com", "Nature")
AUTHORS = ("李明", "Ann Reed", "王芳 沈一苇", "Priya Calloway, Maren Holt")


def named(question: str) -> Sources:
    return find_sources(fold(question), SITES, AUTHORS)


@pytest.mark.parametrize(
    ("question", "site"),
    [
        ("据IT之家报道，YouTube涨价了多少？", "IT之家"),
        ("据 IT 之家 报道，YouTube涨价了多少？", "IT之家"),
        ("IT之家7月26日消息说了什么？", "IT之家"),
        ("IT之家上的文章怎么说？", "IT之家"),
        ("根据示例科技的报道，参数有多少？", "示例科技网"),
        ("來自示例科技網的報導怎麼說？", "示例科技网"),
        ("据36kr报道，融资多少？", "36kr.com"),
        ("刊登在《TechCrunch》的文章说了什么", "TechCrunch"),
        ("According to techcrunch, who bought it?", "TechCrunch"),
        ("What is new on TechCrunch?", "TechCrunch"),
        ("On TechCrunch, what was said about Xiaomi?", "TechCrunch"),
        ("TechCrunch's report on batteries", "TechCrunch"),
        ("What did TechCrunch write about batteries?", "TechCrunch"),
        ("news from the Example Ledger", "The Example Ledger"),
        ("as reported by Example Ledger", "The Example Ledger"),
    ],
)
def test_a_site_is_a_source_where_the_question_says_so(question: str, site: str) -> None:
    assert named(question).sites == (site,)


@pytest.mark.parametrize(
    ("question", "author"),
    [
        ("李明写的文章说了什么？", "李明"),
        ("李明的报道里有几家公司？", "李明"),
        ("作者是李明的文章", "李明"),
        ("沈一苇撰文说了什么？", "王芳 沈一苇"),
        ("the article by Ann Reed", "Ann Reed"),
        ("Ann Reed's article on batteries", "Ann Reed"),
        ("What did Ann Reed report about batteries?", "Ann Reed"),
        ("stories written by Maren Holt", "Priya Calloway, Maren Holt"),
    ],
)
def test_an_author_is_a_source_where_the_question_says_so(question: str, author: str) -> None:
    assert named(question).authors == (author,)


@pytest.mark.parametrize(
    "question",
    [
        "示例科技网有多少员工？",
        "IT之家是哪年成立的？",
        "李明是谁？",
        "关于李明的报道说了什么？",
        "Who founded TechCrunch?",
        "Which animals live in nature?",
        "Where was Ann Reed born?",
        "What is known about Ann Reed?",
        "据新华社报道，会议几点开始？",
    ],
)
def test_who_is_only_talked_about_or_unknown_is_no_source(question: str) -> None:
    assert named(question) == Sources()


def test_a_part_of_another_name_is_not_the_name() -> None:
    assert named("According to TechCrunchy, who won?") == Sources()


def test_several_sources_are_all_named_with_their_places() -> None:
    question = fold("据IT之家报道，李明写的文章怎么说？")
    found = find_sources(question, SITES, AUTHORS)

    assert (found.sites, found.authors) == (("IT之家",), ("李明",))
    assert [question[start:end] for start, end in found.spans] == ["it之家", "李明"]
