"""The words of the pages, in English and French; the other languages of the platform follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date, format_datetime
from babel.numbers import format_compact_currency

Texts = Mapping[str, str]

ENGLISH: Texts = {
    "tagline": "All pull together",
    "headline": "What was promised, and what came of it",
    "what": (
        "Harambee keeps the promises of South-South and triangular cooperation in view: who takes part, what each "
        "country has committed to, what flows in and out, and what is due."
    ),
    "demonstration": "Demonstration: projects and amounts are invented.",
    "skip": "Skip to the content",
    "navigation": "Main",
    "overview": "Overview",
    "for_developers": "API",
    "other_language": "Français",
    "countries": "Countries and their roadmaps",
    "others": "Others that take part",
    "country": "Country",
    "roadmap": "Roadmap",
    "next_deadline": "Next deadline",
    "overdue_count": "Overdue",
    "overdue": "overdue",
    "overdue_since": "since {day}",
    "inflows": "In-flows",
    "outflows": "Out-flows",
    "in_year": "{year}, USD",
    "with_roadmap": "countries with a roadmap in force",
    "overdue_deadlines": "deadlines overdue",
    "flows_in": "USD into these countries in {year}",
    "chart": "Flows of {year}, in millions of USD",
    "chart_axis": "million USD",
    "events": "Latest events",
    "no_events": "Nothing has happened yet.",
    "no_countries": "No country has a roadmap yet.",
    "none": "none",
    "not_published": "not published",
    "draft": "draft",
    "consultation": "in consultation",
    "adopted": "adopted",
    "implementing": "being implemented",
    "closed": "closed",
    "withdrawn": "withdrawn",
    "upcoming": "upcoming",
    "due": "due",
    "met": "met",
    "met_late": "met late",
    "waived": "waived",
    "institution": "Coordination",
    "pillars": "The seven pillars, as far as they are assessed",
    "pillar": "Pillar",
    "level": "Level",
    "level_of": "{level} of 4",
    "assessed_on": "Assessed on",
    "evidence": "Evidence",
    "no_institution": "Nobody has assessed the pillars yet.",
    "political_will": "Political will",
    "national_strategy": "National strategy",
    "national_body": "National body",
    "information_bases": "Information bases",
    "connected_actors": "Connected actors",
    "financing_mechanisms": "Financing mechanisms",
    "performance_management": "Performance management",
    "roadmaps": "Roadmaps",
    "deadlines": "Deadlines",
    "flows": "Flows by year",
    "framework": "Framework",
    "status": "Status",
    "anchor_date": "Counts from",
    "duty": "Duty",
    "due_on": "Due on",
    "year": "Year",
    "roadmap_adopted": "Adopt the roadmap",
    "progress_report": "Progress report",
    "no_roadmaps": "No roadmap is published.",
    "no_deadlines": "Nothing is due.",
    "no_flows": "No flows are known.",
    "as_data": "The same as data",
    "unavailable": "{part}: not available just now.",
    "copy_of": "{part}: not available just now; this is the state of {moment}.",
    "missing_title": "There is no such page",
    "missing": "The address may be mistyped. The overview has all countries.",
    "method": "How the totals are made: by value date, in {currency}, rates: {rate_source}.",
    "about_totals": "What leaves one country may arrive in another: in-flows and out-flows are not to be added up.",
    "roadmap.drafted": "A roadmap was begun",
    "roadmap.revised": "A roadmap was revised",
    "roadmap.moved": "A roadmap went a step further",
    "deadline.set": "A deadline was set",
    "deadline.moved": "A deadline was moved",
    "deadline.met": "A deadline was met",
    "deadline.missed": "A deadline was missed",
    "deadline.waived": "A deadline was waived",
    "report.opened": "A progress report was begun",
    "report.submitted": "A progress report was handed in",
    "report.returned": "A progress report was returned",
    "report.validated": "A progress report was validated",
    "report.published": "A progress report was published",
    "actor.registered": "An actor was registered",
    "actor.updated": "An actor was updated",
    "actor.merged": "An actor was merged with another",
    "actor.withdrawn": "An actor was withdrawn",
    "membership.changed": "A membership changed",
    "institution.updated": "What is said of a country's institutions changed",
    "instrument.published": "An instrument was published",
    "instrument.updated": "An instrument was updated",
    "instrument.retired": "An instrument was retired",
    "partnership.agreed": "A partnership was agreed on",
    "partnership.updated": "A partnership was updated",
    "partnership.ended": "A partnership ended",
    "codelist.released": "A new edition of a code list",
    "offer.published": "An offer was published or changed",
    "need.published": "A need was published or changed",
    "match.found": "An offer and a need were found to fit",
    "activity.recorded": "An activity was recorded",
    "activity.updated": "An activity was updated",
    "flow.recorded": "A flow was recorded",
    "flow.corrected": "A flow was corrected",
    "flow.withdrawn": "A flow was withdrawn",
    "confirmation.matched": "Two reports were found to be of one flow",
    "confirmation.confirmed": "A flow was confirmed by the other side",
    "confirmation.disputed": "The amount of a flow was disputed",
    "confirmation.objected": "Two reports were said not to be of one flow",
    "confirmation.dissolved": "Two reports of one flow came apart by a correction",
    "indicator.defined": "An indicator was defined or changed",
    "observation.recorded": "An observation of an indicator was recorded",
    "observation.approved": "An observation of an indicator was approved",
    "totals.changed": "The totals of a year changed",
    "import.finished": "An import was finished",
    "import.failed": "An import failed",
    "framework.published": "A framework was published",
    "reminder.sent": "A reminder was sent",
    "reminder.superseded": "A reminder was left out for a later one",
    "reminder.failed": "A reminder could not be sent",
    "delivery.failed": "A webhook did not take an event",
    "subscription.verified": "A webhook was verified",
    "subscription.suspended": "A webhook was suspended",
}
FRENCH: Texts = {
    "tagline": "Tirons tous ensemble",
    "headline": "Ce qui a été promis, et ce qu’il en advient",
    "what": (
        "Harambee garde en vue les promesses de la coopération Sud-Sud et triangulaire : qui participe, à quoi chaque "
        "pays s’est engagé, ce qui entre et sort, et ce qui est à rendre."
    ),
    "demonstration": "Démonstration : les projets et les montants sont inventés.",
    "skip": "Aller au contenu",
    "navigation": "Principale",
    "overview": "Vue d’ensemble",
    "for_developers": "API",
    "other_language": "English",
    "countries": "Les pays et leurs feuilles de route",
    "others": "Les autres participants",
    "country": "Pays",
    "roadmap": "Feuille de route",
    "next_deadline": "Prochaine échéance",
    "overdue_count": "En retard",
    "overdue": "en retard",
    "overdue_since": "depuis le {day}",
    "inflows": "Flux entrants",
    "outflows": "Flux sortants",
    "in_year": "{year}, USD",
    "with_roadmap": "pays dotés d’une feuille de route en vigueur",
    "overdue_deadlines": "échéances dépassées",
    "flows_in": "USD vers ces pays en {year}",
    "chart": "Flux de {year}, en millions d’USD",
    "chart_axis": "millions d’USD",
    "events": "Derniers événements",
    "no_events": "Il ne s’est encore rien passé.",
    "no_countries": "Aucun pays n’a encore de feuille de route.",
    "none": "aucune",
    "not_published": "non publiée",
    "draft": "projet",
    "consultation": "en consultation",
    "adopted": "adoptée",
    "implementing": "mise en œuvre",
    "closed": "close",
    "withdrawn": "retirée",
    "upcoming": "à venir",
    "due": "à rendre",
    "met": "respectée",
    "met_late": "respectée en retard",
    "waived": "levée",
    "institution": "Coordination",
    "pillars": "Les sept piliers, pour autant qu’ils soient évalués",
    "pillar": "Pilier",
    "level": "Niveau",
    "level_of": "{level} sur 4",
    "assessed_on": "Évalué le",
    "evidence": "Preuves",
    "no_institution": "Les piliers n’ont pas encore été évalués.",
    "political_will": "Volonté politique",
    "national_strategy": "Stratégie nationale",
    "national_body": "Organe national",
    "information_bases": "Bases d’information",
    "connected_actors": "Acteurs connectés",
    "financing_mechanisms": "Mécanismes de financement",
    "performance_management": "Gestion des résultats",
    "roadmaps": "Feuilles de route",
    "deadlines": "Échéances",
    "flows": "Flux par année",
    "framework": "Cadre",
    "status": "État",
    "anchor_date": "Compte à partir du",
    "duty": "Obligation",
    "due_on": "Échéance",
    "year": "Année",
    "roadmap_adopted": "Adopter la feuille de route",
    "progress_report": "Rapport d’avancement",
    "no_roadmaps": "Aucune feuille de route n’est publiée.",
    "no_deadlines": "Rien n’est à rendre.",
    "no_flows": "Aucun flux n’est connu.",
    "as_data": "Les mêmes données en JSON",
    "unavailable": "{part} : indisponible pour le moment.",
    "copy_of": "{part} : indisponible pour le moment ; voici l’état du {moment}.",
    "missing_title": "Cette page n’existe pas",
    "missing": "L’adresse est peut-être mal saisie. La vue d’ensemble contient tous les pays.",
    "method": "Calcul des totaux : à la date de valeur, en {currency}, taux : {rate_source}.",
    "about_totals": "Ce qui sort d’un pays peut entrer dans un autre : ne pas additionner flux entrants et sortants.",
    "roadmap.drafted": "Une feuille de route a été commencée",
    "roadmap.revised": "Une feuille de route a été révisée",
    "roadmap.moved": "Une feuille de route a avancé d’une étape",
    "deadline.set": "Une échéance a été fixée",
    "deadline.moved": "Une échéance a été déplacée",
    "deadline.met": "Une échéance a été respectée",
    "deadline.missed": "Une échéance a été manquée",
    "deadline.waived": "Une échéance a été levée",
    "report.opened": "Un rapport d’avancement a été commencé",
    "report.submitted": "Un rapport d’avancement a été remis",
    "report.returned": "Un rapport d’avancement a été renvoyé",
    "report.validated": "Un rapport d’avancement a été validé",
    "report.published": "Un rapport d’avancement a été publié",
    "actor.registered": "Un acteur a été enregistré",
    "actor.updated": "Un acteur a été mis à jour",
    "actor.merged": "Un acteur a été fusionné avec un autre",
    "actor.withdrawn": "Un acteur a été retiré",
    "membership.changed": "Une adhésion a changé",
    "institution.updated": "Ce qui est dit des institutions d’un pays a changé",
    "instrument.published": "Un instrument a été publié",
    "instrument.updated": "Un instrument a été mis à jour",
    "instrument.retired": "Un instrument a été retiré",
    "partnership.agreed": "Un partenariat a été conclu",
    "partnership.updated": "Un partenariat a été mis à jour",
    "partnership.ended": "Un partenariat a pris fin",
    "codelist.released": "Une nouvelle édition d’une liste de codes",
    "offer.published": "Une offre a été publiée ou modifiée",
    "need.published": "Un besoin a été publié ou modifié",
    "match.found": "Une offre et un besoin se correspondent",
    "activity.recorded": "Une activité a été enregistrée",
    "activity.updated": "Une activité a été mise à jour",
    "flow.recorded": "Un flux a été enregistré",
    "flow.corrected": "Un flux a été corrigé",
    "flow.withdrawn": "Un flux a été retiré",
    "confirmation.matched": "Deux déclarations portent sur un même flux",
    "confirmation.confirmed": "Un flux a été confirmé par l’autre partie",
    "confirmation.disputed": "Le montant d’un flux est contesté",
    "confirmation.objected": "Deux déclarations ne portent pas sur un même flux",
    "confirmation.dissolved": "Une correction a séparé deux déclarations d’un même flux",
    "indicator.defined": "Un indicateur a été défini ou modifié",
    "observation.recorded": "Une observation d’un indicateur a été enregistrée",
    "observation.approved": "Une observation d’un indicateur a été approuvée",
    "totals.changed": "Les totaux d’une année ont changé",
    "import.finished": "Une importation est terminée",
    "import.failed": "Une importation a échoué",
    "framework.published": "Un cadre a été publié",
    "reminder.sent": "Un rappel a été envoyé",
    "reminder.superseded": "Un rappel a cédé la place au suivant",
    "reminder.failed": "Un rappel n’a pas pu être envoyé",
    "delivery.failed": "Un webhook n’a pas accepté un événement",
    "subscription.verified": "Un webhook a été vérifié",
    "subscription.suspended": "Un webhook a été suspendu",
}
CATALOGUE = {"en": ENGLISH, "fr": FRENCH}


@dataclass(frozen=True, slots=True)
class Speech:
    """One language of the pages."""

    language: str

    def __call__(self, name: str, **values: object) -> str:
        """Give a text; a name that the catalogue does not have is shown in words."""
        text = CATALOGUE[self.language].get(name)
        return text.format(**values) if text else name.replace("_", " ").replace(".", " ")

    @property
    def other(self) -> str:
        """Name the language that the page is offered in beside this one."""
        return "fr" if self.language == "en" else "en"

    def day(self, text: str | date) -> str:
        """Write a date out."""
        moment = date.fromisoformat(text) if isinstance(text, str) else text
        return format_date(moment, format="medium", locale=self.language)

    def moment(self, moment: str | datetime) -> str:
        """Write a moment out, in UTC."""
        known = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        return f"{format_datetime(known, 'd MMM y, HH:mm', locale=self.language)} UTC"

    def money(self, amount: str | None) -> str:
        """Write an amount of USD in few digits."""
        if amount is None:
            return "–"
        return str(format_compact_currency(Decimal(amount), "USD", locale=self.language, fraction_digits=1))

    def event(self, kind: str) -> str:
        """Say what happened, for a type such as harambee.roadmap.drafted.v1."""
        return self(kind.removeprefix("harambee.").rpartition(".")[0])


def speech(asked: str | None, accept_language: str) -> Speech:
    """Choose the language: the one asked for by name, else the best of the header, else English."""
    if asked in CATALOGUE:
        return Speech(asked)
    offers = []
    for part in accept_language.split(","):
        tag, *parameters = (piece.strip().lower() for piece in part.split(";"))
        language = tag.partition("-")[0]
        if language in CATALOGUE:
            offers.append((_quality(parameters), language))
    return Speech(max(offers, key=lambda offer: offer[0])[1] if offers else "en")


def _quality(parameters: list[str]) -> float:
    for one in parameters:
        if one.startswith("q=") and one[2:].replace(".", "", 1).isdecimal():
            return float(one[2:])
    return 1.0
