"""Recognise what a news portal prints around an article: breadcrumbs, buttons, footers.

Knows single lines; knows nothing of files, of HTML or of the order of an article's parts.
"""

import re
import unicodedata

# Longer lines are paragraphs, whatever they begin with.
_LONGEST_LINE = 300
_PIECE = 1000

_BREADCRUMB = re.compile(
    r"(?:您|你)?(?:的|所在|现在)?(?:当前)?(?:所在)?(?:的)?位置(?:是|在)?\s?[:：]|首页\s?[>»›/|·→-]"
)
_TRAIL = re.compile(r"^[^>»›]{1,30}(?:\s?[>»›]{1,2}\s?[^>»›]{1,30}){1,8}$")
_HOME = re.compile(r"^(?:home|首页|主页|新闻中心|网站首页)\s?[>»›/|]", re.IGNORECASE)

_EDGES = " \t|｜·•,，/()（）[]【】-—–:：;；"
_COPYRIGHT = re.compile(
    r"^\W{0,3}(?:copyright\b|©|\(c\)\s?\d{4}|版权所有(?![者人权的])|本网站?版权所有)|ICP[备证]\s?\w{0,3}\d{5,}|"
    r"公网安备\s?\d{6,}|all rights reserved",
    re.IGNORECASE,
)
_EDITOR = re.compile(
    r"^[（(\[【]?\s?(?:本文)?(?:责任编辑|责编|编辑|实习编辑|审核|校对|审校|editor|edited by)"
    r"\s?[:：]|^[\u3400-\u9fff]{0,6}编辑\s?[|｜:：]",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^[“\"【\[（(]{0,2}(?:上一篇|下一篇|上一页|下一页|更多精彩|扫码关注|扫一扫|"
    r"关注我们|分享到|分享至|微信扫码|打开APP|点击查看更多|阅读原文|我要评论|发表评论|返回顶部|"
    r"(?:广告|免责|版权|特别|郑重|转载|平台|风险)(?:声明|提示)|声明\s?[:：]|本文转载自|本文来自微信公众号|"
    r"[（(【]?(?:以上|本文|本内容|该文|文章)[^。]{0,12}(?:仅代表|不代表|不构成|为作者)|"
    r"[（(【]?本文(?:系|为|由)[^。]{0,40}(?:原创|授权|转载|独家)|未经[^。]{0,30}(?:转载|不得|使用)|"
    r"(?:欢迎|长按|点击上方|点击下方|扫描|识别)[^。]{0,20}(?:关注|二维码|订阅|公众号)|如有侵权|"
    r"(?:标签|关键词|tags?)\s?[:：]|特此声明|notice\s?:|our standards\s?:|"
    r"[（(—\-\s]{0,4}(?:全文)?[完终][）)—\-\s]{0,4}$|[—\-\s]{0,6}(?:the\s)?end[—\-\s]{0,6}$|"
    r"subscribe to\b)",
    re.IGNORECASE,
)
# What stands above links to other articles.
_RELATED = re.compile(
    r"^[■▼◆●·•\s【\[]{0,3}(?:相关(?:阅读|文章|新闻|报道|链接|推荐|专题|资讯)|(?:推荐|延伸|扩展)阅读|热门(?:推荐|文章|新闻|评论)|"
    r"猜你喜欢|为您推荐|为你推荐|更多(?:新闻|文章|推荐|阅读|内容)|精彩推荐|编辑推荐|今日推荐|图片精选|其他报道|最新文章|"
    r"(?:相关)?热点|(?:热点|阅读|点击)?排行榜?|大家都在看|精彩评论|网友评论|最新评论|全部评论|"
    r"related\b(?: articles| stories| posts| links| content| topics)?|"
    r"more (?:stories|from|on|in)\b.{0,40}|most (?:read|popular|viewed)|recommended(?: for you)?|"
    r"you (?:may|might) also like|read next|up next|"
    r"(?:leave a (?:reply|comment)|\d{0,5}\s?comments?))[】\]\s:：>»]{0,3}$",
    re.IGNORECASE,
)
# Buttons: nothing else stands on their lines. A site's name alone may be an item of a list.
_ACTIONS = (
    r"分享|收藏|点赞|评论|举报|打印|关闭|复制链接|字号|字体|转发|朗读|投诉|加?关注|在看|赞赏|打赏|扫一扫|保存"
    r"|放大|缩小|播放|暂停|收起|纠错|听新闻|语音播报|登录|注册|广告|推广|网页链接|加载更多|我来说两句|我要评论"
    r"|(?:点击)?(?:展开|阅读|查看)(?:剩余|阅读)?(?:全文|更多)|返回(?:顶部|首页|列表|搜狐)?"
)
_SHARES = "微信|微博|新浪|QQ空间|朋友圈"
_BUTTONS = re.compile(
    rf"^[【\[\s]{{0,2}}(?=.{{0,40}}(?:{_ACTIONS})|(?:(?:{_SHARES})[\s|/·]+){{2}})"
    rf"(?:(?:{_ACTIONS}|{_SHARES})到?[\s|｜/·•,，、:：()（）\[\]【】>»+\d]*)+$"
    r"|^[←→↑↓<>«»\s]{0,3}(?:返回|[大中小][\s|]?){1,3}$"
    r"|^(?:advertisement|sponsored content|share(?: this)?|tweet)$"
    r"|^(?:(?:facebook|twitter|linkedin|whatsapp|pinterest|email|print|share|tweet|save|copy link)"
    r"(?:[\s|·•,]+|$)){2,}$",
    re.IGNORECASE,
)
_PROMPT = re.compile(
    r"^(?:story continues below|continue reading|article continues|skip (?:past|to)\b|"
    r"after newsletter|sign up (?:for|to)\b.{0,80}newsletter|register now for|"
    r"listen to this article|opens (?:in )?(?:a )?new|"
    r"click here to|follow .{2,40} on (?:twitter|facebook|instagram)|"
    r"(?:read (?:more|also|next)|also read|see also|related|recommended|don['’]t miss)\s?[:：»|]|"
    r"返回搜狐|海量资讯|点击(?:进入|图片|查看|播放|观看|下载)|打开微信|(?:用|使用|请用|打开)微信|微信扫|长按|扫描.{0,6}二维码|"
    r"(?:点击|关注).{0,4}(?:上方|下方|蓝字)|(?:下载|安装).{0,12}(?:APP|客户端)|"
    r"(?:推荐|相关|延伸|更多)(?:阅读|文章|报道|新闻)\s?[:：])",
    re.IGNORECASE,
)
_LONGEST_PROMPT = 120
_TAIL = re.compile(
    r"[（(【\[]\s?(?:责任编辑|责编|编辑|作者|来源|记者|审核|校对)\s?[:：][^（）()【】\[\]]{1,60}[）)】\]]\s?$"
    r"|(?<=[。！？”])\s?(?:责任编辑|责编)\s?[:：].{1,40}$|广告声明\s?[:：].{1,200}$"
)
_DOMAIN = re.compile(
    r"(?<![\w@.-])(?:www\.)?([a-z0-9](?:[a-z0-9-]{0,61})(?:\.[a-z0-9-]{1,63}){0,3}"
    r"\.(?:com|cn|net|org|io|ai|cc|co|info|tv|me|tech|news|hk|tw|uk|us|de))(?![\w-])",
    re.IGNORECASE,
)
# What a copyright line says besides names: it ends one name and does not begin another.
_COPYRIGHT_WORDS = re.compile(
    r"copyright|©|\(c\)|(?:19|20)\d{2}(?:\s?[-–—至]\s?(?:(?:19|20)\d{2}|present|now))?年?|"
    r"本?网?站?版权所有|保留(?:所有|一切)?权利|all rights reserved|"
    r"\S{0,2}ICP[备证]\s?\S{1,24}|\S{0,2}公网安备\s?\S{1,24}",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"(?:公司|集团|(?<![A-Za-z])(?:ltd|limited|inc|llc|corp|corporation|co|company|gmbh|plc|group))\.?$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"转载|授权|许可|举报|联系|关于|电话|技术支持|声明|邮箱|地址|投稿|备案|权利|rights|powered by"
    r"|[@:：]|\d{5}",
    re.IGNORECASE,
)


def same_line(one: str, other: str) -> bool:
    """Whether two lines are the same but for spaces, punctuation, case and width."""
    return essence(one[:1000]) == essence(other[:1000]) != ""


def essence(line: str) -> str:
    """Keep a line's letters and digits only, in one width and one case."""
    # In pieces, since normalising takes quadratic time on long runs of combining marks.
    pieces = (line[start : start + _PIECE] for start in range(0, len(line), _PIECE))
    folded = "".join(unicodedata.normalize("NFKC", piece).casefold() for piece in pieces)
    return "".join(character for character in folded if character.isalnum())


def is_breadcrumb(line: str) -> bool:
    """Whether the line says where in a site the page stands: `首页 > 资讯 > AI`, `Home > News`."""
    if len(line) > 120 or line.endswith(("。", "！", "？", ".")):
        return False
    return bool(_BREADCRUMB.match(line) or _HOME.match(line) or _TRAIL.match(line))


def is_footer(line: str) -> bool:
    """Whether the line stands below an article: copyright, editors, what to read next."""
    if is_copyright(line) or (len(line) <= 120 and _EDITOR.match(line)):
        return True
    return len(line) <= _LONGEST_LINE and bool(_CLOSING.match(line) or is_related(line))


def is_related(line: str) -> bool:
    """Whether the line is what stands above links to other articles, or above comments."""
    return len(line) <= 60 and bool(_RELATED.match(line))


def is_control(line: str) -> bool:
    """Whether the line is buttons or a prompt, which say nothing wherever they stand."""
    if len(line) <= 40 and _BUTTONS.match(line):
        return True
    return len(line) <= _LONGEST_PROMPT and bool(_PROMPT.match(line))


def is_copyright(line: str) -> bool:
    """Whether the line is a copyright notice or a Chinese site's registration number."""
    return len(line) <= _LONGEST_LINE and not line.endswith("。") and bool(_COPYRIGHT.search(line))


def is_editor_line(line: str) -> bool:
    """Whether the line names the editors: `责任编辑：张三`."""
    return len(line) <= 120 and bool(_EDITOR.match(line))


def strip_tail(line: str) -> str:
    """Take the editor's note or advertisement notice off the end of an article's last paragraph."""
    head, tail = line[:-400], line[-400:]
    return head + _TAIL.sub("", tail).rstrip()


def footer_domain(line: str) -> str:
    """Find the domain that a copyright line names, without `www.`; empty where there is none."""
    domain = _find_domain(line)
    return domain.group(1).lower() if domain else ""


def _find_domain(line: str) -> re.Match[str] | None:
    return next(
        (
            match
            for match in _DOMAIN.finditer(line[:_LONGEST_LINE])
            if not match.group(1).lower().endswith((".gov.cn", "12377.cn"))
        ),
        None,
    )


def footer_site(line: str) -> str:
    """Find the site that a copyright line names: by its name, else by its domain."""
    return site_name(line) or footer_domain(line)


def site_name(line: str) -> str:
    """Find the name that stands beside a site's domain; empty where there is none.

    A company that runs the site is not its name: of `示例网 example.com 某某有限公司` it is
    `示例网`, and `example.com 某某有限公司` has none.
    """
    domain = _find_domain(line)
    if domain is None:
        return ""
    before, after = _names(line[: domain.start()]), _names(line[domain.end() : _LONGEST_LINE])
    return next((name for name in (*before[-1:], *after[:1]) if _may_be_site(name)), "")


def _names(words: str) -> list[str]:
    # Spaces stand inside English names and between Chinese ones.
    pieces = re.split(
        r"[\t|｜·•,，;；/()（）【】]|(?<=[\u3400-\u9fff])\s|\s(?=[\u3400-\u9fff])",
        _COPYRIGHT_WORDS.sub("|", words),
    )
    return [name for piece in pieces if (name := piece.strip(f"{_EDGES}.。&"))]


def _may_be_site(name: str) -> bool:
    if not 2 <= len(name) <= 30 or any(
        pattern.search(name) for pattern in (_COMPANY, _NO_NAME, _DOMAIN)
    ):
        return False
    words = re.sub(r"\s(?:of|the|and|for|&)(?=\s)", "", name).split()
    return bool(re.search(r"[\u3400-\u9fff]", name)) or all(word[0].isupper() for word in words)
