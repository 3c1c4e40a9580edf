#!/bin/sh
# Sees to the browser that the tests of the pages look with.
set -eu

if [ -x /usr/bin/chromium ]; then
    exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "The tests of the pages need Chromium as /usr/bin/chromium (Debian: sudo apt-get install chromium)." >&2
    exit 1
fi
apt-get update -q
DEBIAN_FRONTEND=noninteractive apt-get install -y -q chromium
