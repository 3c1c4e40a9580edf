"""The catalogue of events in `docs/events.md`: `python -m tests.event_catalogue` writes it anew from the classes.

The examples are the golden samples, so that what is shown is what must stay readable.
"""

import importlib
import inspect
from itertools import groupby
from pathlib import Path

import orjson

from shared.envelope import Event, catalogue

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "events.md"
SAMPLES = ROOT / "tests" / "architecture" / "samples"
BEGIN, END = "<!-- from the event classes: begin -->", "<!-- from the event classes: end -->"
SERVICES = ("registry", "roadmaps", "measurement", "notifications", "gateway")

MEANT = {
    "public": "everybody",
    "actor": "grants on the actor",
    "country": "grants on the country",
    "region": "grants on the region",
    "client": "the client it is about",
}


def published() -> dict[str, type[Event]]:
    """Give the event classes of the services by their types."""
    for service in SERVICES:
        importlib.import_module(f"services.{service}.events")
    return {name: kind for name, kind in sorted(catalogue().items()) if kind.__module__.startswith("services.")}


def text() -> str:
    """Write the catalogue: what happened, its topic, key and audience, and an example of its data."""
    parts = []
    kinds = sorted(published().values(), key=lambda kind: (kind.topic.name, kind.type))
    for topic, group in groupby(kinds, key=lambda kind: kind.topic):
        what = "The last event of each thing is" if topic.compacted else "Events are"
        kept = f"{what} kept {'for good' if topic.days is None else f'{topic.days} days'}."
        parts.append(f"## {topic.name}\n\n{kept}")
        parts += [_entry(kind) for kind in group]
    return "\n\n".join(parts)


def _entry(kind: type[Event]) -> str:
    audience = " or ".join(MEANT[one] for one in sorted(kind.audiences, key=list(MEANT).index))
    data = orjson.loads((SAMPLES / f"{kind.type}.json").read_bytes())["data"]
    example = orjson.dumps(data, option=orjson.OPT_INDENT_2).decode()
    return (
        f"### {kind.type}\n\n{inspect.cleandoc(kind.__doc__ or '')}\n\n"
        f"Key: `{kind.collection}/<id>`. Seen by {audience}.\n\n```json\n{example}\n```"
    )


def updated(page: str) -> str:
    """Put the catalogue into the page."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{text()}\n\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(updated(PAGE.read_text("utf8")), "utf8")
