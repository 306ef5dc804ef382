# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

from __future__ import annotations


class ModuleDocFragment:
    """Which samples are wanted (design section 4)."""

    DOCUMENTATION = r"""
options:
  type:
    description:
      - V(UserDefine) is the account's own library, V(Default) the one that Tencent Cloud supplies.
      - V(Default) can be searched by name only.
    type: str
    choices: [UserDefine, Default]
    default: UserDefine
  person_ids:
    description:
      - Only samples with one of these ids. The list may have any length; it is split into requests of 100.
      - Together with names, a sample must match both.
      - An empty list is refused, because it must never come to mean everything. Leave the option out instead.
    type: list
    elements: str
  tags:
    description:
      - Only samples with these tags, at most 20.
      - Whether the API wants all of them or any of them on a sample is not documented; the server decides.
    type: list
    elements: str
  offset:
    description:
      - How many samples to pass over, in the order of the API.
    type: int
    default: 0
  limit:
    description:
      - How many samples to return at most. Any number from V(1) is allowed; it is fetched in pages of 100.
      - Without it all samples are returned.
    type: int
  fields:
    description:
      - The keys to return of each sample, such as V(person_id) and V(name). Without it all keys are returned.
      - Leave out V(face_info_set) to keep the addresses of face pictures, which are personal data, out of facts and
        logs.
    type: list
    elements: str
notes:
  - A listing is returned only when it is proven complete. When the library keeps changing while it is read, the listing
    is walked again up to three times and then fails, with C(incomplete) as the kind of the failure. Asking by
    name or id needs no walk.
  - A name matches as it is written and in its Unicode NFC and NFD forms, exactly, whatever the server's own search
    does.
"""

    # Modules take names as an option, the lookup as its terms.
    NAMES = r"""
options:
  names:
    description:
      - Only samples with one of these names. The list may have any length; it is split into requests of 20.
      - Always give a YAML list. Ansible splits a plain text at its commas.
    type: list
    elements: str
"""
