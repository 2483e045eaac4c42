"""Answers that are files: a safe name, the right type, never shown in the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from flask import Response

from portfolio.web.sheets import XLSX


def send(data: bytes | str | Iterable[bytes], name: str, mimetype: str) -> Response:
    """`data`, whole or in pieces, as a download called `name` (RFC 6266: an ASCII name, and the true one beside it)."""
    response = Response(data, mimetype=mimetype)
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")[:100] or "download"
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    return response


def send_xlsx(data: bytes, name: str) -> Response:
    """A workbook."""
    return send(data, name, XLSX)


def send_json(data: Any, name: str) -> Response:
    """JSON, keys in their own order."""
    return send(json.dumps(data, ensure_ascii=False, indent=1), name, "application/json")
