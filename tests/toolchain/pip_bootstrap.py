# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
"""Replaces get-pip.py, which ansible-test would download: installs pip from the wheel in the folder of this file.

`ansible-test sanity` creates empty virtual environments and runs get_pip_<version>.py from its cache in them. The
toolchain copies this file to that path.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path


def main() -> None:
    version = Path(__file__).stem.removeprefix("get_pip_").replace("_", ".")
    wheel = str(Path(__file__).with_name(f"pip-{version}-py3-none-any.whl"))
    # pip no longer accepts the first two options. The local wheel replaces the requirement on a version.
    arguments = [word for word in sys.argv[1:] if word not in {"--no-setuptools", "--no-wheel", f"pip=={version}"}]
    sys.argv = ["pip", "install", "--force-reinstall", wheel, *arguments]
    sys.path.insert(0, wheel)
    runpy.run_module("pip", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
