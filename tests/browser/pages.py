"""Every page of the product, as whom it is visited; `{names}` are filled in from the demo portfolio."""

from __future__ import annotations

from dataclasses import dataclass

from portfolio.core.terms import Role

ADMINISTRATOR, MANAGER, PLANNER, VIEWER = Role.ADMINISTRATOR, Role.MANAGER, Role.PLANNER, Role.VIEWER


@dataclass(frozen=True)
class Visit:
    """A page: its endpoint, an address, who looks at it, and the status it answers with."""

    endpoint: str
    path: str
    role: Role | None = VIEWER
    status: int = 200


PAGES = (
    Visit("accounts.sign_in", "/sign-in", None),
    Visit("accounts.sign_in_once", "/sign-in/once/not-a-token", None),
    Visit("accounts.account", "/account"),
    Visit("accounts.index", "/people", ADMINISTRATOR),
    Visit("accounts.create", "/people/new", ADMINISTRATOR),
    Visit("accounts.edit", "/people/{user}", ADMINISTRATOR),
    Visit("coverage.overview", "/"),
    Visit("coverage.show", "/coverage"),
    Visit("coverage.show", "/coverage?measure=money&columns=organisation"),
    Visit("coverage.show", "/coverage?measure=projects&within=south-east-asia"),
    Visit("coverage.cell", "/coverage/cell/9/western-balkans-turkiye"),
    Visit("coverage.show", "/coverage?rows=funder&measure=money"),
    Visit("coverage.show", "/coverage?rows=strand&columns=organisation"),
    Visit("coverage.show", "/coverage?columns=year&measure=cliff"),
    Visit("coverage.show", "/coverage?open=western-balkans-turkiye"),
    Visit("coverage.compare", "/coverage/compare"),
    Visit("coverage.compare", "/coverage/compare?strand=cybercrime&with-strand=-&within=pacific"),
    Visit("coverage.gaps", "/gaps"),
    Visit("coverage.gaps", "/gaps?columns=country&gap-group=state&gap-state=risk"),
    Visit("coverage.cliffs", "/cliffs"),
    Visit("coverage.cliffs", "/cliffs?as-of=2027-06-15&row=6&columns=country&within=south-east-asia&cells=all"),
    Visit("coverage.timeline", "/timeline"),
    Visit("coverage.timeline", "/timeline?group=funder&q=cyber"),
    Visit("coverage.map", "/map"),
    Visit("coverage.map", "/map?row=6"),
    Visit("needs.index", "/needs", PLANNER),
    Visit("needs.index", "/needs?region=south-east-asia"),
    Visit("needs.edit", "/needs/KE?objective=eu-cyber-diplomacy-15:6", PLANNER),
    Visit("declarations.index", "/not-applicable", PLANNER),
    Visit("declarations.edit", "/not-applicable/edit?objective=eu-cyber-diplomacy-15:6&place=region:pacific", PLANNER),
    Visit("gapnotes.edit", "/gaps/note?objective=eu-cyber-diplomacy-15:6&place=region:pacific", PLANNER),
    Visit("coverage.cell", "/coverage/cell/9/pacific", PLANNER),
    Visit("indices.index", "/indices"),
    Visit("indices.show", "/indices/GCI", PLANNER),
    Visit("indices.create", "/indices/new", PLANNER),
    Visit("indices.edit", "/indices/GCI/edit", PLANNER),
    Visit("indices.create_value", "/indices/GCI/values/new", PLANNER),
    Visit("indices.edit_value", "/indices/GCI/values/1", PLANNER),
    Visit("overlaps.index", "/overlaps?standing=all", PLANNER),
    Visit("overlaps.clusters", "/overlaps/clusters"),
    Visit("overlaps.show", "/overlaps/{overlap}", PLANNER),
    Visit("snapshots.index", "/snapshots", PLANNER),
    Visit("snapshots.create", "/snapshots/new", PLANNER),
    Visit("snapshots.show", "/snapshots/1"),
    Visit("since.index", "/changes-since?since=snapshot-1", PLANNER),
    Visit("coverage.show", "/coverage?recorded=snapshot-1"),
    Visit("projects.index", "/projects"),
    Visit("projects.index", "/projects?q=nothing-is-called-like-this"),
    Visit("projects.disagreements", "/disagreements", MANAGER),
    Visit("projects.show", "/projects/{project}", MANAGER),
    Visit("projects.edit", "/projects/{project}/edit", MANAGER),
    Visit("projects.merge", "/projects/merge", PLANNER),
    Visit("projects.merge", "/projects/merge?kept=GLACY&lost=GLACY-PLUS", PLANNER),
    Visit("projects.create", "/projects/new", MANAGER),
    Visit("imports.index", "/imports", ADMINISTRATOR),
    Visit("imports.new", "/imports/new", MANAGER),
    Visit("imports.new", "/imports/new", ADMINISTRATOR),
    Visit("imports.show", "/imports/{open}", ADMINISTRATOR),
    Visit("", "/imports/{open}?tab=skipped", ADMINISTRATOR),
    Visit("", "/imports/{needs}?tab=create", ADMINISTRATOR),
    Visit("imports.original", "/imports/{applied}/original", ADMINISTRATOR),
    Visit("imports.columns", "/imports/{open}/columns", ADMINISTRATOR),
    Visit("imports.reading", "/imports/{open}/reading", ADMINISTRATOR),
    Visit("imports.progress", "/imports/{long}/progress", ADMINISTRATOR),
    Visit("imports.receipt", "/imports/{applied}/receipt", ADMINISTRATOR),
    Visit("imports.what_was_learned", "/imports/learned", MANAGER),
    Visit("objectives.index", "/objectives"),
    Visit("objectives.show", "/objectives/eu-cyber-diplomacy-15/9"),
    Visit("instruments.index", "/instruments"),
    Visit("instruments.show", "/instruments/1", MANAGER),
    Visit("instruments.create", "/instruments/new", MANAGER),
    Visit("instruments.edit", "/instruments/1/edit", MANAGER),
    Visit("dialogues.index", "/dialogues"),
    Visit("dialogues.show", "/dialogues/{dialogue}", MANAGER),
    Visit("dialogues.create", "/dialogues/new", MANAGER),
    Visit("dialogues.edit", "/dialogues/{dialogue}/edit", MANAGER),
    Visit("places.index", "/places"),
    Visit("places.show", "/places/country/UA"),
    Visit("organisations.index", "/organisations"),
    Visit("organisations.show", "/organisations/{organisation}"),
    Visit("history.index", "/history"),
    Visit("history.show", "/history/1"),
    Visit("house.patterns", "/house/patterns", ADMINISTRATOR),
    Visit("", "/nowhere", VIEWER, 404),
    Visit("", "/people", VIEWER, 403),
    Visit("", "/coverage?measure=taste", VIEWER, 422),
)

#: Answers that are files or data, and addresses that only lead elsewhere.
NOT_PAGES = frozenset(
    {
        "static",
        "coverage.compare_data",
        "coverage.compare_workbook",
        "coverage.cliff_data",
        "coverage.cliff_workbook",
        "coverage.data",
        "coverage.gap_data",
        "coverage.workbook",
        "imports.failed",
        "imports.file",
        "imports.marked",
        "imports.receipt_json",
        "imports.stored",
        "imports.template",
        "projects.by_code",
        "projects.data",
        "projects.table",
        "projects.workbook",
        "since.data",
        "since.workbook",
        "snapshots.data",
        "snapshots.workbook",
    }
)
