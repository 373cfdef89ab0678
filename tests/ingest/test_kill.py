"""An ingest that is killed at any moment: every article is old or new; the next run completes."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest

from ingest.library import Library
from ingest.settings import PROJECT
from ingest.sync import sync_paths

ARTICLES = 24


def write_articles(folder: Path, version: str) -> None:
    folder.mkdir(exist_ok=True)
    for n in range(ARTICLES):
        text = (
            f"# 第{n}号公司\n\n第{n}号公司的{version}产品。\n\n"
            + f"它卖了{n}万件{version}产品。" * 30
        )
        (folder / f"{n:02d}.md").write_text(text, encoding="utf-8")


def committed(database: Path) -> int:
    """Writes that have been committed so far."""
    if not database.exists():
        return 0
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        try:
            rows = connection.execute("SELECT value FROM meta WHERE key = 'generation'").fetchall()
        except sqlite3.OperationalError:  # the tables are not there yet
            return 0
    connection.close()
    return int(rows[0][0]) if rows else 0


@pytest.mark.parametrize("writes", [3, 11])
def test_after_a_kill_every_article_is_old_or_new_and_the_next_run_completes(
    library: Library, environment: pytest.MonkeyPatch, tmp_path: Path, writes: int
) -> None:
    folder = tmp_path / "articles"
    write_articles(folder, "旧")
    sync_paths(library, [folder])
    before = library.status().generation
    write_articles(folder, "新")

    with subprocess.Popen(
        [sys.executable, "-m", "ingest", "add", str(folder)], cwd=PROJECT, env=dict(os.environ)
    ) as process:
        while committed(library.settings.library / "library.sqlite3") < before + writes:
            assert process.poll() is None
            Event().wait(0.01)
        process.send_signal(signal.SIGKILL)

    bodies = [article.body for article in library.articles(limit=-1)]
    assert len(bodies) == ARTICLES
    assert all(("旧" in body) != ("新" in body) for body in bodies)
    assert 0 < sum("新" in body for body in bodies) < ARTICLES

    report = sync_paths(library, [folder])

    assert len(report.names("updated")) == sum("旧" in body for body in bodies)
    assert all("旧" not in article.body for article in library.articles(limit=-1))
    vector = library.model.embed_arrays(["产品"], kind="passage")[0]
    found = [passage_id for passage_id, _ in library.nearest(vector, 1000)]
    assert len(found) == len(set(found)) == library.count()[1]
    assert {one.passage_id for one in library.evidence(found)} == set(found)
