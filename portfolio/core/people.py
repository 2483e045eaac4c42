"""Who acts, and what each role may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portfolio.core.terms import Role


class Permission(StrEnum):
    """What a route can ask for."""

    read = "read"
    edit = "edit projects"
    load = "import"
    plan = "plan"
    administer = "administer"


_MAY: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: frozenset({Permission.read}),
    Role.MANAGER: frozenset({Permission.read, Permission.edit, Permission.load}),
    Role.PLANNER: frozenset({Permission.read, Permission.edit, Permission.load, Permission.plan}),
    Role.ADMINISTRATOR: frozenset(Permission),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, or the command line (`id` None); `label` is how the change log names them."""

    id: int | None
    label: str
    role: Role

    def may(self, permission: Permission) -> bool:
        """Whether this actor's role allows `permission`."""
        return permission in _MAY[self.role]

    @property
    def sees_restricted(self) -> bool:
        """Whether restricted projects of others are visible: planners and administrators."""
        return self.role in (Role.PLANNER, Role.ADMINISTRATOR)


#: Who writes when a command or the product itself does.
COMMAND_LINE = Actor(None, "command line", Role.ADMINISTRATOR)
