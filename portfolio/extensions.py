"""Flask extensions, unbound; `app.py` binds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    class RequestSession(Session):
        """The scoped session hands everything on to the session of the request: for callers it is one."""

        def __call__(self) -> Session: ...
        def remove(self) -> None: ...

    class Database(SQLAlchemy):
        session: RequestSession  # type: ignore[assignment]

else:
    Database = SQLAlchemy

db = Database()
csrf = CSRFProtect()
