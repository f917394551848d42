"""The studio in a real browser: the main path is clicked through, nothing complains, and it can be used by keyboard."""

import threading
import time

import pytest

import exeunt

uvicorn = pytest.importorskip("uvicorn", reason="the extra exeunt[studio] is not installed")

PAGES = [
    "map",
    "whatif",
    "arrivals",
    "lines",
    "evenings",
    "pairs",
    "sources",
    "traveller",
    "figures",
    "crisis",
    "export",
]
SCRUB = """async () => {
  const slider = document.querySelector(".timebar input"), map = document.querySelector(".stage canvas").studio;
  const begun = performance.now(), drawn = map.frames;
  for (let step = 0; step < 60; step += 1) {
    slider.value = String(step % (Number(slider.max) + 1));
    slider.dispatchEvent(new Event("input"));
    await new Promise((next) => requestAnimationFrame(next));
  }
  return (map.frames - drawn) / ((performance.now() - begun) / 1000);
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A studio over a folder with a stored run of the smallest scenario."""
    from exeunt.studio.app import create
    from exeunt.studio.serve import listen
    from studio_benches import Inline

    root = tmp_path_factory.mktemp("studio")
    exeunt.load("smallest").run(members=8, seed=1, out=root / "runs" / "smallest-1", progress=False)
    exeunt.api.new(root / "mine", "smallest")
    listening = listen(0)
    port = listening.getsockname()[1]
    config = uvicorn.Config(create(root, port, workshop=Inline()), log_level="error", access_log=False, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}/?open=smallest"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(params=[1280, 360])
def page(request, browser, address):
    """The page of the map when it is drawn, with everything it complained of and asked for."""
    context = browser.new_context(viewport={"width": request.param, "height": 800})
    opened = context.new_page()
    opened.complaints, opened.asked = [], []
    opened.on("console", lambda message: opened.complaints.append(message.text))
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.on("request", lambda asked: opened.asked.append(asked.url))
    opened.goto(address)
    opened.wait_for_selector("main[data-ready=map]")
    yield opened
    context.close()


def go(page, name):
    page.locator(f"nav a[href$='page={name}']").click()
    page.wait_for_selector(f"main[data-ready={name}]")


def require_readable(page, what):
    """Require that nothing hangs over the edge, and that axe finds nothing serious."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], what
    found = axe.Axe().run(page).response["violations"]
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    said = [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in serious]
    assert not serious, f"{what}: {said}"


def test_the_main_path_by_clicks(page, address, record_property):
    assert page.locator(".finding p").count() >= 2
    record_property("frames_a_second", page.evaluate(SCRUB))
    # a gate, by the list beside the map
    page.locator(".timebar input").focus()
    page.keyboard.press("End")
    page.locator(".side li button").first.click()
    page.wait_for_selector(".card h3")
    require_readable(page, "a gate's card")
    page.get_by_role("button", name="Close").click()
    # a switch
    go(page, "whatif")
    page.locator(".rules input[role=switch]").first.click()
    page.wait_for_selector(".say")
    assert "changes=" in page.url
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_selector(".notice", state="detached")
    page.wait_for_selector(".whatif .chart[data-drawn=yes] svg")
    require_readable(page, "what changes")
    # fans with counts and a score each
    go(page, "arrivals")
    page.wait_for_selector(".chart[data-drawn=yes] svg")
    assert "inside the 90 % band" in page.locator(".score").first.inner_text()
    page.get_by_role("button", name="With your changes").click()
    page.wait_for_selector("button.main:has-text('With your changes')")
    # who went where, and whose word it is
    go(page, "pairs")
    page.locator(".filters select").nth(1).select_option(index=1)
    assert page.locator("tbody tr").count() >= 1
    go(page, "sources")
    page.locator("input[type=search]").fill("border guard")
    assert "of" in page.locator("output").inner_text()
    assert page.complaints == []
    assert all(url.startswith((address.split("?")[0], "blob:", "data:")) for url in page.asked)


def test_a_view_can_be_sent_and_opens_again(page, browser):
    go(page, "whatif")
    page.locator(".rules input[role=switch]").first.click()
    page.wait_for_selector(".say")
    sent = page.context.new_page()
    sent.goto(page.url)
    sent.wait_for_selector(".say")
    assert sent.locator(".runbar li").inner_text() == page.locator(".runbar li").inner_text()


def test_a_travellers_question_is_in_no_address(page):
    go(page, "traveller")
    page.get_by_label("From").fill("Capital")
    page.get_by_label("Euros at most").fill("4321")
    page.get_by_role("button", name="Show the ways").click()
    page.wait_for_selector(".answer h2")
    require_readable(page, "a traveller's ways")
    assert "4321" not in page.url
    assert not any("4321" in url or "Capital" in url for url in page.asked)
    go(page, "map")
    go(page, "traveller")
    assert page.get_by_label("Euros at most").input_value() == ""
    assert page.complaints == []


def test_a_dropped_file_is_explained(page, tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("id,from,until,where,measure,aggregate,value\nx,2030-01-01,,BBB,arrivals,sum,many\n")
    go(page, "figures")
    page.locator("input[type=file]").set_input_files(file)
    page.wait_for_selector("table")
    assert "many" in page.locator("table").nth(1).inner_text()
    assert page.complaints == []


def test_what_is_typed_into_a_table_is_checked_at_once_in_its_cell(page):
    go(page, "crisis")
    page.get_by_label("Or a scenario of your own").select_option(index=1)
    cell = page.get_by_label("people_per_day, row 2")
    before = cell.input_value()
    page.wait_for_selector("section .chart[data-drawn=yes] svg")
    cell.press("End")
    cell.press_sequentially("x")
    page.wait_for_selector(".sheet .fault")
    assert cell.get_attribute("aria-invalid") == "true"
    described = cell.get_attribute("aria-describedby")
    assert "is not a number" in page.locator(f"[id='{described}']").inner_text()
    assert page.get_by_role("button", name="Write it").is_disabled()
    require_readable(page, "a table with a fault")
    # from the list of faults to its cell, out of another table
    page.get_by_role("button", name="links (").click()
    page.get_by_role("button", name="gates.csv, row 2, people_per_day:").click()
    assert cell.evaluate("each => each === document.activeElement")
    cell.press("End")
    cell.press("Backspace")
    page.wait_for_selector(".sheet .fault", state="detached")
    assert cell.input_value() == before
    # what is typed outlives a look at another page
    cell.fill("321")
    go(page, "map")
    go(page, "crisis")
    assert cell.input_value() == "321"
    page.get_by_role("button", name="Write it").click()
    page.wait_for_selector("text=Written into the scenario")
    assert page.get_by_role("button", name="Run it").is_enabled()
    assert "crisis=" in page.url
    assert page.complaints == []


def test_every_page_fits_and_can_be_read_by_everyone(page):
    for name in PAGES:
        go(page, name)
        require_readable(page, name)
    assert page.complaints == []
