#!/usr/bin/env bash
# PyPI aiosmtplib 5.1.3, Python 3.11. Guess: a message that was made with a policy of its own (here: lines of any length)
# is sent as that policy writes it, as `bytes(message)` does.
# Seen: `flatten_message` writes it by email.policy.SMTP: the subject is folded at 78 signs whatever the message says.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet aiosmtplib==5.1.3
"$folder/venv/bin/python" - <<'PYTHON'
from email import policy
from email.message import EmailMessage

from aiosmtplib.email import flatten_message

message = EmailMessage(policy=policy.SMTP.clone(max_line_length=900))
message["Subject"] = "word " * 30
message.set_content("text")
own = next(line for line in bytes(message).splitlines() if line.startswith(b"Subject"))
sent = next(line for line in flatten_message(message).splitlines() if line.startswith(b"Subject"))
print("by the message's own policy:", len(own), "signs in the line; as it is sent:", len(sent))
assert len(own) > 140 > 80 > len(sent), "the message's own policy is asked now"
PYTHON
