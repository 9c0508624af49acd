"""One headless Chromium for all tests of a module; each test opens windows of its own in it.

`pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]` beside `from tests.browsing import
chromium` keeps the module's tests in the loop that the browser lives in.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, async_playwright, expect

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 20_000  # ms; a machine under load is slow, not wrong


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """A Chromium; without one the tests are skipped, under CI they fail."""
    if not os.path.exists(CHROMIUM):
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: apt-get install chromium fonts-noto-cjk")
        pytest.skip("Chromium is missing")
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@asynccontextmanager
async def window(browser: Browser, *, width: int, height: int, **options: Any) -> AsyncIterator[BrowserContext]:
    """Somebody's window with cookies of its own. What its scripts complain of fails the test.

    The browser's own line for a page that says what was refused, or that is none, is no complaint.
    """
    wrong: list[str] = []
    size: Any = {"width": width, "height": height}
    context = await browser.new_context(viewport=size, locale="zh-CN", **options)
    context.set_default_timeout(PATIENCE)
    context.on("weberror", lambda error: wrong.append(str(error.error)))

    def heard(line: ConsoleMessage) -> None:
        said_by_the_page = "/static/" not in line.location.get("url", "") and re.search(r"\b(404|422)\b", line.text)
        if line.type == "error" and not said_by_the_page:
            wrong.append(line.text)

    context.on("console", heard)
    try:
        yield context
    finally:
        await context.close()
    assert wrong == []
