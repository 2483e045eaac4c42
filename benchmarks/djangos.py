"""The same rows by Django and django-import-export: its dry run into a table of the same columns on SQLite.

Fair to it: lists in a cell stay one text (no rows in other tables are looked up or made, as ours are), columns that
mean nothing here are kept as text, and the file's cells are read by the library that it brings for that.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
import import_export.fields
import import_export.resources
import import_export.widgets
from django.conf import settings
from django.db import connection, models
from import_export.formats.base_formats import XLSX

from benchmarks.world import HEADINGS

#: Column -> its field, where that is not a text.
_FIELDS: dict[str, Callable[[], Any]] = {
    "Code": lambda: models.CharField(max_length=80, unique=True),
    "Planned start": lambda: models.DateField(null=True),
    "Planned end": lambda: models.DateField(null=True),
    "Budget": lambda: models.DecimalField(max_digits=17, decimal_places=2, null=True),
}


def _name(heading: str) -> str:
    return heading.lower().replace(" ", "_")


@contextmanager
def dry_run(*, fastest: bool = False) -> Iterator[Callable[[bytes], int]]:
    """What takes a workbook's bytes and gives the number of rows that would be new, on a fresh SQLite database.

    `fastest`: rows in bulk and no account of what changes, which gives up the preview but not the check of each row.
    """
    with tempfile.TemporaryDirectory() as folder:
        _configure(Path(folder))
        model = _model()
        with connection.schema_editor() as editor:
            editor.create_model(model)
        resource = _resource(model, fastest)

        def run(data: bytes) -> int:
            rows = XLSX().create_dataset(data)
            result = resource().import_data(rows, dry_run=True, raise_errors=False)
            assert not result.has_errors(), result.row_errors()[0][1][0].error
            assert not result.has_validation_errors()
            assert not model.objects.exists()
            return sum(row.import_type == "new" for row in result.rows) if not fastest else len(rows)

        try:
            yield run
        finally:
            connection.close()


def _configure(folder: Path) -> None:
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "import_export", "benchmarks"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "rival.sqlite3"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()


def _model() -> type[models.Model]:
    made = {_name(heading): _FIELDS.get(heading, lambda: models.TextField(null=True))() for heading in HEADINGS}
    meta = type("Meta", (), {"app_label": "benchmarks"})
    return type("Project", (models.Model,), {**made, "Meta": meta, "__module__": __name__})


def _resource(model: type[models.Model], fastest: bool) -> type[import_export.resources.ModelResource]:
    columns = {
        _name(heading): import_export.fields.Field(
            attribute=_name(heading),
            column_name=heading,
            widget=import_export.resources.ModelResource.widget_from_django_field(
                model._meta.get_field(_name(heading))
            )(),
        )
        for heading in HEADINGS
    }
    quick = {"use_bulk": True, "batch_size": 1000, "skip_diff": True} if fastest else {}
    options = {"model": model, "import_id_fields": ("code",), "fields": tuple(columns), **quick}
    made = {**columns, "Meta": type("Meta", (), options)}
    resource: type[import_export.resources.ModelResource] = type(
        "ProjectResource", (import_export.resources.ModelResource,), made
    )
    return resource
