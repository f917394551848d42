"""The report in a real browser, with no network: it draws, fits and complains of nothing."""

import html
import re
import zlib
from contextlib import ExitStack, contextmanager
from functools import cache

import pytest

import exeunt


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    outcome = exeunt.load("smallest").run(members=6, seed=1)
    return outcome.report(tmp_path_factory.mktemp("report") / "report.html")


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """The report of two runs, the second without one rule."""
    world = exeunt.load("smallest")
    first, second = (each.run(members=6, seed=1) for each in (world, world.without_rule(world.rules["id"].iloc[0])))
    return first.report(tmp_path_factory.mktemp("two") / "report.html", against=second)


@contextmanager
def drawn(browser, report, width):
    """The page when all is drawn, with everything it complained of and asked for."""
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
    opened = context.new_page()
    opened.complaints, opened.asked = [], []
    opened.on("console", lambda message: opened.complaints.append(message.text))
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.on("request", lambda asked: opened.asked.append(asked.url))
    opened.goto(report.as_uri())
    opened.wait_for_selector("body[data-ready=yes]", timeout=60_000)
    yield opened
    context.close()


@pytest.fixture(params=[1280, 360])
def page(request, browser, report):
    with drawn(browser, report, request.param) as opened:
        yield opened


NOTE = "window.first = [...document.querySelectorAll('details')].map((each) => each.open)"
BACK = """() => {
  for (const field of document.querySelectorAll("input[data-filters]")) {
    field.value = "";
    field.dispatchEvent(new Event("input"));
  }
  document.querySelectorAll("details").forEach((each, place) => { each.open = first[place]; });
  history.replaceState(null, "", location.pathname);
  scrollTo(0, 0);
}"""


@pytest.fixture(scope="module")
def pages(browser, report):
    """The pages that are only looked at, by their width."""
    with ExitStack() as stack:

        @cache
        def page(width):
            opened = stack.enter_context(drawn(browser, report, width))
            opened.evaluate(NOTE)
            return opened

        yield page


@pytest.fixture(params=[1280, 360])
def looked_at(request, pages):
    """The page as it was once it was drawn, but for pictures in what somebody opened before; others look at it too."""
    opened = pages(request.param)
    opened.wait_for_selector("[data-picture]:not([data-drawn=yes]):visible", state="detached")
    opened.evaluate(BACK)
    return opened


def test_it_draws_without_complaint_and_without_a_network(page, report):
    assert page.complaints == []
    assert page.asked == [report.as_uri()]
    boxes = page.locator("[data-picture]")
    assert boxes.count() > 8
    assert page.locator("details [data-picture] svg").count() == 0  # what is closed waits
    written = re.findall(r'role="img" aria-label="([^"]*)"', report.read_text(encoding="utf-8"))
    said = [html.unescape(each) for each in written]
    page.locator("#all").click()
    page.wait_for_selector("[data-picture]:not([data-drawn=yes])", state="detached", timeout=60_000)
    assert page.locator("[data-picture] svg").count() == boxes.count()
    assert page.locator("#map svg path").count() >= 4
    for place in range(boxes.count()):
        assert boxes.nth(place).locator("svg").bounding_box()["height"] > 40
        assert boxes.nth(place).get_attribute("role") == "img"
        assert boxes.nth(place).get_attribute("aria-label") == said[place], "and not that it is a visualization"


