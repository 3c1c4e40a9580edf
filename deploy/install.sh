#!/bin/sh
# Makes .venv, or adds to it, with exactly what a lock file says: install.sh requirements.lock
set -eu

fail() {
    printf '%s\n' "$1" >&2
    exit 1
}

command -v "$PYTHON" >/dev/null ||
    fail "Python is missing: '$PYTHON' is not found. Install Python 3.11 or newer (Debian: apt-get install python3 python3-venv)."
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "$("$PYTHON" --version) is too old: 3.11 or newer is needed. Name another one: make run PYTHON=python3.11"
"$PYTHON" -c 'import venv, ensurepip' 2>/dev/null ||
    fail "This Python cannot make virtual environments. Install its venv module (Debian: apt-get install python3-venv)."

# An environment whose Python is gone, or that was left half made, is made anew.
.venv/bin/python -m pip --version >/dev/null 2>&1 || "$PYTHON" -m venv --clear .venv

echo "Installing what $1 names into .venv"
pip() { .venv/bin/python -m pip --quiet --disable-pip-version-check "$@"; }
pip install --require-hashes -r "$1" ||
    fail "The packages could not be installed. Check the network, the proxy and the free disk space, and start again."
pip install --no-deps --no-build-isolation -e .
