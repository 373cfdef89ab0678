import pytest

from ingest.decode import declared_charset, decode

ZH = "小镇的机房在秋天亮灯，排队的公司多得超出预料。值班员说：“这里从不关机”。\n第二段。"
ZH_HANT = "小鎮的機房在秋天亮燈，排隊的公司多得超出預料。值班員說，這裡從不關機，電費也漲了兩成。"


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_simplified_chinese_is_read_in_any_encoding_without_being_told_which(codec: str) -> None:
    assert decode(ZH.encode(codec)) == ZH


@pytest.mark.parametrize("codec", ["utf-8", "big5", "gb18030", "utf-16"])
def test_traditional_chinese_is_read_in_any_encoding(codec: str) -> None:
    assert decode(ZH_HANT.encode(codec)) == ZH_HANT


@pytest.mark.parametrize("lie", ["utf-8", "big5", "iso-8859-1", "gb2312", "no-such-charset"])
@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_a_charset_that_lies_does_not_garble_the_text(codec: str, lie: str) -> None:
    assert decode(ZH.encode(codec), lie) == ZH


def test_characters_beyond_gb2312_are_read_where_gb2312_is_declared() -> None:
    text = "朱镕基与李喆在深圳谈大模型。" * 3

    assert decode(text.encode("gbk"), "gb2312") == text


def test_western_text_in_windows_1252_keeps_its_accents_and_quotes() -> None:
    text = "The café’s “naïve” owner said: Denkmäler in neuem Licht."

    assert decode(text.encode("cp1252")) == text


def test_one_damaged_byte_costs_one_character() -> None:
    data = ZH.encode()[:30] + b"\xff" + ZH.encode()[30:]

    assert decode(data).replace("\ufffd", "") == ZH


def test_a_charset_declared_in_the_page_is_found() -> None:
    assert declared_charset(b'<meta http-equiv=x content="text/html; charset=GB2312">') == "gb2312"
    assert declared_charset(b"<meta charset='utf-8'>") == "utf-8"
    assert declared_charset(b'<?xml version="1.0" encoding="big5"?><html>') == "big5"
    assert declared_charset(b"<p>no word of it") == ""


def test_invisible_characters_go_and_full_width_ones_stay() -> None:
    text = "ＡＩ，１２３\x00\x07\u200b\ufeff\u202eab\U000e0041\r\nline\u2028two e\u0301"

    assert decode(text.encode()) == "ＡＩ，１２３ab\nline\ntwo é"


@pytest.mark.parametrize(
    "data", [bytes(range(128, 256)) * 20, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8]
)
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="charset"):
        decode(data)


def test_a_million_combining_marks_are_normalised_in_time() -> None:
    assert decode(("a" + "\u0301\u0316" * 200_000).encode()).startswith("á")


def test_a_single_byte_of_another_charset_does_not_become_a_box() -> None:
    text = "It’s a “test” – of naïve café prices at £5 … and so on. " * 9

    assert decode(text.encode() + b"It\x92s M\xe1xima. ") == f"{text}It’s Máxima. "


def test_half_a_chinese_character_is_shown_as_one_that_is_missing() -> None:
    text = "城里的机房从去年秋天起一间接一间地亮灯。" * 9

    assert decode(text.encode() + b"\xe4\xba" + text.encode()) == f"{text}\ufffd{text}"
