import pytest

from bot.answer import Hit, Sentence
from bot.ground import ground
from bot.marks import Draft
from ingest.article import Article, Block, Passage

BODY = (
    "星河科技在九月发布了晨星大模型。该模型有130多个行业版本,训练用了2.1万张加速卡。\n\n"
    "公司总裁林越说:“算力会像水电一样便宜。”研发投入占收入的52.3%,去年为三亿元。\n\n"
    "另一家公司蓝湾的客服系统一天处理30万次咨询,平均等待2-3分钟。"
)
ENGLISH = (
    "Northwind opened a data centre in Oslo on December 12, 2023. It draws 1.2 billion "
    "watt-hours a year and cools its servers with sea water."
)


def article_of(body: str, language: str = "zh", number: int = 1) -> Article:
    blocks, at = [], 0
    for line in body.split("\n\n"):
        blocks.append(Block("text", at, at + len(line)))
        at += len(line) + 2
    return Article(f"{number:016x}", "file:/a.md", "题目", body, language, tuple(blocks))


def hits_of(article: Article) -> list[Hit]:
    """One hit for each paragraph."""
    return [
        Hit(
            article,
            Passage(article.id, n, b.start, b.end, "", article.body[b.start : b.end]),
            *(1.0,) * 3,
        )
        for n, b in enumerate(article.blocks)
    ]


HITS = [*hits_of(article_of(BODY)), *hits_of(article_of(ENGLISH, "en", 2))]


def cited(sentence: Sentence | None) -> list[str]:
    assert sentence is not None
    return [citation.text for citation in sentence.citations]


def test_a_supported_sentence_cites_the_sentence_that_supports_it() -> None:
    sentence = ground(Draft("晨星大模型的训练用了21,000张加速卡。", (1,)), HITS)
    assert cited(sentence) == ["该模型有130多个行业版本,训练用了2.1万张加速卡。"]


def test_a_citation_counts_its_characters_in_the_article() -> None:
    sentence = ground(Draft("研发投入占收入的百分之五十二点三。", (2,)), HITS)
    assert sentence is not None
    (citation,) = sentence.citations
    assert BODY[citation.start : citation.end] == "研发投入占收入的52.3%,去年为三亿元。"


@pytest.mark.parametrize(
    "text",
    [
        "研发投入占收入的53.2%。",
        "晨星大模型的训练用了2.1亿张加速卡。",
        "晨星大模型有150多个行业版本。",
        "蓝湾的客服系统一天处理30次咨询。",
    ],
)
def test_a_number_that_no_passage_has_is_not_said(text: str) -> None:
    assert ground(Draft(text, (1, 2, 3)), HITS) is None


def test_a_wrong_citation_is_corrected_when_another_passage_has_the_number() -> None:
    sentence = ground(Draft("蓝湾的客服系统一天处理30万次咨询。", (1,)), HITS)
    assert cited(sentence) == ["另一家公司蓝湾的客服系统一天处理30万次咨询,平均等待2-3分钟。"]


def test_a_citation_is_not_corrected_to_the_same_number_of_something_else() -> None:
    assert ground(Draft("蓝湾的客服系统平均等待很短,员工有30万名。", (1,)), HITS) is None
    assert ground(Draft("Northwind has 300,000 customers.", (4,)), HITS) is None


def test_a_freely_worded_sentence_with_the_right_number_keeps_its_mark() -> None:
    assert ground(Draft("截至目前,这个模型已经推出了超过130个版本。", (1,)), HITS) is not None


def test_a_sentence_may_rest_on_two_passages() -> None:
    draft = Draft("晨星大模型有130多个行业版本,研发投入占收入的52.3%。", (1, 2))
    assert len(cited(ground(draft, HITS))) == 2


def test_a_cited_passage_that_has_nothing_to_do_with_the_sentence_is_not_cited() -> None:
    draft = Draft("晨星大模型有130多个行业版本。", (1, 3))
    assert len(cited(ground(draft, HITS))) == 1


def test_a_sentence_without_a_mark_gets_the_passage_that_supports_it() -> None:
    assert cited(ground(Draft("星河科技发布了晨星大模型。"), HITS)) == [
        "星河科技在九月发布了晨星大模型。"
    ]


def test_a_sentence_without_a_mark_and_without_support_is_not_said() -> None:
    assert ground(Draft("大模型会改变每个人的工作和生活方式。"), HITS) is None


def test_an_invented_sentence_is_not_said_although_it_has_a_mark() -> None:
    assert ground(Draft("蓝湾收购了一家芯片设计企业的全部股份。", (1,)), HITS) is None


def test_a_mark_beyond_the_passages_is_no_mark() -> None:
    assert ground(Draft("大模型会改变每个人的工作和生活方式。", (99,)), HITS) is None


@pytest.mark.parametrize("quotes", ["“{}”", "「{}」", '"{}"'])
def test_a_quotation_must_stand_in_the_cited_passage(quotes: str) -> None:
    right, wrong = quotes.format("算力会像水电一样便宜"), quotes.format("算力会像空气一样免费")
    assert ground(Draft(f"公司总裁林越说{right}。", (2,)), HITS) is not None
    assert ground(Draft(f"公司总裁林越说{wrong}。", (2,)), HITS) is None


def test_a_name_in_latin_letters_must_stand_in_the_passage() -> None:
    assert ground(Draft("星河科技用OpenAI的技术发布了晨星大模型。", (1,)), HITS) is None


def test_a_chinese_sentence_may_rest_on_an_english_passage() -> None:
    sentence = ground(Draft("Northwind的数据中心于2023年12月12日启用。", (4,)), HITS)
    assert cited(sentence) == ["Northwind opened a data centre in Oslo on December 12, 2023."]


def test_an_english_sentence_may_rest_on_a_chinese_passage() -> None:
    draft = Draft("Blue Bay's service desk handles 300,000 requests a day.", (3,))
    assert len(cited(ground(draft, HITS))) == 1
    assert ground(Draft("Blue Bay handles 400,000 requests.", (3,)), HITS) is None


def test_an_english_name_may_be_inflected() -> None:
    draft = Draft("In the year 2023 Northwind's data centre opened.", (4,))
    assert ground(draft, HITS) is not None


def test_nothing_is_said_without_passages() -> None:
    assert ground(Draft("星河科技发布了晨星大模型。", (1,)), []) is None
