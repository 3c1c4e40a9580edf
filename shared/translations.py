"""Texts in the languages that a service speaks: gettext catalogues, read with Babel.

Texts stand in the sources in English. What they are in other languages stands in files for translators to edit,
`locale/<language>/LC_MESSAGES/messages.po` of the service; `make texts` brings them up to the sources.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = "en"
"""The language of the sources, which has no catalogue."""


@dataclass(frozen=True, slots=True)
class Translation:
    """The texts of a service in one language; the values go into the blanks of a text: `since {day}`."""

    language: str
    catalogue: NullTranslations

    def gettext(self, text: str, /, **values: object) -> str:
        """Translate a text."""
        return self.catalogue.gettext(text).format(**values)

    def ngettext(self, one: str, many: str, number: int, /, **values: object) -> str:
        """Translate a text that depends on a number, which is `{number}` in it where no other value is said."""
        return self.catalogue.ngettext(one, many, number).format(**{"number": number, **values})


def mark(text: str) -> str:
    """Mark a text for translators that is translated elsewhere, where it is shown."""
    return text


@cache
def translations(service: str) -> Mapping[str, Translation]:
    """Read the catalogues of a service; give them by language."""
    found = {SOURCE: Translation(SOURCE, NullTranslations())}
    for folder in sorted((resources.files(f"services.{service}") / "locale").iterdir(), key=lambda one: one.name):
        compiled = BytesIO()
        with (folder / "LC_MESSAGES" / "messages.po").open("rb") as file:
            write_mo(compiled, read_po(file, locale=folder.name))
        compiled.seek(0)
        found[folder.name] = Translation(folder.name, GNUTranslations(compiled))
    return found
