"""The tables, one aggregate per file. Importing this package registers them all; page queries live in the rooms."""

from portfolio.models.account import SignInFailure, SignInLink, SignInSession, User, Visit
from portfolio.models.base import Base
from portfolio.models.batch import ImportBatch, ImportFile, ImportMapping, ImportPiece, ImportRow
from portfolio.models.cellnote import Declaration, GapNote
from portfolio.models.change import Change
from portfolio.models.job import Job
from portfolio.models.madedocument import MadeDocument
from portfolio.models.merge import ProjectMerge
from portfolio.models.need import CountryIndex, CountryIndexValue, Need, NeedRule
from portfolio.models.objective import Framework, Objective
from portfolio.models.organisation import ExchangeRate, Organisation
from portfolio.models.overlap import OverlapVerdict
from portfolio.models.place import Alias, Membership, Place, TreatyStatus
from portfolio.models.policy import Dialogue, DialogueObjective, Instrument, InstrumentObjective
from portfolio.models.project import Project, ProjectObjective, ProjectOrganisation, ProjectPlace
from portfolio.models.recognition import Recognition
from portfolio.models.scenario import Scenario, ScenarioChange
from portfolio.models.snapshot import Snapshot
from portfolio.models.source import Source, SourceMark, SourceValue, SourceVerdict

__all__ = [
    "Alias",
    "Base",
    "Change",
    "CountryIndex",
    "CountryIndexValue",
    "Declaration",
    "Dialogue",
    "DialogueObjective",
    "ExchangeRate",
    "Framework",
    "GapNote",
    "ImportBatch",
    "ImportFile",
    "ImportMapping",
    "ImportPiece",
    "ImportRow",
    "Instrument",
    "InstrumentObjective",
    "Job",
    "MadeDocument",
    "Membership",
    "Need",
    "NeedRule",
    "Objective",
    "Organisation",
    "OverlapVerdict",
    "Place",
    "Project",
    "ProjectMerge",
    "ProjectObjective",
    "ProjectOrganisation",
    "ProjectPlace",
    "Recognition",
    "Scenario",
    "ScenarioChange",
    "SignInFailure",
    "SignInLink",
    "SignInSession",
    "Snapshot",
    "Source",
    "SourceMark",
    "SourceValue",
    "SourceVerdict",
    "TreatyStatus",
    "User",
    "Visit",
]
