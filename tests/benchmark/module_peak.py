# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run one module as Ansible does, and measure its memory: ``python -m benchmark.module_peak MODULE FILE``.

MODULE runs as the main program, with its arguments as JSON on standard input. FILE receives its peak memory in kB.
This file imports only what the module imports too, so that the figure is the memory of the module.
"""

import re
import runpy
import sys
from pathlib import Path


def peak_kb() -> int:
    """Return the peak memory of this process. ``ru_maxrss`` also includes the memory of the parent process."""
    (peak,) = re.findall(r"^VmHWM:\s+(\d+) kB$", Path("/proc/self/status").read_text(encoding="utf-8"), re.MULTILINE)
    return int(peak)


if __name__ == "__main__":
    module, file = sys.argv[1], Path(sys.argv[2])
    del sys.argv[1:]  # otherwise the module would read its arguments from there
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    finally:
        file.write_text(str(peak_kb()), encoding="utf-8")
