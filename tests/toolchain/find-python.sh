#!/bin/sh
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors

# Which Python builds the environments? Each candidate is really run: a pyenv shim may be on the PATH and yet not start.
#
#   find-python.sh        path of the first Python >= 3.11 with venv and ensurepip; $PYTHON, if set, is the only candidate
#   find-python.sh all    every Python >= 3.9 that starts, a line each: "3.12 /path/to/python3.12"

set -u

versions='3.14 3.13 3.12 3.11'
newline='
'

# The folders of the interpreters behind pyenv's shims, wherever HOME points.
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
    serves "$PYTHON" || stop "PYTHON=$PYTHON is not a Python 3.11 or newer that starts."
    has_ensurepip "$PYTHON" || stop "PYTHON=$PYTHON cannot make environments: its ensurepip is missing (Debian and Ubuntu: install its python3-venv)."
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
[ -z "$bare" ] || stop "$bare cannot make environments: its ensurepip is missing (Debian and Ubuntu: install python3-venv), or name another Python with PYTHON=/path/to/python3."
stop "No Python 3.11 or newer starts here: install one, or name it with PYTHON=/path/to/python3."
