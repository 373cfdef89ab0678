"""A story that several articles tell: one answers, all are named, no figure is hidden."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from bot.answer import Answer, Citation, Conversation
from bot.chain import Answerer
from bot.settings import BotSettings
from ingest.library import Filter, Library
from tests.bot.protocol_server import ProtocolServer, protocol_server, reply

SENTENCES = (
    "青禾科技周四在栖霞市发布了云雀大模型，参数量为130亿，上下文长度是3.2万个词元。",
    "公司首席执行官郑一禾表示，训练云雀用了2400张加速卡，历时47天，全部在自建的机房里完成。",
    "云雀的接口价格是每千个词元0.008元，教育机构可以免费使用，个人开发者每月有免费额度。",
    "青禾科技计划在明年春天开放云雀的权重，并在12座城市建立面向开发者的实验室。",
)
STORY = "\n\n".join(SENTENCES)
QUESTION = "云雀大模型的参数量是多少？"
Publish = Callable[..., str]


@pytest.fixture
def publish(add: Callable[[str, str], str]) -> Publish:
    """Adds an article and returns its id; its site is its name."""

    def publish_one(site: str, date: str, text: str = STORY, title: str = "云雀发布") -> str:
        return add(f"{site}.md", f"---\ndate: {date}\nsite: {site}\n---\n# {title}\n\n{text}\n")

    return publish_one


@pytest.fixture
def answerer(library: Library) -> Answerer:
    return Answerer(library, BotSettings())


def sites(citations: tuple[Citation, ...]) -> list[str]:
    return [citation.article.site for citation in citations]


def figures(citation: Citation) -> list[tuple[str, str]]:
    return [(one.figure, one.other) for one in citation.otherwise]


def only_citation(answer: Answer) -> Citation:
    assert answer.state == "answered"
    [sentence] = answer.sentences
    [citation] = sentence.citations
    assert sentence.text == citation.text
    return citation


# -- who answers ---------------------------------------------------------------------------------


def test_the_original_answers_and_the_others_are_named_where_they_say_it(
    answerer: Answerer, publish: Publish
) -> None:
    publish("云岭网", "2023-08-11", f"云岭网讯 {STORY}\n\n（转载自望江网）")
    publish("望江网", "2023-08-10")
    publish("赤水网", "2023-08-12", STORY.replace("表示", "称"))

    citation = only_citation(answerer.answer(QUESTION))

    assert citation.article.site == "望江网"
    assert sites(citation.also) == ["云岭网", "赤水网"]
    for other in (citation, *citation.also):
        assert SENTENCES[0] in other.text
        assert other.text == other.article.body[other.start : other.end]
        assert other.passage.start <= other.start < other.end <= other.passage.end
    assert (citation.otherwise, citation.more) == ((), 0)


def test_what_is_quoted_is_the_originals_words_with_the_answer_marked(
    answerer: Answerer, publish: Publish
) -> None:
    publish("云岭网", "2023-08-11", f"据悉，{STORY}")
    publish("望江网", "2023-08-10")

    citation = only_citation(answerer.answer(QUESTION))

    assert citation.text == SENTENCES[0]
    assert citation.marked is not None
    assert "130亿" in citation.article.body[slice(*citation.marked)]


def test_of_the_articles_that_are_searched_one_answers(
    answerer: Answerer, publish: Publish
) -> None:
    for day, site in enumerate(("望江网", "云岭网", "赤水网"), start=10):
        publish(site, f"2023-08-{day}")

    citation = only_citation(answerer.answer(QUESTION, within=Filter(since="2023-08-11")))

    assert citation.article.site == "云岭网"
    assert sites(citation.also) == ["望江网", "赤水网"]


def test_an_article_that_tells_its_story_alone_has_no_other_sources(
    answerer: Answerer, publish: Publish
) -> None:
    publish("望江网", "2023-08-10")

    citation = only_citation(answerer.answer(QUESTION))

    assert (citation.also, citation.otherwise, citation.more) == ((), (), 0)


def test_an_article_that_is_gone_is_named_no_more(
    answerer: Answerer, library: Library, publish: Publish
) -> None:
    gone = publish("望江网", "2023-08-10")
    publish("云岭网", "2023-08-11")
    assert sites(only_citation(answerer.answer(QUESTION)).also) == ["云岭网"]

    library.remove(gone)

    citation = only_citation(answerer.answer(QUESTION))
    assert (citation.article.site, citation.also) == ("云岭网", ())


# -- what the others say otherwise ---------------------------------------------------------------


def test_a_figure_that_another_version_has_is_quoted_beside_the_answer(
    answerer: Answerer, publish: Publish
) -> None:
    publish("望江网", "2023-08-10")
    publish("云岭网", "2023-08-11", STORY.replace("130亿", "150亿"))
    publish("赤水网", "2023-08-12")

    answer = answerer.answer(QUESTION)

    citation = only_citation(answer)
    [otherwise] = citation.otherwise
    assert (otherwise.figure, otherwise.other) == ("130亿", "150亿")
    assert otherwise.citation.article.site == "云岭网"
    assert otherwise.citation.text == SENTENCES[0].replace("130亿", "150亿")
    assert otherwise.citation.marked is not None
    assert otherwise.citation.article.body[slice(*otherwise.citation.marked)] == "150亿"
    assert sites(citation.also) == ["赤水网"]
    assert answer.citations == (citation, otherwise.citation)
    assert answer.cited == (citation,)


def test_versions_with_the_same_other_figure_are_named_together(
    answerer: Answerer, publish: Publish
) -> None:
    publish("望江网", "2023-08-10")
    for day, site in enumerate(("云岭网", "赤水网", "松原网"), start=11):
        publish(site, f"2023-08-{day}", STORY.replace("130亿", "150亿"))
    publish("银杏网", "2023-08-20", STORY.replace("130亿", "170亿"))

    citation = only_citation(answerer.answer(QUESTION))

    assert figures(citation) == [("130亿", "150亿"), ("130亿", "170亿")]
    assert sites(citation.otherwise[0].citation.also) == ["赤水网", "松原网"]


def test_a_figure_that_is_not_in_what_is_quoted_is_not_spoken_of(
    answerer: Answerer, publish: Publish
) -> None:
    publish("望江网", "2023-08-10")
    publish("云岭网", "2023-08-11", STORY.replace("2400", "2800"))

    citation = only_citation(answerer.answer(QUESTION))

    assert (sites(citation.also), citation.otherwise) == (["云岭网"], ())


def test_a_question_that_names_a_figure_is_answered_by_the_version_that_has_it(
    answerer: Answerer, publish: Publish
) -> None:
    publish("望江网", "2023-08-10")
    publish("云岭网", "2023-08-11", STORY.replace("130亿", "150亿"))

    citation = only_citation(answerer.answer("哪个大模型的参数量为150亿？"))

    assert citation.article.site == "云岭网"
    assert figures(citation) == [("150亿", "130亿")]


def test_the_nearest_sentence_hides_no_figure_either(answerer: Answerer, publish: Publish) -> None:
    publish("望江网", "2023-08-10")
    publish("云岭网", "2023-08-11", STORY.replace("130亿", "150亿"))

    answer = answerer.answer("云雀大模型在2025年的参数量是多少？")

    assert answer.state == "nearest"
    assert figures(answer.nearest[0]) == [("130亿", "150亿")]


def test_a_question_in_another_language_is_told_as_much(
    answerer: Answerer, publish: Publish
) -> None:
    text = (
        "Blue Bay opened its battery factory in Lisbon on Monday after a year of building.\n\n"
        "The factory employs 850 people and cost 420 million euros, the company said.\n\n"
        "Its director, Marta Silva, expects to deliver 60,000 batteries a year from spring on."
    )
    publish("Harrow News", "2023-08-10", text, "Blue Bay opens a factory")
    publish("Tide Post", "2023-08-11", text.replace("850", "780"), "Blue Bay opens a factory")

    citation = only_citation(answerer.answer("电池工厂雇了多少人？"))

    assert figures(citation) == [("850", "780")]


def test_a_report_that_is_worded_alike_but_about_another_company_says_nothing_of_it(
    answerer: Answerer, publish: Publish
) -> None:
    report = (
        "{}汽车10月交付新车{}辆，已经连续五个月保持增长。\n\n该公司在全国的门店覆盖了主要的城市，"
        "充电站也在同步建设，冬季续航的改进会通过系统升级推送给所有车主。"
    )
    publish("望江网", "2023-11-01", report.format("小鹏", 20002), "新车交付")
    publish("云岭网", "2023-11-02", report.format("零跑", 18202), "新车交付")

    citation = only_citation(answerer.answer("小鹏汽车10月交付了多少辆新车？"))

    assert "20002" in citation.text
    assert (citation.also, citation.otherwise) == ((), ())


# -- what is found -------------------------------------------------------------------------------


def test_forty_copies_leave_room_for_the_other_articles(
    answerer: Answerer, publish: Publish
) -> None:
    for number in range(40):
        publish(f"{number}号网", "2023-08-20", f"{number}号网消息，{STORY}\n\n编辑：{number}号")
    publish("望江网", "2023-08-10")
    publish("校园网", "2023-09-01", "云雀大模型走进了白鹭中学，每周有三节课由它辅导作文。", "校园")

    answer = answerer.answer(QUESTION)

    citation = only_citation(answer)
    assert citation.article.site == "望江网"
    assert len(citation.also) == 40
    found = [hit.article.site for hit in answer.retrieved]
    assert "校园网" in found
    assert len(found) <= 6
    assert "白鹭中学" in answerer.answer("云雀走进了哪所中学？").citations[0].text


def test_what_only_a_repost_says_is_found_there(answerer: Answerer, publish: Publish) -> None:
    publish("望江网", "2023-08-10")
    added = "本报获悉，栖霞市立图书馆用云雀整理了8万册旧书的目录。"
    publish("云岭网", "2023-08-11", f"{STORY}\n\n{added}")

    citation = only_citation(answerer.answer("哪家图书馆用云雀整理旧书的目录？"))

    assert (citation.article.site, citation.text) == ("云岭网", added)
    assert citation.also == ()


def test_articles_beyond_those_that_are_compared_are_counted(
    answerer: Answerer, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.versions.MOST", 3)
    for day in range(10, 16):
        publish(f"{day}号网", f"2023-08-{day}")

    citation = only_citation(answerer.answer(QUESTION))

    assert sites(citation.also) == ["11号网", "12号网"]
    assert citation.more == 3


# -- with a language model -----------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[ProtocolServer]:
    with protocol_server() as running:
        yield running


def test_a_models_sentence_has_the_other_sources_of_what_it_cites(
    library: Library, publish: Publish, server: ProtocolServer
) -> None:
    publish("望江网", "2023-08-10")
    publish("云岭网", "2023-08-11", STORY.replace("130亿", "150亿"))
    publish("赤水网", "2023-08-12")
    server.steps = reply("云雀大模型共有130亿参数[1]。")
    settings = BotSettings(endpoint_url=server.url, endpoint_model="test", endpoint_seconds=1.0)

    answer = Answerer(library, settings).answer(QUESTION, Conversation())

    [sentence] = answer.sentences
    [citation] = sentence.citations
    assert sentence.text == "云雀大模型共有130亿参数。"
    assert sites(citation.also) == ["赤水网"]
    assert figures(citation) == [("130亿", "150亿")]


def test_a_citation_is_the_same_as_long_as_it_is_given(
    answerer: Answerer, publish: Publish
) -> None:
    publish("望江网", "2023-08-10")
    publish("云岭网", "2023-08-11", STORY.replace("130亿", "150亿"))

    *grown, whole = answerer.stream(QUESTION)

    for answer in grown:
        assert whole.citations[: len(answer.citations)] == answer.citations
    assert replace(whole, sentences=()).citations == ()
