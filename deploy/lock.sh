#!/bin/sh
# Writes requirements.lock anew from pyproject.toml, for all platforms, with hashes and without addresses.
set -eu

resolver=$(mktemp -d)
trap 'rm -rf "$resolver"' EXIT
.venv/bin/python -m venv "$resolver"
"$resolver/bin/pip" install --quiet uv
"$resolver/bin/uv" pip compile pyproject.toml --group dev --universal --python-version 3.11 \
    --generate-hashes --no-emit-index-url --no-header --quiet -o requirements.lock
