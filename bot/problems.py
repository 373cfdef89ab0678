"""What goes wrong most often, in Chinese.

Errors are written in English where they are raised, as in a gettext catalogue: the English
sentence is the key. Knows no error classes, since a report of added files holds only sentences.
"""

import re

from bot.answer import Language

_CHINESE = {
    "The question is empty.": "问题是空的。",
    "Type a question and send it.": "请输入问题再发送。",
    "The question is longer than {limit} characters.": "问题超过了 {limit} 个字。",
    "Ask for one thing at a time.": "请一次只问一件事。",
    "“{text}” is no date.": "“{text}”不是日期。",
    "Write it as 2024-03-15, 2024-03 or 2024.": "请写成 2024-03-15、2024-03 或 2024。",
    "{since} is later than {until}.": "{since} 晚于 {until}。",
    "Put the earlier date first.": "请把较早的日期放在前面。",
    "The library is empty.": "文库里还没有文章。",
    "Add articles first: `{command}`.": "请先在“文章”页添加，或用命令 {command}。",
    "{name} is empty.": "{name} 是空文件。",
    "Give a file with text in it.": "请给出有文字的文件。",
    "{name} has no readable text in it.": "{name} 里没有可读的文字。",
    "Check that it holds an article.": "请检查里面是不是文章。",
    "{name} is not text in any known encoding.": "{name} 不是任何已知编码的文本。",
    "Save it as UTF-8 text.": "请存为 UTF-8 文本。",
    "{name} is not a type of file that can be read.": "{name} 的文件类型读不了。",
    "Upload {kinds} and {last} files.": "请上传 {kinds}、{last} 文件。",
    "{name} is larger than {size} MB.": "{name} 大于 {size} MB。",
    "{name} is too long to be one article ({limit} characters at most).": (
        "{name} 太长，不像一篇文章（最多 {limit} 个字）。"
    ),
    "Split it into single articles.": "请拆成单篇文章。",
    "{name} has pictures of text and no text.": "{name} 里只有文字的图片，没有文字。",
    "The fonts of {name} do not say which characters they show.": "{name} 的字体没有注明文字。",
    "Run it through text recognition (OCR) first.": "请先做文字识别（OCR）。",
    "{name} takes too much time or memory to read.": "读 {name} 太费时间或内存。",
    "Print it to a new PDF and add that.": "请打印成新的 PDF 再添加。",
    "{name} has a password or is of Word 97.": "{name} 有密码，或是旧的 Word 97 格式。",
    "Save it as .docx without a password.": "请存为没有密码的 .docx。",
    "{name} has a password.": "{name} 有密码。",
    "Save it without one.": "请存为没有密码的文件。",
    "{name} is encrypted by its seller (DRM).": "{name} 被书商加密了（DRM）。",
    "Get it without copy protection.": "请换没有加密的版本。",
    "{name} lacks its file {path}.": "{name} 缺少其中的文件 {path}。",
    "Get the book once more.": "请重新获取这本书。",
    "There is no web page in {name}.": "{name} 里没有网页。",
    "Save the page once more, as a single file.": "请把网页重新存为单个文件。",
    "Save the page once more.": "请重新保存网页。",
    "{name} is encrypted.": "{name} 是加密的。",
    "Unpack it with its password and add the files.": "请用密码解开，再添加里面的文件。",
    "{name} is packed in a way that is not read.": "{name} 的压缩方式读不了。",
    "Pack it as plain zip.": "请压成普通的 zip。",
    "Split it into smaller files.": "请拆成小一些的文件。",
    "{name} is damaged or not what its name says.": "{name} 已损坏，或与扩展名不符。",
    "Get it once more.": "请重新获取。",
    "{name} does not exist.": "{name} 不存在。",
    "{name} cannot be read: {reason}.": "{name} 读不了：{reason}。",
    "Check that it exists and you may read it.": "请检查它是否存在、能否读取。",
    "Another process has been writing to the library for {seconds} seconds.": (
        "另一个进程正在写文库，已有 {seconds} 秒。"
    ),
    "Wait for it to end, or stop it, and try again: nothing of yours was written.": (
        "请等它结束或停掉它，然后重试；您的文章还没有写入。"
    ),
    "The library is being written to without a pause.": "文库正在不停地写入。",
    "Ask again in a moment; if it stays so, run `{command}`.": (
        "请稍后再问；如果一直这样，请运行 {command}。"
    ),
    "The language model's endpoint was silent for too long.": "语言模型接口太久没有回应。",
    "The language model's endpoint cannot be reached, or the connection broke off.": (
        "连不上语言模型接口，或连接中断。"
    ),
    "The language model's endpoint does not accept the API key ({status}).": (
        "语言模型接口不接受这个密钥（{status}）。"
    ),
    "The language model's endpoint knows no such address or model ({status}).": (
        "语言模型接口没有这个地址或模型（{status}）。"
    ),
    "The language model's endpoint is over its limit of requests ({status}).": (
        "语言模型接口的请求次数已超限（{status}）。"
    ),
    "The language model's endpoint has failed ({status}).": "语言模型接口出错了（{status}）。",
    "The language model's endpoint broke off in mid-reply.": "语言模型接口说到一半中断了。",
    "The language model sent an empty reply.": "语言模型的回复是空的。",
}
_SLOT = re.compile(r"\\\{(\w+)\\\}")
_CATALOGUE = [
    (re.compile(_SLOT.sub(r"(?P<\1>.+)", re.escape(english)) + r"(?: (?P<then>.+))?"), chinese)
    for english, chinese in _CHINESE.items()
]


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
    for pattern, chinese in _CATALOGUE:
        if found := pattern.fullmatch(text):
            values = found.groupdict()
            then = values.pop("then")
            return chinese.format(**values) + (said_in(language, then) if then else "")
    return text
