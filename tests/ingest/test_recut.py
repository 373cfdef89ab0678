"""What a site prints in all its articles is taken out, in whatever order they come and go."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest

from ingest.library import Library
from ingest.library.check import Finding
from ingest.settings import PROJECT
from ingest.show import show
from ingest.sync import Report, sync_paths
from tests.ingest.library.damage import damage, looked_at

FOOTER = "每个月的第一个星期天，大家都到码头的茶馆聚会，欢迎带上旧书和新朋友一起来。"
ENOUGH = 5
TOLD = (
    "望江码头的旧仓库改成了书店，店主原来是一位船长。",
    "云岭的茶农今年试种了新的品种，收成要到秋天才知道。",
    "青石市的电车换上了新车厢，座位比原来宽了一些。",
    "白鹭中学的学生在屋顶上养蜂，蜂蜜卖给了街坊。",
    "松原的木匠修好了镇上的钟，它停了整整一个冬天。",
    "赤水的渔民学会了用手机看潮汐，出海的时间更准了。",
    "银杏街的裁缝铺关门了，剪刀送给了隔壁的学徒。",
)


def write(folder: Path, numbers: range, footer: str = FOOTER) -> None:
    folder.mkdir(exist_ok=True)
    for n in numbers:
        text = f"---\nsite: 望江网\n---\n# 第{n}篇\n\n{TOLD[n]}\n\n{footer}\n"
        (folder / f"{n}.md").write_text(text, encoding="utf-8")


def bodies(library: Library) -> list[str]:
    return sorted(article.body for article in library.articles())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "articles"


@pytest.fixture
def whole(library: Library, folder: Path) -> Report:
    """A sync of enough articles of one site."""
    write(folder, range(ENOUGH))
    return sync_paths(library, [folder])


def test_a_footer_goes_from_all_articles_of_its_site_also_from_those_that_came_before(
    library: Library, folder: Path
) -> None:
    write(folder, range(ENOUGH - 1))
    sync_paths(library, [folder])
    assert all(FOOTER in body for body in bodies(library))

    write(folder, range(ENOUGH))
    sync_paths(library, [folder])

    assert bodies(library) == sorted(TOLD[:ENOUGH])
    assert looked_at(library).findings == ()


def test_nothing_finds_the_footer_and_everything_else_is_found(
    library: Library, whole: Report
) -> None:
    assert not whole.failed
    passages = [p.text for one in library.articles() for p in library.passages(one.id)]
    assert sorted(passages) == sorted(TOLD[:ENOUGH])
    assert library.lexical(["聚会", "茶馆"], 10) == []
    assert len(library.lexical(["养蜂"], 10)) == 1


def test_it_comes_back_when_too_few_are_left_to_tell(
    library: Library, folder: Path, whole: Report
) -> None:
    (folder / "0.md").unlink()

    sync_paths(library, [folder])

    assert bodies(library) == sorted(f"{one}\n\n{FOOTER}" for one in TOLD[1:ENOUGH])
    assert looked_at(library).findings == ()


def test_articles_of_other_sites_keep_the_same_line(
    library: Library, folder: Path, whole: Report
) -> None:
    text = f"---\nsite: 云岭网\n---\n# 云岭\n\n{TOLD[5]}\n\n{FOOTER}\n"
    (folder / "other.md").write_text(text, encoding="utf-8")

    sync_paths(library, [folder])

    assert f"{TOLD[5]}\n\n{FOOTER}" in bodies(library)


def test_what_was_cut_is_unchanged_when_it_is_read_again(
    library: Library, folder: Path, whole: Report
) -> None:
    for path in folder.iterdir():
        path.touch()
    generation = library.status().generation

    again = sync_paths(library, [folder])

    assert [change.outcome for change in again.changes] == ["unchanged"] * ENOUGH
    assert library.status().generation == generation


def test_the_same_articles_end_up_the_same_in_whatever_order_they_came(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    for n in reversed(range(len(TOLD))):
        write(folder, range(n, n + 1))
        sync_paths(library, [folder])

    assert bodies(library) == sorted(TOLD)


def test_the_source_is_shown_with_what_was_cut(library: Library, whole: Report) -> None:
    article = library.articles()[0]

    assert f"- {FOOTER}" in show(article, library.passages(article.id), "raw").splitlines()


def test_after_a_kill_the_next_sync_cuts_what_was_left(
    library: Library, folder: Path, environment: pytest.MonkeyPatch
) -> None:
    write(folder, range(ENOUGH - 1))
    sync_paths(library, [folder])
    write(folder, range(ENOUGH))
    with subprocess.Popen(
        [sys.executable, "-m", "ingest", "sync", str(folder)], cwd=PROJECT, env=dict(os.environ)
    ) as process:
        while not library.site_lines.stale():
            assert process.poll() is None
            Event().wait(0.001)
        process.send_signal(signal.SIGKILL)
    assert looked_at(library).findings == ()

    sync_paths(library, [folder])

    assert bodies(library) == sorted(TOLD[:ENOUGH])
    assert library.site_lines.stale() == []


def test_an_article_that_was_cut_by_what_is_no_longer_furniture_is_cut_again(
    library: Library, folder: Path, whole: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when another process settles the furniture while an article is being embedded."""
    write(folder, range(ENOUGH, ENOUGH + 1))
    with monkeypatch.context() as patch:
        patch.setattr("ingest.store.cut", lambda as_read, _: as_read)
        patch.setattr("ingest.sync.places.recut", lambda _: None)
        sync_paths(library, [folder])
    assert any(FOOTER in body for body in bodies(library))

    sync_paths(library, [folder])

    assert bodies(library) == sorted(TOLD[: ENOUGH + 1])


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM site_article", "The lines by which its site's furniture is found are not"),
        ("UPDATE site SET name = 'x'", "The lines by which its site's furniture is found are not"),
        ("DELETE FROM site_line", "The article is not entered under all of its lines."),
        ("DELETE FROM furniture", "The article is not what its site's furniture leaves of it."),
    ],
)
def test_tables_that_do_not_fit_are_found(
    library: Library, whole: Report, statement: str, said: str
) -> None:
    damage(library, statement)

    found = [one for one in looked_at(library).findings if one.article_id]

    assert len(found) == ENOUGH
    assert all(isinstance(one, Finding) and one.what.startswith(said) for one in found)


def test_lines_of_no_article_are_found(library: Library, whole: Report) -> None:
    damage(library, "INSERT INTO site_line VALUES (1, 1, 99)")

    assert [one.what for one in looked_at(library).findings] == [
        "The table site_line has rows of no article."
    ]
