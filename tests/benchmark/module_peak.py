# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A process that runs one module as Ansible does: ``python -m benchmark.module_peak MODULE FILE``.

MODULE becomes the main program, with its arguments as JSON on standard input. Its peak memory, in kB, goes into FILE.
Nothing is imported here that the module itself does without, so that the memory is the module's.
"""

import re
import runpy
import sys
from pathlib import Path


def peak_kb() -> int:
    """Of this process. ``ru_maxrss`` would not do: it begins with the memory of the process that started this one."""
    (peak,) = re.findall(r"^VmHWM:\s+(\d+) kB$", Path("/proc/self/status").read_text(encoding="utf-8"), re.MULTILINE)
    return int(peak)


if __name__ == "__main__":
    module, file = sys.argv[1], Path(sys.argv[2])
    del sys.argv[1:]  # otherwise the module would look for its arguments there
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    finally:
        file.write_text(str(peak_kb()), encoding="utf-8")
