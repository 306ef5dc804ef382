# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

from __future__ import annotations


class ModuleDocFragment:
    """The directory in which relative paths on the controller start."""

    DOCUMENTATION = r"""
options:
  base_dir:
    description: Directory on the controller in which relative paths of the other options start. Default is the
      directory of the playbook.
    type: path
"""
