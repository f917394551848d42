"""How long somebody waits for the mean course after a switch in the studio, from the click until it is drawn.

In a real browser, on the what-if page of a stored run: rules that nothing was made ready for, rules pointed at for a
second first, and rules whose answer lay ready. Needs `exeunt[studio]`, Playwright and Chromium.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

import exeunt
from studio_load import serving

WAITED = 120_000  # milliseconds
FIRST = 5  # of the rules in the list, those before which are made ready first


def seconds_until_drawn(page: Page, row: Locator) -> float:
    """Click a rule's switch, and return how long it takes until the answer and its first picture are drawn."""
    begun = time.perf_counter()
    row.locator("input[role=switch]").click()
    page.wait_for_selector(".answers .say", timeout=WAITED)
    if page.locator(".answers .chart").count():  # there are none where nothing changes
        page.wait_for_selector(".answers .chart[data-drawn]", timeout=WAITED)
    return time.perf_counter() - begun


def at_once(page: Page, row: Locator) -> None:
    """Let somebody click a rule for which nothing was made ready."""


def after_a_second(page: Page, row: Locator) -> None:
    """Let somebody point at the rule for a second before."""
    row.hover()
    page.wait_for_timeout(1000)


def once_ready(page: Page, row: Locator) -> None:
    """Let somebody look around until what is one switch away is ready."""
    page.wait_for_timeout(60_000)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=4, help="how many rules are switched in each way")
    each = parser.parse_args().each
    ways: tuple[Callable[[Page, Locator], None], ...] = (at_once, after_a_second, once_ready)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder)
        exeunt.load("mobilisation-2022").run(members=8, out=root / "runs" / "stored", progress=False)
        with serving(root, root / "log") as (port, _):
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            for before in ways:
                found = []
                for number in range(each):
                    page = browser.new_page()  # another tab, for which nothing is ready
                    page.goto(f"http://127.0.0.1:{port}/?open=mobilisation-2022&page=whatif")
                    page.wait_for_selector("main[data-ready=whatif] .rules .rule", timeout=WAITED)
                    page.wait_for_timeout(6_000)  # until it has come to rest
                    rows = page.locator(".rules .rule")
                    row = rows.nth((FIRST + number) % rows.count())
                    before(page, row)
                    found.append(seconds_until_drawn(page, row))
                    page.close()
                said = ", ".join(f"{one:.2f}" for one in found)
                print(f"{before.__name__.replace('_', ' ')}: {said} s; median {statistics.median(found):.2f} s")


if __name__ == "__main__":
    main()
