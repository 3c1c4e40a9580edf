"""Charts, drawn on the server as SVG that needs no script."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import orjson
import vl_convert

from services.gateway.schemas import CountryRow
from services.gateway.web.speech import Speech
from shared.standards import in_language

BARS = 12
INK = "#1f2937"
COLOURS = ["#0b6e4f", "#d97706"]
# The reader's font may be wider than the one that the picture is measured with.
LETTER = 8.5
MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, and what it shows in words."""

    title: str
    svg: str


async def draw_flows(rows: Sequence[CountryRow], year: int, say: Speech) -> Chart | None:
    """Draw what flows into and out of the countries with the largest flows; None where there are none."""
    flowing = [row for row in rows if row.inflows or row.outflows]
    if not flowing:
        return None
    largest = sorted(flowing, key=_volume, reverse=True)[:BARS]
    values = [
        {"country": in_language(row.names, say.language), "flow": label, "amount": float(Decimal(amount) / MILLION)}
        for row in largest
        for label, amount in zip(_sides(say), (row.inflows or "0", row.outflows or "0"), strict=True)
    ]
    title = say.texts.gettext("Flows of {year}, in millions of USD", year=year)
    return Chart(title, await asyncio.to_thread(_svg, orjson.dumps(_specification(values, title, say))))


def _sides(say: Speech) -> list[str]:
    return [say.texts.gettext("In-flows"), say.texts.gettext("Out-flows")]


def _volume(row: CountryRow) -> Decimal:
    return Decimal(row.inflows or 0) + Decimal(row.outflows or 0)


def _specification(values: list[dict[str, object]], title: str, say: Speech) -> dict[str, object]:
    flows = _sides(say)
    longest = max(len(str(value["country"])) for value in values)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "description": title,
        "background": None,
        "width": 300,
        "height": {"step": 13},
        "data": {"values": values},
        "mark": {"type": "bar", "cornerRadiusEnd": 2},
        "encoding": {
            "y": {"field": "country", "type": "nominal", "sort": None, "title": None},
            "yOffset": {"field": "flow", "sort": flows},
            "x": {
                "field": "amount",
                "type": "quantitative",
                "title": say.texts.gettext("million USD"),
                "axis": {"tickCount": 5},
            },
            "color": {
                "field": "flow",
                "type": "nominal",
                "sort": flows,
                "scale": {"range": COLOURS},
                "legend": {"orient": "top", "title": None},
            },
        },
        "config": {
            "font": "system-ui, sans-serif",
            "axis": {
                "labelFontSize": 13,
                "titleFontSize": 13,
                "labelColor": INK,
                "domain": False,
                "ticks": False,
            },
            "axisY": {"grid": False, "labelPadding": 8, "labelLimit": 0, "minExtent": longest * LETTER},
            "legend": {"labelFontSize": 13, "labelColor": INK, "columnPadding": 32},
            "view": {"stroke": None},
        },
    }


@lru_cache(maxsize=32)
def _svg(specification: bytes) -> str:
    return str(vl_convert.vegalite_to_svg(orjson.loads(specification)))
