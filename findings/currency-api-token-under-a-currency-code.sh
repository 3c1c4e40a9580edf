#!/usr/bin/env bash
# npm @fawazahmed0/currency-api, dated versions. Guess: a file of exchange rates means the money of ISO 4217 by its codes.
# Seen: on 2025-11-01 "mnt" is a token of that ticker, 0.69 per US dollar; two weeks before and two months later it is
# Mongolia's tugrik, some 3,600. In 2026 "syp" alternates between two pounds of which 100 are one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for version in 2025.10.19 2025.11.1 2025.12.31 2026.6.30 2026.8.31; do
    npm pack --silent "@fawazahmed0/currency-api@$version" >/dev/null
    tar xzf fawazahmed0-currency-api-"$version".tgz package/v1/currencies/usd.json
    mv package/v1/currencies/usd.json "$version.json"
done
python3 - <<'PYTHON'
import json

found = {
    version: json.load(open(f"{version}.json"))["usd"]
    for version in ("2025.10.19", "2025.11.1", "2025.12.31", "2026.6.30", "2026.8.31")
}
mnt = [round(found[version]["mnt"], 2) for version in ("2025.10.19", "2025.11.1", "2025.12.31")]
syp = [round(found[version]["syp"], 2) for version in ("2025.12.31", "2026.6.30", "2026.8.31")]
print("MNT per USD on 2025-10-19, 2025-11-01, 2025-12-31:", mnt)
print("SYP per USD on 2025-12-31, 2026-06-30, 2026-08-31:", syp)
assert mnt[0] > 3000 > 1 > mnt[1] and mnt[2] > 3000, "the token is gone"
assert syp[0] > 10_000 > 200 > syp[1] and syp[2] > 10_000, "there is one pound again"
PYTHON
