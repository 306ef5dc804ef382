# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

from __future__ import annotations


class ModuleDocFragment:
    """Options that the audit and its report module share."""

    # The modules describe ``fail_after_days``: its effect differs.
    DOCUMENTATION = r"""
options:
  report_language:
    description:
      - Language of the reports for people, C(report.html) and C(summary.md), and of the outcome in the terminal.
      - The messages in C(report.json), C(findings.csv) and C(junit.xml), and messages of the API, do not change.
    type: str
    choices: [en, zh-CN]
    default: en
  fail_after_days:
    type: dict
    suboptions:
      critical:
        description: Days for findings of the severity V(critical).
        type: int
        default: 0
      high:
        description: Days for findings of the severity V(high).
        type: int
        default: 0
      medium:
        description: Days for findings of the severity V(medium).
        type: int
        default: 0
      low:
        description: Days for findings of the severity V(low).
        type: int
        default: 0
"""
