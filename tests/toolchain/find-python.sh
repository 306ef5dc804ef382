#!/bin/sh
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors

# Finds the Python that creates the environments. Runs each candidate, because a pyenv shim on the PATH can fail to start.
#
#   find-python.sh        prints the path of the first Python >= 3.11 with venv and ensurepip; only $PYTHON if it is set
#   find-python.sh all    prints every Python >= 3.9 that starts, one a line: "3.12 /path/to/python3.12"

set -u

versions='3.14 3.13 3.12 3.11'
newline='
'

# The folders of pyenv's interpreters. They are found through the shim, because HOME may be changed.
pyenv_folders() {
    shim=$(command -v python3 2> /dev/null || true)
    case $shim in
        */shims/python3) root=${shim%/shims/python3} ;;
        *) root=${PYENV_ROOT:-${HOME:-/nonexistent}/.pyenv} ;;
    esac
    for folder in "$root"/versions/*/bin; do
        [ -d "$folder" ] && printf '%s\n' "$folder"
    done
}

# Prints "major.minor path" if the candidate starts.
identity() {
    "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2], sys.executable)' 2> /dev/null
}

candidates() {
    printf 'python3\n'
    for version in $versions "$@"; do
        printf 'python%s\n' "$version"
    done
    pyenv_folders | while read -r folder; do
        for version in $versions "$@"; do
            [ -x "$folder/python$version" ] && printf '%s\n' "$folder/python$version"
        done
    done
}

serves() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null
}

has_ensurepip() {
    "$1" -c 'import ensurepip, venv; ensurepip.version()' > /dev/null 2>&1
}

stop() {
    printf '%s\n' "$1" >&2
    exit 1
}

if [ "${1:-}" = all ]; then
    candidates 3.10 3.9 | while read -r candidate; do
        identity "$candidate"
    done | awk '{ split($1, v, "."); if (v[1] == 3 && v[2] >= 9 && !seen[$1]++) print }'
    exit 0
fi

if [ -n "${PYTHON:-}" ]; then
    serves "$PYTHON" || stop "PYTHON=$PYTHON does not start or is older than Python 3.11. Set PYTHON to the path of a newer Python."
    has_ensurepip "$PYTHON" || stop "PYTHON=$PYTHON cannot create environments: ensurepip is missing. On Debian and Ubuntu, install its python3-venv package."
    "$PYTHON" -c 'import sys; print(sys._base_executable)'
    exit 0
fi

bare=
IFS=$newline
for candidate in $(candidates); do
    serves "$candidate" || continue
    if has_ensurepip "$candidate"; then
        "$candidate" -c 'import sys; print(sys._base_executable)'
        exit 0
    fi
    bare=${bare:-$candidate}
done
[ -z "$bare" ] || stop "$bare cannot create environments: ensurepip is missing. On Debian and Ubuntu, install python3-venv, or set PYTHON=/path/to/python3."
stop "No Python 3.11 or newer starts on this machine. Install one, or set PYTHON=/path/to/python3."
