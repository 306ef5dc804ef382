# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Private: do not import this file from outside the collection.

"""The message of a finding in the language of a report. Pure.

The messages of a report are English. In another language, the message is made from the members of the finding. The
message of an unknown finding is that of the API or of the network, so it stays as it is.
"""

from __future__ import annotations

from .._audit.verdicts import OK, UNKNOWN
from .document import DifferenceValue, Finding
from .texts import ENGLISH, Texts


def message_of(finding: Finding, texts: Texts) -> str:
    """What was found, in one line."""
    verdict = finding["verdict"]
    if texts.language == ENGLISH or verdict == UNKNOWN:
        return finding["message"]
    if finding["differences"]:
        differences = [
            texts.text(
                "words.difference",
                field=difference["field"],
                expected=_joined(difference["expected"], texts),
                actual=_joined(difference["actual"], texts),
            )
            for difference in finding["differences"]
        ]
        return texts.text("words.separator").join(differences)
    ids = ", ".join(finding["person_ids"])
    if verdict == OK or not ids:
        return texts.text(f"cause.{verdict}")
    return texts.text("words.with_ids", message=texts.text(f"cause.{verdict}"), ids=ids)


def _joined(value: DifferenceValue, texts: Texts) -> str:
    shown = ", ".join(value) if isinstance(value, list) else str(value)
    return shown or texts.text("words.nothing")
