import socket

import pytest

from ingest.errors import SettingsError, SourceError
from ingest.fetch.guard import Guard, load_guard

REFUSED = [
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "100.100.100.200",
    "169.254.169.254",
    "168.63.129.16",
    "192.0.0.192",
    "198.18.0.1",
    "203.0.113.5",
    "224.0.0.251",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001::7f00:1",
    "2001:db8::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]
PUBLIC = ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::808:808"]


@pytest.mark.parametrize("number", REFUSED)
def test_a_host_with_an_address_inside_is_refused(number: str) -> None:
    guard = Guard(resolve=lambda *_: ["8.8.8.8", number])

    with pytest.raises(SourceError, match=r"inside\.test"):
        guard.addresses("inside.test", 80)


@pytest.mark.parametrize("number", [n for n in REFUSED if "%" not in n])
def test_an_address_inside_is_refused_before_anything_is_asked(number: str) -> None:
    host = f"[{number}]" if ":" in number else number

    with pytest.raises(SourceError, match="not on the public internet"):
        Guard().check(f"http://{host}:8000/a")


@pytest.mark.parametrize("number", PUBLIC)
def test_public_addresses_are_let_through(number: str) -> None:
    guard = Guard(resolve=lambda *_: [number])

    assert guard.addresses("news.test", 443) == (number,)
    assert guard.check(f"https://{f'[{number}]' if ':' in number else number}/a")


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "127.0.0.1.",
        "news.test.0x7f",
        "1.2.3.256",
        "[fe80::1%25eth0]",
        "①②⑦.⓪.⓪.①",
        "a b.test",
        "-.test",
        "news.test\\@127.0.0.1",
        "%31%32%37.0.0.1",
        "127。0。0。1",
    ],
)
def test_a_host_whose_spelling_hides_a_number_is_refused(host: str) -> None:
    with pytest.raises(SourceError) as raised:
        Guard(resolve=lambda *_: pytest.fail("asked")).check(f"http://{host}/")

    assert raised.value.remedy


def test_what_is_allowed_is_let_through_and_nothing_beside_it() -> None:
    guard = Guard(frozenset({"10.0.0.0/30", "::1"}), resolve=lambda host, _: [host])

    assert guard.addresses("10.0.0.3", 80) == ("10.0.0.3",)
    assert guard.addresses("::1", 80) == ("::1",)
    with pytest.raises(SourceError, match=r"WENYUAN_FETCH_ALLOW to 10\.0\.0\.4"):
        guard.addresses("10.0.0.4", 80)
    with pytest.raises(SourceError):
        guard.addresses("127.0.0.1", 80)


def test_a_host_that_is_not_known_is_an_error_that_names_it() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(SourceError, match=r"nowhere\.test cannot be found"):
        Guard(resolve=unknown).addresses("nowhere.test", 80)
    with pytest.raises(SourceError, match="cannot be found"):
        Guard(resolve=lambda *_: []).addresses("empty.test", 80)


def test_the_system_is_asked_for_addresses() -> None:
    assert Guard(frozenset({"127.0.0.0/8", "::1"})).addresses("localhost", 80)
    with pytest.raises(SourceError):
        Guard().addresses("localhost", 80)


def test_the_setting_lists_addresses_and_networks() -> None:
    assert load_guard({}).allowed == frozenset()
    assert load_guard({"WENYUAN_FETCH_ALLOW": " 10.1.2.3, fd12::/16 ,"}).allowed == {
        "10.1.2.3",
        "fd12::/16",
    }
    with pytest.raises(SettingsError, match=r"intranet\.test"):
        load_guard({"WENYUAN_FETCH_ALLOW": "10.1.2.3,intranet.test"})
