from pathlib import Path

import numpy as np

from ingest.add import Progress, add_paths, add_sources, refresh
from ingest.library import Library
from ingest.source import upload_source

ARTICLE = "# 晨星模型\n\n晨星公司在5月发布了模型。\n\n它有70亿参数。\n"


def test_a_folder_is_added_and_adding_it_again_changes_nothing(
    library: Library, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "b.txt").write_text("蓝湾公司\n\n蓝湾公司成立于2019年。", encoding="utf-8")

    first = add_paths(library, [tmp_path])
    before = library.status()
    second = add_paths(library, [tmp_path])

    assert (first.added, first.unchanged) == (("a.md", "b.txt"), ())
    assert (second.added, second.unchanged) == ((), ("a.md", "b.txt"))
    assert library.status().generation == before.generation


def test_a_changed_article_takes_the_place_of_the_old_one(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(ARTICLE, encoding="utf-8")
    add_paths(library, [path])
    path.write_text(ARTICLE.replace("70亿", "130亿"), encoding="utf-8")

    report = add_paths(library, [path])

    [article] = library.articles()
    assert report.updated == ("a.md",)
    assert "130亿" in article.body
    assert "70亿" not in article.body


def test_one_changed_paragraph_of_many_embeds_its_passages_alone(library: Library) -> None:
    paragraphs = [f"第{n}段讲的是第{n}件事，" + "内容很多，" * 60 + "到此为止。" for n in range(9)]
    add_sources(library, [upload_source("a.md", "\n\n".join(paragraphs).encode())])
    model, embedded = library.model, []
    original = model.embed_arrays

    def counting(texts, *, kind):  # type: ignore[no-untyped-def]
        embedded.extend(texts)
        return original(texts, kind=kind)

    paragraphs[4] = paragraphs[4].replace("到此为止", "还没有完")
    model.embed_arrays = counting  # type: ignore[method-assign]
    try:
        add_sources(library, [upload_source("a.md", "\n\n".join(paragraphs).encode())])
    finally:
        model.embed_arrays = original  # type: ignore[method-assign]

    assert 1 <= len(embedded) <= 3


def test_a_bad_file_is_reported_and_the_others_are_added(library: Library, tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_bytes(b"")
    (tmp_path / "good.md").write_text(ARTICLE, encoding="utf-8")

    report = add_paths(library, [tmp_path])

    assert report.added == ("good.md",)
    [(name, reason)] = report.failed
    assert name == "bad.html"
    assert reason


def test_progress_names_every_file(library: Library, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(ARTICLE, encoding="utf-8")
    seen: list[Progress] = []

    add_paths(library, [tmp_path], seen.append)

    assert seen == [Progress(1, 1, "a.md")]


def test_refresh_reads_changed_files_and_keeps_articles_whose_file_is_gone(
    library: Library, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "b.md").write_text("# 另一篇\n\n另一篇文章的内容。", encoding="utf-8")
    add_paths(library, [tmp_path])
    (tmp_path / "a.md").write_text(ARTICLE.replace("5月", "6月"), encoding="utf-8")
    (tmp_path / "b.md").unlink()

    report = refresh(library)

    assert report.updated == ("a.md",)
    assert [name for name, _ in report.failed] == ["b.md"]
    assert library.count()[0] == 2


def test_title_and_heading_are_embedded_but_not_stored_as_text(library: Library) -> None:
    body = "# 晨星模型\n\n## 价格\n\n每月三十元。\n\n## 团队\n\n一共九个人。\n"
    add_sources(library, [upload_source("a.md", body.encode())])
    [article] = library.articles()
    passages = library.passages(article.id)
    vector = library.model.embed_arrays(["晨星模型的价格"], kind="query")[0]

    [(nearest, cosine), *_] = library.nearest(vector, 1)

    plain = library.model.embed_arrays([passages[0].text], kind="passage")[0]
    assert nearest == passages[0].id
    assert "晨星" not in passages[0].text
    assert cosine > float(plain @ vector) + 0.005
    assert np.isfinite(cosine)
