"""The write side: what ingestion stored, extraction proposed and curators decided."""

from incidents.models.articles import Article, ArticleVersion, ExtractionRun, RawCapture
from incidents.models.curation import Contradiction, Decision
from incidents.models.facts import (
    ACCEPTED,
    MODEL_OF_KIND,
    AffectedEstimate,
    Cause,
    DataInvolved,
    Evidence,
    Fact,
    OfficialAction,
    PartyRole,
    RemediationStep,
    Statement,
    TimelineEvent,
)
from incidents.models.incidents import Incident, IncidentArticle, IncidentSerial
from incidents.models.jobs import Job
from incidents.models.parties import Party, PartyAlias, PartyIdentifier
from incidents.models.people import User
from incidents.models.sources import Source
from incidents.models.spending import TokensOfDay

__all__ = [
    "ACCEPTED",
    "MODEL_OF_KIND",
    "AffectedEstimate",
    "Article",
    "ArticleVersion",
    "Cause",
    "Contradiction",
    "DataInvolved",
    "Decision",
    "Evidence",
    "ExtractionRun",
    "Fact",
    "Incident",
    "IncidentArticle",
    "IncidentSerial",
    "Job",
    "OfficialAction",
    "Party",
    "PartyAlias",
    "PartyIdentifier",
    "PartyRole",
    "RawCapture",
    "RemediationStep",
    "Source",
    "Statement",
    "TimelineEvent",
    "TokensOfDay",
    "User",
]