def lines_drawn(pdf):
    """Count the strokes of all pages; text is none."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    inflated = (zlib.decompressobj().decompress(each) for each in streams if each[:1] == b"x")
    return sum(len(re.findall(rb" l\n", each)) for each in inflated)


def test_on_paper_everything_is_open_and_drawn(page):
    # before the page's own listener closes everything again
    page.add_init_script("""addEventListener("afterprint", () => { window.paper = {
      closed: document.querySelectorAll("details:not([open])").length,
      drawn: document.querySelectorAll("[data-picture] svg").length } })""")
    page.reload()
    page.wait_for_selector("body[data-ready=yes]")
    pdf = page.pdf(prefer_css_page_size=True)
    pictures = page.locator("[data-picture]").count()
    paper = page.evaluate("window.paper")
    assert paper["closed"] == 0
    assert paper["drawn"] == pictures
    assert 4 <= len(re.findall(rb"/Type /Page\b", pdf)) <= 12
    assert lines_drawn(pdf) > 20 * pictures, "they are on the paper, not only on the screen after it"
    assert page.locator("details.part[open]").count() == 0, "as it was before"
    assert not page.locator("html.printed").count()
    assert page.complaints == []


def test_of_two_runs_only_what_is_said_of_both_is_opened_for_paper(browser, two):
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.add_init_script("""addEventListener("afterprint", () => { window.open_ =
      [...document.querySelectorAll("details[open]")].map((each) => each.id) })""")
    page.goto(two.as_uri())
    page.wait_for_selector("body[data-ready=yes]")
    first = page.locator("#difference > *").evaluate_all("all => all.map((each) => each.tagName + each.className)")
    assert first.index("DIVgrid two") < first.index("DIVscroll"), "paired differences come first"
    page.pdf(prefer_css_page_size=True)
    opened = page.evaluate("open_")
    assert "sources" in opened
    assert not {each.get_attribute("id") for each in page.locator("details.part[data-apart]").all()} & set(opened)
    context.close()


def test_it_can_be_read_by_everyone(page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    page.locator("#all").click()
    page.wait_for_selector("[data-picture]:not([data-drawn=yes])", state="detached", timeout=60_000)
    # the page forbids scripts that are not its own, so axe is put into it from outside
    found = axe.Axe().run(page).response["violations"]
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    assert not serious, [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in serious]


@pytest.mark.parametrize("width", [1280, 800, 390])
def test_the_button_that_opens_all_is_in_sight(browser, report, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(report.as_uri())
    page.wait_for_selector("body[data-ready=yes]", timeout=60_000)
    button = page.locator("#all").bounding_box()
    assert 0 <= button["x"] <= button["x"] + button["width"] <= width
    page.close()


def test_nothing_hangs_over_the_edge(looked_at):
    assert looked_at.evaluate("document.documentElement.scrollWidth") <= looked_at.viewport_size["width"]


def test_the_first_screen_can_be_stopped_at(looked_at):
    closed = looked_at.locator("details.part")
    assert closed.count() >= 6
    assert looked_at.locator("details.part[open]").count() == 0
    assert looked_at.evaluate("document.documentElement.scrollHeight") < (
        3200 if looked_at.viewport_size["width"] > 800 else 5000
    )
    for part in ("#finding p", "#map svg", ".lines li", "#fan-BBB svg"):
        assert looked_at.locator(part).first.is_visible()


def test_the_contents_stay_in_view(looked_at):
    looked_at.evaluate("scrollTo(0, 1000)")
    assert looked_at.locator("nav").bounding_box()["y"] == 0
    looked_at.locator("nav a[href='#finding']").click()
    below = looked_at.locator("nav").bounding_box()
    assert looked_at.locator("#finding h2").bounding_box()["y"] >= below["height"]


def test_sources_can_be_searched_and_a_link_finds_what_a_search_has_hidden(looked_at):
    looked_at.locator("nav a[href='#sources']").click()
    rows = looked_at.locator("#claims tbody tr")
    field = looked_at.locator("input[data-filters=claims]")
    field.fill("border  GUARD")
    shown = [row for row in rows.all() if row.is_visible()]
    assert 0 < len(shown) < rows.count()
    assert all("Border guard" in row.inner_text() for row in shown)
    assert looked_at.locator("#sources output").inner_text() == f"{len(shown)} of {rows.count()}"
    hidden = next(row for row in rows.all() if not row.is_visible()).get_attribute("id")
    looked_at.evaluate(f"location.hash = '{hidden}'")
    looked_at.locator(f"#{hidden}").wait_for(state="visible")
    assert field.input_value() == ""
    assert looked_at.complaints == []


def test_the_last_column_of_the_sources_is_wide_enough_to_read(looked_at):
    looked_at.locator("nav a[href='#sources']").click()
    assert looked_at.locator("#claims tbody tr td:last-child").first.bounding_box()["width"] > min(
        340, looked_at.viewport_size["width"] - 30
    )


def test_a_closed_part_opens_again_when_its_link_is_followed_again(page):
    for _ in range(2):
        page.locator("nav a[href='#drives']").click()
        page.wait_for_selector("#drives[open] #stances svg")
        page.evaluate("document.getElementById('drives').open = false")


def test_a_figure_leads_to_its_source(looked_at):
    looked_at.locator("nav a[href='#arrivals']").click()
    link = looked_at.locator(".figures a").first
    target = link.get_attribute("href")
    link.click()
    assert looked_at.locator(target).is_visible()
    assert re.search("Border guard of BBB", looked_at.locator(target).inner_text())
    assert looked_at.complaints == []


def test_a_link_into_a_closed_part_opens_it(looked_at):
    looked_at.locator("nav a[href='#counted']").click()
    looked_at.wait_for_selector("#counted[open]")


def test_a_day_tells_its_numbers(page):
    box = page.locator("#fan-BBB svg")
    box.scroll_into_view_if_needed()
    box.hover(position={"x": box.bounding_box()["width"] * 0.6, "y": box.bounding_box()["height"] * 0.75})
    page.wait_for_selector("#vg-tooltip-element.visible")
    assert "median" in page.locator("#vg-tooltip-element").inner_text()
    assert page.complaints == []
