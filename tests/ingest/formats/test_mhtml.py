from email.message import EmailMessage
from email.policy import SMTP

import pytest

from ingest.article import Article
from ingest.errors import SourceError
from ingest.read import read_article
from ingest.source import Source

FIRST = (
    "城里的机房从去年秋天起一间接一间地亮灯，租用机器的公司要排三个月的队才能轮到，"
    "电价也跟着涨了两成。"
)
PAGE = (
    "<html><head><meta charset='{charset}'><title>云上的大模型</title></head><body>"
    f"<h1>云上的大模型</h1><article><p>{FIRST}</p><p>{FIRST[::-1]}</p></article></body></html>"
)
ADDRESS = "https://example.com/news/1.html"


def saved(page: str, charset: str = "utf-8", address: str = ADDRESS, title: str = "") -> bytes:
    """A page as browsers save it: the main part, then a style sheet and a frame."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = title
    message["Snapshot-Content-Location"] = address
    message.make_related()
    part = EmailMessage(policy=SMTP)
    part.set_content(page.encode(charset), "text", "html", cte="quoted-printable")
    part.set_param("charset", charset)
    part["Content-Location"] = address
    message.attach(part)
    for kind, text in (("css", "p {color: red}"), ("html", "<p>Buy one, get one free today.</p>")):
        other = EmailMessage(policy=SMTP)
        other.set_content(text, subtype=kind)
        message.attach(other)
    return message.as_bytes()


def read(data: bytes) -> Article:
    return read_article(Source("file:/a.mhtml", "a.mhtml", data))


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "big5hkscs"])
def test_the_main_page_is_read_in_its_charset_and_other_parts_are_not(charset: str) -> None:
    page = PAGE.format(charset=charset)
    if charset == "big5hkscs":
        page = page.replace("云", "雲").replace("间", "間")
        page = page.encode("big5hkscs", "ignore").decode("big5hkscs")

    article = read(saved(page, charset))

    assert article.title in ("云上的大模型", "雲上的大模型")
    assert "地" in article.body
    assert "free" not in article.body


def test_the_address_is_that_which_the_page_was_saved_from_unless_it_names_its_own() -> None:
    page = PAGE.format(charset="utf-8")
    named = page.replace("<title>", "<link rel='canonical' href='https://example.com/a'><title>")

    assert read(saved(page)).url == ADDRESS
    assert read(saved(named)).url == "https://example.com/a"


def test_a_file_that_was_never_on_the_web_has_no_address() -> None:
    assert read(saved(PAGE.format(charset="utf-8"), address="file:///C:/a.html")).url == ""


@pytest.mark.parametrize(
    "data",
    [
        b"no message",
        b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nJust words.",
        b"Content-Type: multipart/related; boundary=x\r\n\r\n--x\r\n\r\nno page\r\n--x--",
        b"Content-Type: multipart/related; boundary=x\r\n" * 50,
    ],
)
def test_a_message_without_a_page_is_an_error_that_names_it(data: bytes) -> None:
    with pytest.raises(SourceError, match=r"a\.mhtml"):
        read(data)


@pytest.mark.parametrize(
    "data",
    [
        b"Content-Type: text/html\r\n\r\n" + b"\n" * 10_000_000,
        b"Content-Type: text/html\r\n\r\n" + b"<p>a" * 300_000,
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" * 10_000,
    ],
)
def test_a_page_or_message_without_end_is_too_long(data: bytes) -> None:
    with pytest.raises(SourceError, match="too long"):
        read(data)
