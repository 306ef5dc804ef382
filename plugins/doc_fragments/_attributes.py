# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

from __future__ import annotations


class ModuleDocFragment:
    """Attributes of the modules, and their action group."""

    DOCUMENTATION = r"""
attributes:
  check_mode:
    support: full
    description: Can run in C(check_mode). The module only reads, so it returns the same result.
  diff_mode:
    support: N/A
    details:
      - This module does not change anything.
    description: Will return details on what has changed (or possibly needs changing in C(check_mode)), in diff mode.
  platform:
    platforms: posix
    support: full
    description: Target OS/families that can be operated against.
  action_group:
    support: full
    membership:
      - tencentcloud.mps.mps
    description: Use C(group/tencentcloud.mps.mps) in C(module_defaults) to set defaults for all modules of this group.
"""

    # Attributes of the modules whose work is on the controller. The modules add their support.
    CONTROLLER = r"""
attributes:
  action:
    support: full
    description: Indicates this has a corresponding action plugin so some parts of the options can be executed on the
      controller.
  async:
    support: none
    description: Supports being used with the C(async) keyword.
  become:
    description: Is usable alongside C(become) keywords.
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
  connection:
    description: Uses the target's configured connection information to execute code on it.
  diff_mode:
    description: Will return details on what has changed (or possibly needs changing in C(check_mode)), in diff mode.
  platform:
    platforms: posix
    support: full
    description: Target OS/families that can be operated against.
"""

    FACTS = r"""
attributes:
  facts:
    support: full
    description: Action returns an C(ansible_facts) dictionary that will update existing host facts.
"""
