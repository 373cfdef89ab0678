"""What is embedded for a passage is more than what is shown of it."""

import numpy as np

from ingest.library import Library
from ingest.source import upload_source
from ingest.sync import sync_sources


def test_title_and_heading_are_embedded_but_not_stored_as_text(library: Library) -> None:
    body = "# 晨星模型\n\n## 价格\n\n每月三十元。\n\n## 团队\n\n一共九个人。\n"
    sync_sources(library, [upload_source("a.md", body.encode())])
    [article] = library.articles()
    passages = library.passages(article.id)
    vector = library.model.embed_arrays(["晨星模型的价格"], kind="query")[0]

    [(nearest, cosine), *_] = library.nearest(vector, 1)

    plain = library.model.embed_arrays([passages[0].text], kind="passage")[0]
    assert nearest == passages[0].id
    assert "晨星" not in passages[0].text
    assert cosine > float(plain @ vector) + 0.005
    assert np.isfinite(cosine)
