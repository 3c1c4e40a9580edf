"""The mail that tells whoever looks after a webhook that it was suspended."""

from html import escape
from urllib.parse import urlsplit

from services.notifications.rules.texts import Letter


def suspension_letter(url: str, identity: str, reason: str, public_url: str) -> Letter:
    """Say which webhook was suspended, why, and how it is resumed; of its address the host alone, as it may be secret.

    It is in English, as the documentation of the API is.
    """
    host = urlsplit(url).hostname or "unknown host"
    address = f"{public_url}/v1/subscriptions/{identity}"
    paragraphs = (
        f"Harambee has suspended the webhook {identity} at {host}. {reason}.",
        "Nothing is lost: what it has not taken yet is kept and is sent in order once it is resumed.",
        f'Repair the receiver, then resume it: PATCH {address} with {{"status": "active"}}.',
    )
    html = "".join(f"<p>{escape(one)}</p>" for one in paragraphs)
    return Letter(
        subject=f"Webhook suspended: {host}",
        text="\n\n".join(paragraphs) + "\n",
        html=f'<!doctype html><html lang="en"><body>{html}</body></html>',
    )
