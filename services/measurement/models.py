"""The tables of the measurement service: importing this module loads all of them into the metadata."""

from services.measurement.base import Model
from services.measurement.facts.country_groups import models as country_groups
from services.measurement.facts.organisations import models as organisations
from services.measurement.facts.rates import models as rates
from services.measurement.facts.registry import models as registry
from services.measurement.imports import models as imports
from services.measurement.indicators import models as indicators
from services.measurement.ledger import models as ledger

__all__ = ["Model", "country_groups", "imports", "indicators", "ledger", "organisations", "rates", "registry"]
