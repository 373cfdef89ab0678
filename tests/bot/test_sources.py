import pytest

from bot.sources import Sources, find_sources
from ingest.library.facts import Site
from ingest.segment import fold


def sites(*names: str) -> tuple[Site, ...]:
    return tuple(map(Site, names))


SITES = sites("IT之家", "TechCrunch", "The Example Ledger", "示例科技网", "36kr.com", "Nature")
AUTHORS = ("李明", "Ann Reed", "王芳 沈一苇", "Priya Calloway, Maren Holt")


def named(
    question: str, sites: tuple[Site, ...] = SITES, authors: tuple[str, ...] = AUTHORS
) -> Sources:
    return find_sources(fold(question), sites, authors)


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


@pytest.mark.parametrize("site", ["www.ithome.com", "ithome.com", "m.ithome.com", "ITHome.com"])
@pytest.mark.parametrize(
    "question",
    [
        "据ithome报道，YouTube涨价了多少？",
        "据 ITHome 的报道，YouTube涨价了多少？",
        "据ＩＴＨＯＭＥ报道，YouTube涨价了多少？",
        "ithome.com上的文章怎么说？",
        "According to ithome, who bought it?",
        "According to www.ithome.com, who bought it?",
        "According to https://www.ithome.com/, who bought it?",
        "What did m.ithome.com report?",
    ],
)
def test_a_site_that_is_stored_as_a_host_is_named_by_the_host_or_its_own_part_of_it(
    site: str, question: str
) -> None:
    assert named(question, sites(site)).sites == (site,)


@pytest.mark.parametrize("question", ["据TechCrunch.com报道，谁买了？", "news from techcrunch.com"])
def test_a_site_that_is_stored_by_its_name_is_named_by_that_name_in_an_address(
    question: str,
) -> None:
    assert named(question).sites == ("TechCrunch",)


@pytest.mark.parametrize("site", ["36氪", "36氪/36kr", "36氪 36kr.com"])
@pytest.mark.parametrize("question", ["据36氪报道，融资多少？", "36 氪 7月的消息"])
def test_a_number_is_part_of_a_name(site: str, question: str) -> None:
    assert named(question, sites(site)).sites == (site,)


@pytest.mark.parametrize("site", ["36kr.com", "www.36kr.com", "36氪/36kr", "36氪 36kr.com"])
@pytest.mark.parametrize("question", ["据36kr报道，融资多少？", "据 36Kr 消息", "36kr's reports"])
def test_a_number_is_part_of_a_host(site: str, question: str) -> None:
    assert named(question, sites(site)).sites == (site,)


def test_the_parts_of_a_site_are_all_meant() -> None:
    parts = sites("tech.sina.com.cn", "finance.sina.com.cn", "sina.com.cn", "sohu.com")

    assert named("据sina报道，股价多少？", parts).sites == parts[:3]
    assert named("据tech.sina.com.cn报道，股价多少？", parts).sites == parts[:3]
    assert named("据新闻网站sohu.com报道，股价多少？", parts).sites == parts[3:]


def test_stored_sites_of_the_same_name_are_all_meant() -> None:
    same = sites("IT之家", "ＩＴ之家", "it 之家", "IT之家论坛")

    assert named("据IT之家报道，YouTube涨价了多少？", same).sites == same[:3]


@pytest.mark.parametrize(
    "question", ["据IT之家报道，涨价了多少？", "According to ithome, who won?"]
)
def test_sites_whose_articles_share_a_host_are_the_same_one(question: str) -> None:
    same = (Site("IT之家", ["www.ithome.com"]), Site("m.ithome.com"), Site("别处", ["a.com"]))

    assert named(question, same).sites == same[:2]


@pytest.mark.parametrize(
    "question",
    [
        "What did it report about batteries?",
        "What is its report about?",
        "Which tech news were there last week?",
        "According to tech experts, who won?",
        "According to news reports, who won?",
        "What is new on the web?",
        "36 articles were published. Where?",
        "36篇报道说了什么？",
        "据36报道，谁赢了？",
        "网络新闻说了什么？",
        "来自中国的新闻有哪些？",
        "科技新闻有哪些？",
        "记者报道了什么？",
    ],
)
def test_an_everyday_word_names_no_site_and_no_author(question: str) -> None:
    everyday = sites(
        "it.com",
        "www.tech.com",
        "news.cn",
        "www.36.com",
        "web.cn",
        "网络",
        "中国网",
        "科技",
        "News",
    )

    assert named(question, everyday, ("记者", "editor")) == Sources()


def test_what_is_part_of_a_longer_name_is_not_named_itself() -> None:
    found = named(
        "据IT之家报道，李明远写的文章怎么说？", sites("IT之家", "之家"), ("李明", "李明远")
    )

    assert (found.sites, found.authors) == (("IT之家",), ("李明远",))


def test_the_names_of_a_library_that_has_changed_are_read_anew() -> None:
    assert named("据蓝湾报报道，谁赢了？", sites("IT之家")) == Sources()
    assert named("据蓝湾报报道，谁赢了？", sites("IT之家", "蓝湾报")).sites == ("蓝湾报",)


def test_an_address_in_a_question_is_where_the_site_is_named() -> None:
    question = fold("据 https://www.ithome.com/ 报道，谁赢了？")
    [(start, end)] = find_sources(question, sites("ithome.com"), ()).spans

    assert question[start:end] == "https://www.ithome.com/"
