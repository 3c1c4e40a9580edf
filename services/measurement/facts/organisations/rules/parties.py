"""Which country, or which international body, an organisation's reference stands for."""

import re
from functools import lru_cache
from typing import NamedTuple

from services.measurement.reference import facts
from shared.identifiers import canonical_reference
from shared.standards import countries

MULTILATERAL = "40"
"""IATI's OrganisationType."""

_DAC = re.compile(r"XM-DAC-(\d+)")
_LIST = re.compile(r"([A-Z]{2})(?:_[A-Z]+)?-(?:\d+(?:-|$)|[A-Z0-9_]+-)")


class Party(NamedTuple):
    """A side of a flow.

    `code` is a country, or an international body's reference; what an organisation is named by where neither is known;
    empty where nobody is named.
    """

    code: str
    multilateral: bool = False

    @property
    def country(self) -> str:
        """Give the country; empty where it is none."""
        return self.code if self.code in countries() else ""


UNKNOWN = Party("")


@lru_cache(maxsize=10_000)
def party(ref: str, kind: str = "") -> Party:
    """Resolve a reference.

    An org-id list names its country (`GB-COH-…`, `BE-BCE_KBO-…`, `CA_BC-…`), as do the older references of donors and
    their agencies (`SE-0`, `CA-3`). `XM-DAC-` is followed by the OECD's code of a country (`XM-DAC-7`, `XM-DAC-301-2`)
    or of an international body (five digits beginning with 4, three beginning with 9). A channel that stands alone
    (`44000`) is the same body as with its list (`XM-DAC-44000`).
    """
    ref = canonical_reference(ref)
    found = _DAC.match(ref)
    if found:
        return _of_dac(found[1], ref, kind)
    found = _LIST.match(ref)
    if found and found[1] in countries():
        return Party(found[1])
    return Party(ref, multilateral=True) if ref and kind == MULTILATERAL else UNKNOWN


def _of_dac(code: str, ref: str, kind: str) -> Party:
    if country := facts("dac-codes")["countries"].get(code):
        return Party(country)
    if (len(code), code[0]) in {(5, "4"), (3, "9")}:
        return Party(f"XM-DAC-{code}", multilateral=True)
    return Party(ref, multilateral=True) if kind == MULTILATERAL else UNKNOWN
