"""The tables of the registry: importing this module loads all of them into the metadata."""

from services.registry.actors import models as actors
from services.registry.base import Model
from services.registry.codelists import models as codelists
from services.registry.exchanges import models as exchanges
from services.registry.focal_points import models as focal_points
from services.registry.institutions import models as institutions
from services.registry.instruments import models as instruments
from services.registry.partnerships import models as partnerships
from services.registry.regions import models as regions
from services.registry.registration import models as registration
from services.registry.search import models as search

__all__ = [
    "Model",
    "actors",
    "codelists",
    "exchanges",
    "focal_points",
    "institutions",
    "instruments",
    "partnerships",
    "regions",
    "registration",
    "search",
]
