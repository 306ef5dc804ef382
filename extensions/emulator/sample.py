# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stored person sample, and filler: generated samples that are created only when a request reads them."""

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
    """A stored sample. ``person_id``: decimal digits. Times: ISO 8601 strings in UTC."""

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
        """The AiSamplePerson of the API (docs/api-facts.md section 3.1). Do not change it: responses share it."""
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
    def row_json(self) -> str:
        """``row`` as JSON. Cached, because encoding is most of the cost of a page."""
        return json.dumps(self.row, ensure_ascii=False)


@dataclass(frozen=True)
class Filler:
    """``count`` generated samples.

    Sample n (from 1) has the name ``before + n + after`` and the id ``first_id + n - 1``.
    """

    count: int = 0
    before: str = "Person "
    after: str = ""
    first_id: int = 0
    tags: tuple[str, ...] = ()

    def sample(self, index: int) -> Sample:
        """The sample at ``index``, from 0."""
        return Sample(str(self.first_id + index), f"{self.before}{index + 1}{self.after}", tags=self.tags)

    def row_json(self, index: int) -> str:
        """Equal to ``sample(index).row_json``, but several times faster."""
        number = self.first_id + index
        before, after, ending = self._encoded
        return (
            f'{{"PersonId": "{number}", "Name": "{before}{index + 1}{after}", "Description": "", '
            f'"FaceInfoSet": [{{"FaceId": "{number}01", "Url": "{FACE_HOST}/{number}/1.jpg"}}], {ending}'
        )

    def index_of_id(self, person_id: str) -> int | None:
        """The index of the sample with this id, or None. Deleted samples keep their index."""
        if not self.count or not _is_canonical_number(person_id):
            return None
        index = int(person_id) - self.first_id
        return index if 0 <= index < self.count else None

    def index_of_name(self, name: str, ignore_case: bool) -> int | None:
        """The index of the sample with this name, or None. ``ignore_case``: compare casefolded names."""
        before, after = self.before, self.after
        if ignore_case:
            name, before, after = name.casefold(), before.casefold(), after.casefold()
        if len(name) <= len(before) + len(after) or not (name.startswith(before) and name.endswith(after)):
            return None
        number = name[len(before) : len(name) - len(after)]
        if not _is_canonical_number(number) or not 1 <= int(number) <= self.count:
            return None
        return int(number) - 1

    @cached_property
    def _encoded(self) -> tuple[str, str, str]:
        """``before`` and ``after`` escaped for JSON, and the members at the end of a row."""
        before, after = (json.dumps(part, ensure_ascii=False)[1:-1] for part in (self.before, self.after))
        row = self.sample(0).row
        ending = json.dumps(
            {name: row[name] for name in ("TagSet", "UsageSet", "CreateTime", "UpdateTime")}, ensure_ascii=False
        )
        return before, after, ending[1:]


def _is_canonical_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= ID_DIGITS_MAXIMUM and (text == "0" or text[0] != "0")
