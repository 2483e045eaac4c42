"""A sheet of 275,000 rows through the running server: uploaded, planned and applied, while the server does not grow.

The server is a real one in a process of its own, with the settings as they come; the file goes in as a browser sends
it. `make bench-large` runs it.
"""

from __future__ import annotations

import http.cookiejar
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path

from benchmarks.world import project_workbook

ROWS = int(os.environ.get("LARGE_ROWS", "275000"))
PORT = int(os.environ.get("LARGE_PORT", "8765"))
ROOT = Path(__file__).resolve().parents[1]


def run() -> Iterator[str]:
    """What the server held before, after the upload, at its most, and after the pages of the preview."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.xlsx"
        path.write_bytes(project_workbook(ROWS))
        environment = {**os.environ, "PORTFOLIO_INSTANCE": folder, "PORTFOLIO_PORT": str(PORT)}
        program = [sys.executable, "-c", "from portfolio.program import main; main()"]
        subprocess.run([*program, "init"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen(
            [*program, "serve", "--sign-in-link"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        )
        try:
            assert server.stdout is not None
            link = re.search(r"http\S+/sign-in/once/\S+", server.stdout.readline())
            assert link is not None
            yield from _Visit(server.pid, link[0]).upload(path)
        finally:
            server.terminate()
            server.wait()


class _Visit:
    """A person's browser, as far as an upload needs one."""

    def __init__(self, pid: int, link: str) -> None:
        self.pid = pid
        self.base = link.split("/sign-in")[0]
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self._submit(link, {})

    def upload(self, path: Path) -> Iterator[str]:
        """Upload the file, wait for its preview, look at its pages, apply it, and look at what came of it."""
        for _ in range(5):
            self._get("/imports/new")
        before, started = self._held("VmRSS"), self._held("VmHWM")
        start = time.monotonic()
        address, page = self._submit(f"{self.base}/imports/new", {"mode": "both", "rows": "all-or-nothing"}, path)
        uploaded = time.monotonic() - start
        after_upload, most = self._held("VmRSS"), self._held("VmHWM")
        address, page = self._wait(address, page)
        ready = time.monotonic() - start
        slowest = 0.0
        batch = re.search(r"/imports/\d+", address)
        assert batch is not None
        for further in ("", "?page=2", "?page=100"):
            began = time.monotonic()
            address, page = self._get(batch[0] + further)
            slowest = max(slowest, time.monotonic() - began)
        planned = self._held("VmHWM")
        start = time.monotonic()
        version = re.search(r'name="version"[^>]*value="(\d+)"', page)
        assert version is not None
        address, page = self._wait(*self._submit(f"{self.base}{batch[0]}/apply", {"version": version[1]}))
        applied = time.monotonic() - start
        assert address.endswith("/receipt"), address
        given_back = self._fetch(f"{batch[0]}/file")
        assert given_back == path.stat().st_size
        after = self._held("VmRSS")
        yield f"{ROWS} x 25, {path.stat().st_size / 2**20:.0f} MiB, through the running server"
        yield (
            f"    upload answered in {uploaded:.1f} s, preview after {ready:.0f} s, slowest page {slowest:.2f} s,"
            f" applied in {applied:.0f} s"
        )
        yield (
            f"    the server held {before:.0f} MiB before (at most {started:.0f}), {after_upload:.0f} after the upload"
            f" (at most {most:.0f}),"
            f" at most {planned:.0f} until the preview's pages, {after:.0f} after receipt and file"
            f" ({self._held('VmHWM'):.0f} at its most); aim at most 50 more than before"
        )

    def _wait(self, address: str, page: str) -> tuple[str, str]:
        """Follow the page of progress to its end."""
        while address.endswith("/progress"):
            failed = re.search(r"It could not be done.*?</(?:div|section)>", page, re.DOTALL)
            assert failed is None, re.sub(r"\s*<[^>]*>\s*", " ", failed[0])
            time.sleep(1)
            address, page = self._get(address.removeprefix(self.base))
        return address, page

    def _fetch(self, path: str) -> int:
        """Download a file; gives its size."""
        size = 0
        with self.browser.open(f"{self.base}{path}", timeout=300) as answer:
            while piece := answer.read(2**20):
                size += len(piece)
        return size

    def _held(self, what: str) -> float:
        found = re.search(rf"{what}:\s+(\d+)", Path(f"/proc/{self.pid}/status").read_text())
        assert found is not None
        return int(found[1]) / 1024

    def _get(self, path: str) -> tuple[str, str]:
        with self.browser.open(f"{self.base}{path}", timeout=300) as answer:
            return answer.geturl(), answer.read().decode()

    def _submit(self, address: str, fields: dict[str, str], path: Path | None = None) -> tuple[str, str]:
        # Any page with a form carries the token; that of the address may be for sending alone.
        page = self._get("/imports/new" if address.endswith("/apply") else address.removeprefix(self.base))[1]
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert token is not None
        border = uuid.uuid4().hex
        body = b""
        for name, value in {**fields, "csrf_token": token[1]}.items():
            body += f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        if path is not None:
            head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{path.name}"\r\n\r\n'
            body += head.encode() + path.read_bytes() + b"\r\n"
        body += f"--{border}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={border}", "Referer": address}
        request = urllib.request.Request(address, body, kind)  # noqa: S310 - the server's own address
        with self.browser.open(request, timeout=600) as answer:
            return answer.geturl(), answer.read().decode()
