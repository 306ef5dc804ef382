# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One person sample, and filler samples that exist only while they are read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

FACE_HOST = "http://face.example.invalid"
ID_DIGITS_MAXIMUM = 18
FIRST_TIME = "2024-01-01T00:00:00Z"
USAGES = ("Recognition", "Recognition.Face", "Review", "Review.Face", "All")
DEFAULT_USAGES = ("Recognition.Face",)


@dataclass(frozen=True)
class Sample:
    """A stored sample; ``person_id`` is a decimal number as text, times are ISO 8601 text in UTC."""

    person_id: str
    name: str
    description: str = ""
    tags: tuple[str, ...] = ()
    usages: tuple[str, ...] = DEFAULT_USAGES
    faces: int = 1
    create_time: str = FIRST_TIME
    update_time: str = FIRST_TIME

    @cached_property
    def row(self) -> Mapping[str, Any]:
        """The AiSamplePerson of the API (api-facts.md 3.1); shared between answers, so not to be changed."""
        return {
            "PersonId": self.person_id,
            "Name": self.name,
            "Description": self.description,
            "FaceInfoSet": [
                {"FaceId": f"{self.person_id}{number:02d}", "Url": f"{FACE_HOST}/{self.person_id}/{number}.jpg"}
                for number in range(1, self.faces + 1)
            ],
            "TagSet": list(self.tags),
            "UsageSet": list(self.usages),
            "CreateTime": self.create_time,
            "UpdateTime": self.update_time,
        }

    @cached_property
    def text(self) -> str:
        """``row`` as JSON, made once: encoding is most of the cost of a page."""
        return json.dumps(self.row, ensure_ascii=False)


@dataclass(frozen=True)
class Filler:
    """``count`` samples called ``before + n + after`` for n = 1, 2, ... with ids ``first_id``, ``first_id + 1``, ..."""

    count: int = 0
    before: str = "Person "
    after: str = ""
    first_id: int = 0
    tags: tuple[str, ...] = ()

    def sample(self, index: int) -> Sample:
        """The sample with a zero-based ``index``."""
        return Sample(str(self.first_id + index), f"{self.before}{index + 1}{self.after}", tags=self.tags)

    def text(self, index: int) -> str:
        """The same as ``sample(index).text``, several times faster."""
        number = self.first_id + index
        before, after, ending = self._encoded
        return (
            f'{{"PersonId": "{number}", "Name": "{before}{index + 1}{after}", "Description": "", '
            f'"FaceInfoSet": [{{"FaceId": "{number}01", "Url": "{FACE_HOST}/{number}/1.jpg"}}], {ending}'
        )

    def index_of_id(self, person_id: str) -> int | None:
        """The index of the sample with this id, whether it was deleted since or not."""
        if not self.count or not _is_canonical_number(person_id):
            return None
        index = int(person_id) - self.first_id
        return index if 0 <= index < self.count else None

    def index_of_name(self, name: str, folded: bool) -> int | None:
        """The index of the sample with this name; ``folded``: compared without regard to case."""
        before, after = self.before, self.after
        if folded:
            name, before, after = name.casefold(), before.casefold(), after.casefold()
        if len(name) <= len(before) + len(after) or not (name.startswith(before) and name.endswith(after)):
            return None
        number = name[len(before) : len(name) - len(after)]
        if not _is_canonical_number(number) or not 1 <= int(number) <= self.count:
            return None
        return int(number) - 1

    @cached_property
    def _encoded(self) -> tuple[str, str, str]:
        """What stands before and after the number of a name, and the end of a row, ready for JSON."""
        before, after = (json.dumps(part, ensure_ascii=False)[1:-1] for part in (self.before, self.after))
        row = self.sample(0).row
        ending = json.dumps(
            {name: row[name] for name in ("TagSet", "UsageSet", "CreateTime", "UpdateTime")}, ensure_ascii=False
        )
        return before, after, ending[1:]


def _is_canonical_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= ID_DIGITS_MAXIMUM and (text == "0" or text[0] != "0")
