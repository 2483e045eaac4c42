"""One small family of errors, each with its status; `app.py` registers their pages once."""

from __future__ import annotations

from portfolio.core.project import FieldProblem
from portfolio.core.shape import Stored


class PortfolioError(Exception):
    """Something that a person is told in a sentence; `remedy` says what to do."""

    status = 500
    title = "Something went wrong"

    def __init__(self, sentence: str = "", remedy: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.remedy = remedy


class NotFound(PortfolioError):
    """There is no such thing, or it is not for this person."""

    status = 404
    title = "Not found"


class NotAllowed(PortfolioError):
    """The person may see it, and not do this."""

    status = 403
    title = "Not allowed"


class Refused(PortfolioError):
    """The request cannot be carried out as it stands."""

    status = 422
    title = "This cannot be done as asked"


class Conflict(PortfolioError):
    """The record moved since the form was shown."""

    status = 409
    title = "Somebody else was faster"


class Busy(PortfolioError):
    """Another write holds the database; trying again helps."""

    status = 503
    title = "The product is busy"


class TooMany(PortfolioError):
    """A limit on attempts or open work was reached."""

    status = 429
    title = "Too many attempts"


class InvalidRecords(Refused):
    """Some values cannot be kept: `by_index` has each one's problems, by its index in what was given."""

    def __init__(self, by_index: dict[int, list[FieldProblem]]) -> None:
        first = next(iter(by_index.values()))[0]
        super().__init__(first.sentence, "Correct it and save again; nothing was saved.")
        self.by_index = by_index


class StaleRecord(Conflict):
    """The record moved since the form or the preview was made; `current` says where it stands now."""

    def __init__(self, entity: str, name: str, current: Stored) -> None:
        super().__init__(
            f"The {entity} “{name[:80]}” was changed by somebody else in the meantime.",
            "Open it again, look at what it says now, and make your change there; nothing was saved.",
        )
        self.current = current
