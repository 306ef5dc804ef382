# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

from __future__ import annotations


class ModuleDocFragment:
    """Options that select the samples to return and their fields."""

    DOCUMENTATION = r"""
options:
  type:
    description:
      - Sample library to read.
      - V(UserDefine) is the library of the account. V(Default) is Tencent's own library.
      - The API searches V(Default) only by name. If you set V(Default), you must also select names.
    type: str
    choices: [UserDefine, Default]
    default: UserDefine
  person_ids:
    description:
      - Returns only samples with one of these IDs. The list can have any length; each request contains up to 100 IDs.
      - Each ID is a string, so quote it. A number is an error, because YAML reads V(0123) as another number.
      - If you also set names, a sample must match both an ID and a name.
      - An empty list is an error, because it must not select all samples. Omit the option if you do not need it.
    type: list
    elements: raw
  tags:
    description:
      - Returns only samples with these tags. The list can have up to 20 tags.
      - The API does not document whether a sample must have all of the tags or any of them. The server decides.
    type: list
    elements: raw
  offset:
    description:
      - Number of samples to skip, in the order of the API.
    type: int
    default: 0
  limit:
    description:
      - Maximum number of samples to return, at least V(1). It can be larger than a page of the API (100 samples).
      - By default, all samples are returned.
    type: int
  fields:
    description:
      - Fields to return for each sample, for example V(person_id) and V(name). By default, all fields are returned.
      - Omit V(face_info_set) from the list to keep the URLs of face images out of results, facts and logs. The URLs
        are personal data.
    type: list
    elements: str
notes:
  - A list is returned only if it is verified complete. If the library changes during the read, the read restarts up to
    three times. If the list still cannot be verified, the task fails with the error kind C(incomplete). Selections by
    name or ID usually fit in one page and are then not affected.
  - Names are compared exactly and are case-sensitive. The Unicode forms NFC and NFD of a name are the same name. The
    result does not depend on how the server searches names.
"""

    # Modules take names as an option. The lookup takes names as terms.
    NAMES = r"""
options:
  names:
    description:
      - Returns only samples with one of these names. The list can have any length; each request contains up to 20
        names.
      - If you also set O(person_ids), a sample must match both an ID and a name.
      - Always use a YAML list. Ansible splits a plain string at its commas.
      - An empty list is an error, because it must not select all samples. Omit the option if you do not need it.
    type: list
    elements: raw
"""
