#!/bin/sh
# Writes the lock files anew from pyproject.toml, for all platforms, with hashes and without addresses:
# requirements.lock has what runs the platform, requirements-dev.lock that and what tests and checks it, in one version.
set -eu

resolver=$(mktemp -d)
trap 'rm -rf "$resolver"' EXIT
.venv/bin/python -m venv "$resolver"
"$resolver/bin/pip" install --quiet uv
lock() {
    "$resolver/bin/uv" pip compile pyproject.toml --universal --python-version 3.11 \
        --generate-hashes --no-emit-index-url --no-header --quiet "$@"
}
# What tests need is looked at first: it may need an older version of what runs the platform, which is the one tested then.
lock --group dev -o requirements-dev.lock
lock -c requirements-dev.lock -o requirements.lock
