import pytest

from ingest.errors import SourceError
from ingest.fetch.address import canonical, declared_address, join_address, site_of


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("HTTP://News.Example:80/A", "http://news.example/A"),
        ("https://news.example:443", "https://news.example/"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        ("https://news.example./a#part", "https://news.example/a"),
        ("https://新闻.example/a", "https://xn--efvy88h.example/a"),
        ("https://news.example/%7euser/%e6%96%87", "https://news.example/~user/%E6%96%87"),
        ("https://news.example/文?q=源", "https://news.example/%E6%96%87?q=%E6%BA%90"),
        ("https://news.example/a%2Fb", "https://news.example/a%2Fb"),
        ("https://news.example/a/../b/./c", "https://news.example/b/c"),
        ("https://news.example/a/index.html", "https://news.example/a/"),
        ("https://news.example/a/index.SHTML", "https://news.example/a/"),
        ("https://news.example/index.php?id=5", "https://news.example/index.php?id=5"),
        ("https://news.example/a;jsessionid=1F2E?x=1", "https://news.example/a?x=1"),
        ("  https://news.example/a  ", "https://news.example/a"),
        ("http://[2001:4860::1]:80/", "http://[2001:4860::1]/"),
    ],
)
def test_an_address_has_one_form(address: str, form: str) -> None:
    assert canonical(address) == form
    assert canonical(form) == form


@pytest.mark.parametrize(
    "parameters",
    [
        "utm_source=weibo&utm_medium=social",
        "spm=5176.1.0&scm=20140722",
        "from=timeline&isappinstalled=0",
        "fbclid=IwAR0&gclid=x",
        "share_token=abc&tt_from=weixin",
    ],
)
def test_parameters_that_only_track_do_not_tell_articles_apart(parameters: str) -> None:
    assert canonical(f"https://news.example/a?{parameters}") == "https://news.example/a"
    assert canonical(f"https://a.example/a?id=5&{parameters}") == "https://a.example/a?id=5"


@pytest.mark.parametrize(
    "query",
    [
        "cid=5",
        "uid=7&eid=3",
        "gallery=2",
        "source=12",
        "ref=main",
        "12345",
        "/2024/05/1.html",
        "a=",
    ],
)
def test_parameters_that_may_name_the_article_are_kept(query: str) -> None:
    assert canonical(f"https://news.example/show.php?{query}") == (
        f"https://news.example/show.php?{query}"
    )


@pytest.mark.parametrize(
    "address",
    [
        "",
        "news.example/a",
        "ftp://news.example/a",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http:///a",
        "http://[::1",
        "http://news.example:99999/",
        "http://news.example:0/",
        "http://a\x00b.example/",
        "https://editor:secret@news.example/",
        "https://news.example@127.0.0.1/",
        "https://news.example/" + "a" * 2000,
    ],
)
def test_what_is_no_address_of_the_web_is_an_error_with_a_remedy(address: str) -> None:
    with pytest.raises(SourceError) as raised:
        canonical(address)

    assert raised.value.remedy
    assert "secret" not in str(raised.value)


def test_the_site_of_an_address_is_what_somebody_registered() -> None:
    assert site_of("https://m.news.example.co.uk/a") == site_of("https://www.example.co.uk/")
    assert site_of("https://news.sina.com.cn/") == site_of("https://finance.sina.com.cn/")
    assert site_of("https://a.github.io/") != site_of("https://b.github.io/")
    assert site_of("http://127.0.0.1:80/") != site_of("http://127.0.0.2:80/")


def test_a_link_that_cannot_be_resolved_is_none() -> None:
    assert join_address("https://news.example/a/", "../b") == "https://news.example/b"
    assert join_address("https://news.example/a/", " ") == ""
    assert join_address("https://news.example/a/", "http://[::1") == ""


@pytest.mark.parametrize(
    ("declared", "found"),
    [
        ("https://www.example.com/story", "https://www.example.com/story"),
        ("/story?utm_source=x", "https://m.example.com/story"),
        ("https://other.com/story", ""),
        ("https://www.example.com/", ""),
        ("https://www.example.com", ""),
        ("", ""),
        ("http://[", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_the_address_that_a_page_declares_counts_on_its_own_site(declared: str, found: str) -> None:
    page = f'<html><head><link rel="Canonical" href="{declared}"></head><body>…</body></html>'

    assert declared_address(page.encode(), "https://m.example.com/a?id=1") == found


def test_an_address_that_stands_in_the_text_of_a_page_is_not_its_own() -> None:
    page = b'<html><head><title>a</title></head><body><p>x<link rel=canonical href="/b"></p></body>'

    assert declared_address(page, "https://example.com/a") == ""
    assert declared_address(b"", "https://example.com/a") == ""
    assert declared_address(b"\x00\x01\xff", "https://example.com/a") == ""
