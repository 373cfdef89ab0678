"""Articles about two invented companies, in both languages, and the chain that answers."""

from collections.abc import Callable

import pytest

from bot.chain import Answerer
from bot.settings import BotSettings
from ingest.library import Library

MORNING_STAR = """---
author: 李明
date: 2023-05-06
site: 示例网
---
# 晨星公司发布大模型

晨星公司5月6日在杭州发布了名为“启明”的大模型，共有130亿参数。

公司总经理周岚说，训练用了2400张加速卡，历时47天。

启明的接口价格是每千个词元0.008元，教育机构可以免费使用。
"""
BLUE_BAY = """---
author: Ann Reed
date: 2023-08-15
---
# Blue Bay opens a factory for batteries

Blue Bay opened its first battery factory in Lisbon on August 15, 2023.

The factory employs 850 people and cost 420 million euros.

Its director, Marta Silva, expects to deliver 60,000 batteries a year.
"""


@pytest.fixture
def newspaper(library: Library, add: Callable[[str, str], str]) -> Library:
    """A library of two articles, one Chinese and one English."""
    add("morning-star.md", MORNING_STAR)
    add("blue-bay.md", BLUE_BAY)
    return library


@pytest.fixture
def answerer(newspaper: Library) -> Answerer:
    return Answerer(newspaper, BotSettings())
