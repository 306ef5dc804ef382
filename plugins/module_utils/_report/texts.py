# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The texts of the reports in each language. Pure.

The texts are in ``catalogue``, one file for each area. A text contains placeholders such as ``{count}``. A value is
inserted as it is: it is never searched for placeholders, because names of accounts and samples are arbitrary texts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import ModuleType

from .._audit.task_options import LANGUAGES
from .catalogue import advice, cause, markdown, notification, page, terminal, words

ENGLISH, CHINESE = LANGUAGES
AREAS: Mapping[str, ModuleType] = {
    "advice": advice,
    "cause": cause,
    "markdown": markdown,
    "notification": notification,
    "page": page,
    "terminal": terminal,
    "words": words,
}
PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Texts:
    """The texts in one language. A key is the area and the name of a text, such as ``words.verdict.ok``."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._areas: dict[str, dict[str, str]] = {
            name: dict(area.ENGLISH if language == ENGLISH else area.CHINESE) for name, area in AREAS.items()
        }

    def text(self, key: str, **values: object) -> str:
        """The text with its placeholders replaced. A number gets thousands separators.

        Raises ``KeyError`` for an unknown key, and ``ValueError`` if ``values`` are not the placeholders of the text.
        """
        area, _dot, name = key.partition(".")
        template = self._areas[area][name]
        if values.keys() != set(PLACEHOLDER.findall(template)):
            raise ValueError(f"the text {key} does not have the placeholders {', '.join(values) or 'none'}")
        return PLACEHOLDER.sub(lambda found: _shown(values[found[1]]), template)

    def counted(self, count: int, noun: str) -> str:
        """The number and its noun, such as "1 account" or "1,200 accounts". ``noun`` is a name in the area words."""
        return self.text(f"words.{noun}.{'one' if count == 1 else 'many'}", count=count)

    def area(self, name: str) -> dict[str, str]:
        """All texts of an area by name, with their placeholders. The HTML page contains them as JSON."""
        return dict(self._areas[name])


def texts_of(language: str) -> Texts:
    """The texts in a language of ``LANGUAGES``. Raises ``KeyError`` for another one."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return Texts(language)


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
