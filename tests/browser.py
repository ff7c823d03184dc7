"""Open saved pages in a real browser that has no network, and see what goes wrong.

A test module asks for it with ``pytest_plugins = ("browser",)`` and the fixture `open_page`.
Where there is no Chromium, such tests are skipped; ``KRAFTCENTER_CHROMIUM`` names another one.
"""

import os
import shutil
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOCAL = ("file:", "data:", "blob:", "about:")


@dataclass
class OpenPage:
    """A page in the browser, and all that it complained of or asked the network for."""

    page: Any
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def until(self, expression, *, seconds=20.0):
        """Wait until an expression is true in the page.

        Playwright's own ``wait_for_function`` evaluates inside the page, which a strict
        content security policy forbids.
        """
        deadline = time.monotonic() + seconds
        while not self.page.evaluate(expression):
            assert time.monotonic() < deadline, f"never came true: {expression}"
            self.page.wait_for_timeout(20)


@pytest.fixture(scope="module")
def chromium():
    """Return a browser without a window.

    It lives no longer than a module's tests: Playwright keeps an event loop running, beside
    which tests of notebooks could not start one of their own.
    """
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    told = os.environ.get("KRAFTCENTER_CHROMIUM")
    program = told or next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("no Chromium: install Debian's package chromium, or set KRAFTCENTER_CHROMIUM")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(SWITCHES))
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium):
    """Return a function that opens a file as a window or a phone of a size would, offline."""
    with ExitStack() as contexts:

        def open_file(path, *, width=1280, height=800, touch=False, script=True):
            context = chromium.new_context(
                viewport={"width": width, "height": height},
                has_touch=touch,
                is_mobile=touch,
                device_scale_factor=2 if touch else 1,
                java_script_enabled=script,
            )
            contexts.callback(context.close)
            opened = OpenPage(context.new_page())
            _listen(opened)
            context.route("**/*", _only_local)
            context.set_offline(offline=True)
            opened.page.goto(Path(path).resolve().as_uri())
            return opened

        yield open_file


def _only_local(route):
    """Let through what lies on this machine and nothing else."""
    if route.request.url.startswith(LOCAL):
        route.continue_()
    else:
        route.abort()


def _listen(opened):
    """Write down errors of a page and what it asks the network for."""
    page = opened.page
    page.on("pageerror", lambda error: opened.errors.append(str(error)))
    page.on(
        "console",
        lambda message: (
            opened.errors.append(message.text) if message.type in {"error", "warning"} else None
        ),
    )
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith(LOCAL) else opened.requests.append(request.url)
        ),
    )
