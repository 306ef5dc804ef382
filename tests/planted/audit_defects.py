# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Planted defects of the package ``_audit``. The comparison of random fleets with the oracle must find them."""

from __future__ import annotations

from planted.defect import Defect

VERDICTS, MANIFEST, WAIVERS, COLLECTOR = (
    "_audit/verdicts.py",
    "_audit/manifest.py",
    "_audit/waivers.py",
    "_audit/collector.py",
)
UNEXPECTED, PLAN, FINDINGS = "_audit/unexpected.py", "_audit/plan.py", "_audit/findings.py"

BY_VERDICT, BY_COUNT, BY_FINDING, BY_LISTED = "check_verdicts", "check_counts", "check_findings", "check_unexpected"

DEFECTS = (
    Defect(
        VERDICTS,
        "The state `absent` is inverted",
        (BY_VERDICT,),
        {
            "Verdict(FORBIDDEN, ids, unlisted=unlisted) if observed else": (
                "Verdict(FORBIDDEN, ids, unlisted=unlisted) if not observed else"
            )
        },
    ),
    Defect(
        VERDICTS,
        "A name with several samples is not ambiguous",
        (BY_VERDICT,),
        {"if len(observed) > 1:": "if False:"},
    ),
    Defect(
        VERDICTS,
        "One of the expected tags is enough",
        (BY_VERDICT,),
        {"if expected_tags - actual_tags:": "if expected_tags and not expected_tags & actual_tags:"},
    ),
    Defect(
        VERDICTS,
        "Tags are compared without normalization to NFC",
        (BY_VERDICT,),
        {"= set(map(nfc, tags)), set(map(nfc, sample.tags))": "= set(tags), set(sample.tags)"},
    ),
    Defect(
        VERDICTS,
        "Further tags are accepted despite `tags_exact`",
        (BY_VERDICT,),
        {"if expectation.tags_exact and actual_tags - expected_tags:": "if False:"},
    ),
    Defect(
        VERDICTS,
        "The usage `All` does not include the usage `Review.Face`",
        (BY_VERDICT,),
        {'"All": ("Recognition.Face", "Review.Face"),': '"All": ("Recognition.Face",),'},
    ),
    Defect(
        VERDICTS,
        "An empty description is not compared",
        (BY_VERDICT,),
        {"if expectation.description is not None and": "if expectation.description and"},
    ),
    Defect(
        VERDICTS,
        "Off by one: one face less than `max_faces` is too many",
        (BY_VERDICT,),
        {"sample.faces > expectation.max_faces": "sample.faces >= expectation.max_faces"},
    ),
    Defect(
        VERDICTS,
        "The name of a sample that is identified by its ID is not compared",
        (BY_VERDICT,),
        {"if expectation.name is not None and nfc(sample.name) != nfc(expectation.name):": "if False:"},
    ),
    Defect(
        MANIFEST,
        "The labels of an expectation are ignored",
        ("ValueError", BY_VERDICT),
        {" and account.has_labels(self.labels)": ""},
    ),
    Defect(
        MANIFEST,
        "The account names of an expectation are ignored",
        ("ValueError", BY_VERDICT),
        {"(not self.accounts or names.match(self.accounts, account.name)) and account": "account"},
    ),
    Defect(
        MANIFEST,
        "Two expectations of one name count as duplicates although both have an ID",
        ("ConfigurationError",),
        {'has_own_id = field == "name" and expectation.person_id is not None': "has_own_id = False"},
    ),
    Defect(
        WAIVERS,
        "An expired waiver still applies",
        (BY_COUNT, BY_LISTED),
        {"return waiver.expires < self.today": "return False"},
    ),
    Defect(
        WAIVERS,
        "A waiver does not apply on its last day",
        (BY_COUNT, BY_LISTED),
        {"return waiver.expires < self.today": "return waiver.expires <= self.today"},
    ),
    Defect(
        WAIVERS,
        "An expired waiver has precedence over a valid one",
        (BY_COUNT, BY_LISTED),
        {"key=lambda waiver: waiver.expires, reverse=True": "key=lambda waiver: waiver.expires"},
    ),
    Defect(
        WAIVERS,
        "A waiver applies to all accounts",
        (BY_COUNT, BY_LISTED),
        {"[waiver for waiver in self.entries if self.names.match((waiver.account,), account)]": "list(self.entries)"},
    ),
    Defect(
        WAIVERS,
        "A waiver applies to every verdict",
        (BY_COUNT, BY_LISTED),
        {"if verdict in (waiver.verdicts or WAIVABLE) and": "if verdict in WAIVABLE and"},
    ),
    Defect(
        COLLECTOR,
        "Names are looked up without normalization to NFC",
        (BY_VERDICT,),
        {'person_id, name = row["PersonId"], nfc(row["Name"])': 'person_id, name = row["PersonId"], row["Name"]'},
    ),
    Defect(
        COLLECTOR,
        "The name is ignored if an expectation of the library Default has an ID",
        (BY_VERDICT,),
        {"if expectation.type == USER_DEFINE or expectation.name is None:": "if True:"},
    ),
    Defect(
        COLLECTOR,
        "A sample that an expectation names only by its name counts as unexpected",
        (BY_COUNT, BY_LISTED),
        {"return by_id is not None or by_name is not None": "return by_id is not None"},
    ),
    Defect(
        PLAN,
        "Expectations of the library Default also apply to the own library",
        (BY_VERDICT, BY_COUNT, BY_LISTED),
        {
            "own = [expectation for expectation in expectations if expectation.type == USER_DEFINE]": (
                "own = list(expectations)"
            )
        },
    ),
    Defect(
        UNEXPECTED,
        "Waived samples are listed first",
        (BY_LISTED,),
        {"[*self._listed, *self._listed_waived]": "[*self._listed_waived, *self._listed]"},
    ),
    Defect(
        UNEXPECTED,
        "One unexpected sample more than the limit is listed",
        (BY_LISTED,),
        {
            "if len(listed) < self._limit:": "if len(listed) <= self._limit:",
            "[: self._limit]": "[: self._limit + 1]",
        },
    ),
    Defect(
        FINDINGS,
        "The findings of an expectation have the severity of unexpected samples",
        (BY_FINDING,),
        {"severity=expectation.severity,": "severity=SEVERITY_OF_UNEXPECTED,"},
    ),
    Defect(
        FINDINGS,
        "An account is compliant if one of its findings is waived",
        (BY_COUNT,),
        {"- self.verdicts[UNKNOWN] > self.waived:": "- self.verdicts[UNKNOWN] > 0 and not self.waived:"},
    ),
)
