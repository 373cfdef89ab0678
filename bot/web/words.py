"""Every word of the page, in Chinese and in English.

Knows nothing of layout. A field with braces is a template for `str.format`; everything else is
shown as it stands, and escaped where it is put into HTML.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answer import Language

if TYPE_CHECKING:
    from ingest.sync import Outcome

TITLE = "文源 Wenyuan"
LANGUAGES: tuple[tuple[str, Language], ...] = (("中文", "zh"), ("English", "en"))


@dataclass(frozen=True, slots=True)
class Words:
    """What the page says, in one language."""

    language: Language
    tagline: str
    library: str
    library_empty: str
    opening: str
    reading: str
    reading_sample: str
    failed: str

    chat_tab: str
    articles_tab: str

    welcome: str
    question_label: str
    placeholder: str
    send: str
    stop: str
    retry: str
    new_chat: str
    examples: tuple[str, ...]
    searching: str
    waiting_library: str
    stopped: str
    understood_as: str

    narrow: str
    narrowed: str
    widen: str
    since: str
    until: str
    date_example: str
    sites: str
    authors: str
    languages: str
    choices_cut: str

    sources: str
    sources_empty: str
    sources_of: str
    original: str
    whole_article: str
    part_of_article: str
    back_to_answer: str
    nearest_label: str
    version_label: str

    add_heading: str
    add_hint: str
    upload: str
    too_large: str
    too_large_remedy: str
    refresh: str
    search: str
    search_placeholder: str
    list_range: str
    list_empty: str
    previous: str
    next: str
    no_article: str
    back_to_list: str
    no_date: str
    reprint_of: str
    same_story: str
    article_cut: str
    remove: str
    remove_question: str
    remove_yes: str
    remove_no: str
    removed: str
    working: str
    report_outcomes: "Mapping[Outcome, str]"
    report_nothing: str
    report_article: str
    report_result: str
    report_more: str


CHINESE = Words(
    language="zh",
    tagline="向文章提问，每句回答都注明出处。",
    library="馆藏 {articles:,} 篇文章",
    library_empty="还没有文章，请到“文章”页添加。",
    opening="正在打开文库……",
    reading="正在读入 {done}/{total}：{name}",
    reading_sample="文库是空的，正在读入示例文章 {done}/{total}",
    failed="文库打不开。",
    chat_tab="提问",
    articles_tab="文章",
    welcome="问一个文章里可能有答案的问题。\n\n文章里没有的，文源会直说。",
    question_label="问题",
    placeholder="输入问题，按回车发送",
    send="发送",
    stop="停止",
    retry="重新回答",
    new_chat="新对话",
    examples=(
        "首批通过备案的大模型，上海的三家是谁？",
        "智谱AI在2023年一共融了多少钱？",
        "生成式人工智能服务的暂行办法是几个部门一起公布的？",
        "美国演员工会罢工是哪天开始的？",
    ),
    searching="正在查找……",
    waiting_library="文库还在打开，好了就回答。",
    stopped="已停止。",
    understood_as="理解为：{question}",
    narrow="只搜索……",
    narrowed="只搜索：{within}",
    widen="清除",
    since="从",
    until="到",
    date_example="2024-03",
    sites="网站",
    authors="作者",
    languages="语言",
    choices_cut="只列出前 {count:,} 个。",
    sources="出处",
    sources_empty="点击回答中的编号，这里会显示它所依据的原文。",
    sources_of="第 {number} 问",
    original="原文链接",
    whole_article="阅读全文",
    part_of_article="文章很长，这里显示第 {start:,}–{end:,} 字，全文共 {total:,} 字。",
    back_to_answer="回到回答",
    nearest_label="最接近，但没有回答",
    version_label="另一版本",
    add_heading="添加文章",
    add_hint="可一次选择多个文件：.txt、.md、.html、.pdf、.docx、.epub、.mhtml。同名文件会更新原来的文章。",
    upload="选择文件",
    too_large="这些文件超过了 {files} 个或 {megabytes} MB。",
    too_large_remedy="请分几次添加，或用命令 python -m ingest add 文件夹。",
    refresh="重新读入",
    search="搜索文章",
    search_placeholder="标题、作者或网站",
    list_range="第 {first:,}–{last:,} 篇",
    list_empty="没有找到文章。",
    previous="上一页",
    next="下一页",
    no_article="从列表中选一篇文章，在这里阅读。",
    back_to_list="回到列表",
    no_date="日期不详",
    reprint_of="转载自《{title}》",
    same_story="同一报道：",
    article_cut="文章很长，这里显示前 {shown:,} 字，全文共 {total:,} 字。",
    remove="移除这篇文章",
    remove_question="确定要从文库中移除《{title}》吗？",
    remove_yes="确定移除",
    remove_no="保留",
    removed="已移除《{title}》。",
    working="正在准备……",
    report_outcomes={
        "failed": "失败",
        "added": "新增",
        "updated": "更新",
        "moved": "移动",
        "vanished": "移除",
        "kept": "原件已无，保留",
        "unchanged": "未变",
    },
    report_nothing="没有可读入的文件。",
    report_article="文章",
    report_result="结果",
    report_more="另有 {count:,} 项",
)

ENGLISH = Words(
    language="en",
    tagline="Ask the articles. Every sentence of an answer shows where it comes from.",
    library="{articles:,} articles in the library",
    library_empty="The library is empty: add articles on the Articles tab.",
    opening="Opening the library…",
    reading="Reading {done} of {total}: {name}",
    reading_sample="The library is empty; reading the sample articles, {done} of {total}",
    failed="The library does not open.",
    chat_tab="Ask",
    articles_tab="Articles",
    welcome="Ask something the articles may answer.\n\nWhen they do not say, Wenyuan tells you so.",
    question_label="Question",
    placeholder="Type a question and press Enter",
    send="Send",
    stop="Stop",
    retry="Answer again",
    new_chat="New chat",
    examples=(
        "Who bought the most H100s?",
        "What does the EU AI Act say about fines?",
        "How much debt did CoreWeave raise with its chips as collateral?",
        "How much did Baichuan raise in its A1 round?",
    ),
    searching="Searching the articles…",
    waiting_library="The library is still opening; the answer follows as soon as it is open.",
    stopped="Stopped.",
    understood_as="Understood as: {question}",
    narrow="Search only…",
    narrowed="Only: {within}",
    widen="Clear",
    since="From",
    until="To",
    date_example="2024-03",
    sites="Site",
    authors="Author",
    languages="Language",
    choices_cut="Only the first {count:,} are listed.",
    sources="Sources",
    sources_empty="Click a number in an answer: the passage it rests on shows here.",
    sources_of="Question {number}",
    original="Original",
    whole_article="Read the whole article",
    part_of_article="A long article: characters {start:,} to {end:,} of {total:,} are shown.",
    back_to_answer="Back to the answer",
    nearest_label="Nearest, but no answer",
    version_label="Another version",
    add_heading="Add articles",
    add_hint="Choose several files at once: .txt, .md, .html, .pdf, .docx, .epub, .mhtml. A file "
    "of the same name updates the article it gave before.",
    upload="Choose files",
    too_large="These are more than {files} files or {megabytes} MB.",
    too_large_remedy="Add them in several steps, or run python -m ingest add FOLDER.",
    refresh="Re-read the files",
    search="Search the articles",
    search_placeholder="Title, author or site",
    list_range="Articles {first:,} to {last:,}",
    list_empty="No article was found.",
    previous="Previous",
    next="Next",
    no_article="Choose an article from the list to read it here.",
    back_to_list="Back to the list",
    no_date="undated",
    reprint_of="Reprint of “{title}”",
    same_story="The same story:",
    article_cut="A long article: the first {shown:,} of {total:,} characters are shown.",
    remove="Remove this article",
    remove_question="Remove “{title}” from the library?",
    remove_yes="Remove it",
    remove_no="Keep it",
    removed="“{title}” was removed.",
    working="Preparing…",
    report_outcomes={
        "failed": "Failed",
        "added": "Added",
        "updated": "Updated",
        "moved": "Moved",
        "vanished": "Removed",
        "kept": "Gone, kept",
        "unchanged": "Unchanged",
    },
    report_nothing="There was no file to read.",
    report_article="Article",
    report_result="Result",
    report_more="{count:,} more",
)

WORDS: dict[Language, Words] = {"zh": CHINESE, "en": ENGLISH}


def preferred_language(accept_language: str) -> Language:
    """Choose the page's language from a browser's Accept-Language header.

    Args:
        accept_language: the header, such as `en-GB,en;q=0.9,zh;q=0.8`; browsers list the
            preferred language first.

    Returns:
        The first of Chinese and English in the header; Chinese when it has neither.
    """
    for part in accept_language.lower().split(","):
        tag = part.strip()
        if tag.startswith("zh"):
            return "zh"
        if tag.startswith("en"):
            return "en"
    return "zh"
