"""One spelling of what people write in several: for comparing texts and finding them, never for showing them.

Case, accents and Unicode forms do not matter, nor do points after initials (`U.N.D.P.`) and `St` for `Saint`.
"""

import re
import unicodedata

_WORD = re.compile(r"\w+")
_INITIALS = re.compile(r"\b\w(?:\.\s?\w\b)+")
_TWO_LETTERS = re.compile(r"(?<=[bcdfghjklmnpqrstvwxz])([aou])e")
"""A vowel that stands for one with an umlaut: after a consonant, so that UEMOA and Aeroporto keep their letters."""
_LETTERS = str.maketrans({"ø": "o", "œ": "oe", "æ": "ae", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŋ": "n"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_ABBREVIATED = {"st": "saint", "ste": "sainte"}


def fold(text: str) -> str:
    """Take away accents and case."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    return apart if apart.isascii() else "".join([sign for sign in apart if not unicodedata.combining(sign)])


def words(text: str) -> list[str]:
    """Split into folded words, as they are written."""
    return _WORD.findall(fold(text).replace("_", " "))


def spelt(text: str) -> list[str]:
    """Split into words of one spelling."""
    folded = fold(text).replace("_", " ")
    if "." in folded:
        folded = _INITIALS.sub(_joined, folded)
    found = _WORD.findall(folded)
    return found if _ABBREVIATED.keys().isdisjoint(found) else [_ABBREVIATED.get(word, word) for word in found]


def written_out(text: str) -> str:
    """Write letters with an umlaut as two, as is done where there are none: `Mueller` for `Müller`."""
    return text if text.isascii() else unicodedata.normalize("NFC", text).translate(_UMLAUTS)


def key(text: str) -> str:
    """Give what is the same for all writings of a text: spaces, signs and umlauts written as two do not matter."""
    whole = "".join(spelt(text))
    return _TWO_LETTERS.sub(r"\1", whole) if "e" in whole else whole


def _joined(found: re.Match[str]) -> str:
    return re.sub(r"[.\s]", "", found[0])
