# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The catalogue of texts: both languages are complete, and values are never read as templates."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._audit.task_options import LANGUAGES
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.advice import GUIDE_ANCHORS
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import (
    STATUS_NAMES,
    VERDICT_NAMES,
    SeverityName,
)
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.texts import (
    AREAS,
    CHINESE,
    ENGLISH,
    PLACEHOLDER,
    texts_of,
)

ROOT = Path(__file__).resolve().parents[5]
# Texts that only arrange values.
WITHOUT_WORDS = {
    "page.deadline",
    "page.count_severity",
    "page.count_verdict",
    "terminal.of_severity",
    "terminal.verdict_count",
}
# Chinese texts without words, only with Chinese punctuation.
CJK = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
KEYS = [f"{area}.{name}" for area, module in AREAS.items() for name in module.ENGLISH]


def used_words() -> set[str]:
    """The words whose names the code builds from a value of the report."""
    names = [f"verdict.{name}" for name in VERDICT_NAMES] + [f"status.{name}" for name in STATUS_NAMES]
    names += [f"severity.{name}" for name in get_args(SeverityName)]
    page = [f"meaning.{name}" for name in VERDICT_NAMES] + [f"result.{name}" for name in STATUS_NAMES]
    return (
        {f"words.{name}" for name in names}
        | {f"page.{name}" for name in page}
        | {f"{area}.{key}" for area in ("advice", "cause") for key in GUIDE_ANCHORS}
    )


def sources() -> str:
    """The code that can use a text, without the catalogue."""
    files = [
        *(path for path in (ROOT / "plugins").rglob("*.py") if path.parent.name != "catalogue"),
        *(path for path in (ROOT / "roles" / "person_sample_audit" / "files").rglob("*") if path.is_file()),
    ]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


@pytest.mark.parametrize("area", AREAS)
def test_languages_have_the_same_keys(area: str) -> None:
    assert list(AREAS[area].ENGLISH) == list(AREAS[area].CHINESE)


@pytest.mark.parametrize("area", AREAS)
def test_languages_have_the_same_placeholders(area: str) -> None:
    for name, english in AREAS[area].ENGLISH.items():
        chinese = AREAS[area].CHINESE[name]
        assert sorted(set(PLACEHOLDER.findall(english))) == sorted(set(PLACEHOLDER.findall(chinese))), name
        assert not re.search(r"[{}]", PLACEHOLDER.sub("", english + chinese)), name


@pytest.mark.parametrize("area", AREAS)
def test_chinese_text_is_chinese_and_english_text_is_not(area: str) -> None:
    for name, chinese in AREAS[area].CHINESE.items():
        assert bool(CJK.search(chinese)) == (f"{area}.{name}" not in WITHOUT_WORDS), name
        assert not CJK.search(AREAS[area].ENGLISH[name]), name


def test_every_text_is_used() -> None:
    code, built = sources(), used_words()
    unused = []
    for key in KEYS:
        name = key.partition(".")[2]
        stem = re.sub(r"\.(one|many)$", "", name)
        # A text is used by its whole key, by its name in the page, or by its noun.
        if key not in built and not any(
            f"{quote}{word}{quote}" in code for quote in "\"'`" for word in (key, name, stem)
        ):
            unused.append(key)
    assert unused == []


def test_number_selects_the_form_and_has_separators() -> None:
    english, chinese = texts_of(ENGLISH), texts_of(CHINESE)
    assert [english.counted(count, "account") for count in (0, 1, 2, 12345)] == [
        *("0 accounts", "1 account", "2 accounts", "12,345 accounts"),
    ]
    assert chinese.counted(12345, "account") == "12,345 个账号"


@pytest.mark.parametrize("value", ["{count}", "{0}", "{{ 7*7 }}", "{count.__class__}", "%s", "\\1", "{"])
def test_value_is_never_read_as_a_template(value: str) -> None:
    assert texts_of(ENGLISH).text("words.account.one", count=value) == f"{value} account"


def test_wrong_language_key_or_value_raises() -> None:
    texts = texts_of(CHINESE)
    for language in ("", "zh", "EN", "fr"):
        with pytest.raises(KeyError):
            texts_of(language)
    for key in ("words.none", "none.ok", "", "words"):
        with pytest.raises(KeyError):
            texts.text(key)
    for values in ({}, {"number": 1}, {"count": 1, "name": "x"}):
        with pytest.raises(ValueError, match=r"words\.account\.one"):
            texts.text("words.account.one", **values)


def test_area_is_a_copy_that_the_page_can_embed() -> None:
    for language in LANGUAGES:
        words = texts_of(language).area("words")
        words["verdict.ok"] = "changed"
        assert texts_of(language).text("words.verdict.ok") != "changed"
    assert texts_of(CHINESE).area("words")["account.many"] == "{count} 个账号"
