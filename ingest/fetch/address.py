"""Tell web addresses apart: which are one and the same article's, which belong to one site.

Knows URLs and what a page declares as its address; knows nothing of the network. courlan, which
comes with trafilatura, is not used here: its cleaning drops parameters such as `cid` and `gallery`
and queries without `=`, so that two articles of a site can get one address, and one would be lost.
"""

import re
from urllib.parse import urljoin

import httpx2

from ingest.errors import SourceError

MAX_ADDRESS = 2000
# A page's head is shorter; what stands below it is the article's and its readers' to write.
_HEAD = 200_000

# What campaigns, social networks and apps add to links, from the lists of AdGuard
# (TrackParamFilter) and ClearURLs, and what Chinese portals and WeChat add. Names that an article's
# address may depend on, such as `id`, `cid`, `source` or `ref`, are none of them: two addresses of
# one article are better than one address of two.
_TRACKING = frozenset(
    """
    fbclid gclid dclid gbraid wbraid msclkid yclid twclid ttclid igsh igshid mc_cid mc_eid _ga _gl
    _hsenc _hsmi mkt_tok oly_anon_id oly_enc_id s_cid icid ncid cmpid xtor at_medium at_campaign
    ref_src ref_url __twitter_impression spm scm from isappinstalled tt_from wxshare_count nsukey
    share_source share_medium share_token vd_source wfr phpsessid jsessionid
    """.split()
)
_TRACKING_BEGINS = ("utm_", "mtm_", "pk_", "hsa_", "vero_")
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_INDEX = re.compile(
    r"/(?:index\.(?:[sx]?html?|php|aspx?|jsp)|default\.(?:html?|aspx?))$", re.IGNORECASE
)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")


def parse_address(address: str) -> httpx2.URL:
    """Parse an http or https address as it will be used for the connection.

    Raises:
        SourceError: it is no address, of another scheme, longer than 2000 characters, or carries a
            name or a password, behind which it could hide its host.
    """
    text = address.strip()
    try:
        # Twice, since the port is compared with the scheme's own before HTTP becomes http.
        url = httpx2.URL(str(httpx2.URL(text))) if len(text) <= MAX_ADDRESS else None
    except (httpx2.InvalidURL, ValueError):
        url = None
    if url is None or url.scheme not in ("http", "https") or not url.host:
        raise SourceError(
            f"{shown(text)} is no web address.", "Give one that begins with http:// or https://."
        )
    if url.userinfo:
        raise SourceError(
            f"The address of {shown(url.host)} carries a name or a password.",
            "Give it without what stands before the @.",
        )
    if url.port is not None and not 0 < url.port < 65536:
        raise SourceError(f"{shown(text)} names a port that is none.", "Check the address.")
    return url


def join_address(base: str, reference: str) -> str:
    """Make a link that stands at `base` absolute; empty where there is none to be made."""
    try:
        return urljoin(base, reference.strip()) if reference.strip() else ""
    except ValueError:
        return ""


def canonical(address: str) -> str:
    """Bring an address to the form that articles are told apart by, and fetched from.

    Host in lower case and Punycode without a final dot; no default port, no fragment, no session
    and no parameters that only track; a page called index or default is its folder; characters
    escaped only where they must be (RFC 3986, section 6.2.2). The order of parameters, a final
    slash and http or https stay as they are: only the site knows whether they matter.

    Raises:
        SourceError: it is no http or https address.
    """
    url = parse_address(address)
    path, _, query = url.raw_path.decode("ascii").partition("?")
    path = _ESCAPE.sub(_plain_escape, _SESSION.sub("", path))
    pieces = [piece for piece in query.split("&") if piece and not _is_tracking(piece)]
    if not query:
        path = _INDEX.sub("/", path)
    # An address without a host's dots, such as [::1], has no final dot either.
    host = url.netloc.decode("ascii").replace(".:", ":").removesuffix(".")
    tail = f"?{_ESCAPE.sub(_plain_escape, '&'.join(pieces))}" if pieces else ""
    return f"{url.scheme}://{host}{path}{tail}"


def site_of(address: str) -> str:
    """Name the site of an address: the part of its host that someone registered.

    `m.news.example.co.uk` is `example.co.uk`, and `a.github.io` is a site of its own: the public
    suffix list says so. An address without such a part is the site of its host and port.

    Raises:
        SourceError: it is no http or https address.
    """
    from tld import get_fld  # reads the list, a tenth of a second

    url = parse_address(address)
    return get_fld(str(url), fail_silently=True) or url.netloc.decode("ascii")


def declared_address(page: bytes, at: str) -> str:
    """Find the address that a page declares as its own, `rel=canonical`.

    Args:
        page: HTML.
        at: where it was found.

    Returns:
        Its canonical form; empty where there is none, it is on another site, or it is the home page
        while this page is not, as templates say that are set up wrongly: it would make every
        article of the site one.
    """
    from lxml.etree import ParserError  # type: ignore[import-untyped]
    from lxml.html import (  # type: ignore[import-untyped]
        HTMLParser,
        document_fromstring,
    )

    try:
        tree = document_fromstring(page[:_HEAD], parser=HTMLParser(remove_comments=True))
    except (ParserError, ValueError):
        return ""
    for link in tree.iterfind("head/link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            return _trusted(join_address(at, link.get("href") or ""), at)
    return ""


def _trusted(declared: str, at: str) -> str:
    try:
        if site_of(declared) != site_of(at):
            return ""
        found = canonical(declared)
    except SourceError:
        return ""
    is_home = parse_address(found).raw_path == b"/"
    return "" if is_home and parse_address(canonical(at)).raw_path != b"/" else found


def shown(address: str) -> str:
    """An address for a message: printable, and not longer than a line."""
    line = "".join(c for c in address if c.isprintable())
    return line if len(line) <= 120 else f"{line[:119]}…"


def _is_tracking(piece: str) -> bool:
    name = piece.partition("=")[0].lower()
    return name in _TRACKING or name.startswith(_TRACKING_BEGINS)


def _plain_escape(match: re.Match[str]) -> str:
    character = chr(int(match.group(1), 16))
    return character if _UNRESERVED.match(character) else match.group().upper()
