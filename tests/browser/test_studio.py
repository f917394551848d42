"""The studio in a real browser: the main path is clicked through, nothing complains, and it can be used by keyboard."""

import re
import threading
import time
from contextlib import contextmanager
from functools import cache, partial
from urllib.parse import parse_qs, urlsplit

import pytest

import exeunt
import studio_benches
import studio_workers
from exeunt.outcome.bands import whole
from studio_benches import Inline

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
def root(tmp_path_factory):
    """A folder with a stored run of the smallest scenario, and a scenario of somebody's own."""
    root = tmp_path_factory.mktemp("studio")
    exeunt.load("smallest").run(members=8, seed=1, out=root / "runs" / "smallest-1", progress=False)
    exeunt.api.new(root / "mine", "smallest")
    (root / "mine" / "observations.csv").unlink()
    return root


@contextmanager
def serving(root, workshop):
    """Serve a studio over a folder, and give its address."""
    from exeunt.studio.app import create
    from exeunt.studio.serve import listen

    listening = listen(0)
    port = listening.getsockname()[1]
    config = uvicorn.Config(create(root, port, workshop=workshop), log_level="error", access_log=False, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}/?open=smallest"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def address(root):
    """A studio that simulates in this process, and nothing ahead: that has a test of its own."""
    with serving(root, Inline(is_busy=True)) as found:
        yield found


@pytest.fixture(scope="module")
def windows(browser):
    """Browsers by their width, in which nothing is kept of a page that is closed but the files that it fetched."""
    return cache(partial(window, browser))


# for what depends on no width: each page costs a second or two
AT_ONE_WIDTH = pytest.mark.parametrize("page", [1280], indirect=True)


@pytest.fixture(params=[1280, 360])
def page(request, windows, address):
    opened = opened_in(windows(request.param), address)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def functions(browser, address):
    """A page that is asked only what its functions say: nothing in it is touched, so all who ask may share it."""
    with somebody(browser, address) as opened:
        yield opened


@contextmanager
def somebody(browser, address, width=1280):
    """Somebody's own browser with the page of the map open."""
    context = window(browser, width)
    yield opened_in(context, address)
    context.close()


def window(browser, width):
    return browser.new_context(viewport={"width": width, "height": 800})


def opened_in(context, address):
    """The page of the map when it is drawn, with everything it complained of and asked for."""
    opened = context.new_page()
    opened.complaints, opened.asked = [], []
    opened.on("console", lambda message: opened.complaints.append(message.text))
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.on("request", lambda asked: opened.asked.append(asked.url))
    opened.goto(address)
    opened.wait_for_selector("main[data-ready=map]")
    return opened


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
    assert "in the lists and on the cards, are medians." in page.locator("main").inner_text()
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
    hidden = "each => each.scrollWidth - each.clientWidth"
    assert page.locator(".scroll").evaluate(hidden) <= 0, "the whole of a row is in sight"
    go(page, "sources")
    page.locator("input[type=search]").fill("border guard")
    assert "of" in page.locator("output").inner_text()
    assert page.locator(".scroll").first.evaluate(hidden) <= 0
    assert "1 row, " in page.evaluate("import('/static/words.js').then(({ W }) => W.pairs.sum(1, 118940))")
    page.locator("input[type=search]").fill("")
    of = page.locator("table").last.locator
    who, when, kind = (of(f"td[data-head={head}]").first.inner_text() for head in ("Who", "When", "Kind"))
    assert when
    assert when not in who
    assert kind not in who
    page.locator("input[type=search]").fill("no such words")
    page.locator("text=Nothing that the run rests on").wait_for()
    assert page.locator("thead").count() == 0
    assert page.complaints == []
    assert all(url.startswith((address.split("?")[0], "blob:", "data:")) for url in page.asked)


def test_a_scenario_of_ones_own_is_not_among_those_that_come_with_the_package_whatever_it_is_called(browser, tmp_path):
    exeunt.load("smallest").run(members=8, seed=1, out=tmp_path / "runs" / "smallest-1", progress=False)
    exeunt.api.new(tmp_path / "mine", "smallest")
    with serving(tmp_path, Inline()) as address, somebody(browser, address) as page:
        page.wait_for_selector("#head optgroup >> nth=1", state="attached")
        groups = page.locator("#head optgroup")
        library, own = (groups.nth(place).locator("option").all_inner_texts() for place in range(2))
        assert len(library) == len(exeunt.api.scenarios())
        assert sorted(each.split(" – ")[-1] for each in own) == [
            "mine (scenario)",
            "runs/smallest-1 (run of 8 members)",
        ]


def test_what_is_one_switch_away_lies_ready(browser, root):
    workshop = studio_benches.Held()
    with serving(root, workshop) as address, somebody(browser, address) as page:
        go(page, "whatif")
        rules = page.locator(".rules .rule")
        pointed = rules.last
        pointed.hover()
        workshop.go_on.set()
        deadline = time.monotonic() + 60
        while len(workshop.recipes) < 1 + rules.count() and time.monotonic() < deadline:
            page.wait_for_timeout(50)
        first, *made = [recipe.changes for recipe in workshop.recipes]
        assert not first.without, "what the others are compared with"
        assert len({each.without for each in made}) == rules.count()
        assert pointed.get_attribute("data-rule") in made[0].without
        pointed.locator("input[role=switch]").click()
        page.wait_for_selector(".say")
        assert [recipe.changes for recipe in workshop.recipes].count(made[0]) == 1
        assert page.complaints == []


def test_a_rule_is_written_refused_at_its_form_and_taken_back(page):
    go(page, "whatif")
    page.get_by_text("Add a rule").click()
    form = page.locator("details.drawer", has_text="Add it")
    form.get_by_label("What").fill("banana")
    form.get_by_role("button", name="Add it").click()
    form.locator(".refusal", has_text="What: 'banana' is not a known effect").wait_for()
    assert page.locator(".runbar li").inner_text() == "Nothing is changed yet."
    form.get_by_label("Where").select_option("BBB")
    form.get_by_label("What").fill("quota 5/day")
    form.get_by_role("button", name="Add it").click()
    page.wait_for_selector(".say")
    page.locator(".runbar li", has_text="Added: BBB: entering: at most 5 a day, from the first day on").wait_for()
    page.wait_for_selector(".stale", state="detached")
    require_readable(page, "what is changed")
    page.locator(".rules input[role=switch]").first.click()
    assert page.locator(".runbar li").count() == 2
    for _ in range(2):
        page.get_by_role("button", name="Take it back").first.click()
    assert page.locator(".rules input[role=switch]").first.is_checked()
    assert page.locator(".runbar li").inner_text() == "Nothing is changed yet."
    page.wait_for_selector("text=Change something")
    assert page.complaints == ["Failed to load resource: the server responded with a status of 400 (Bad Request)"]


def test_a_rule_that_ends_at_an_hour_keeps_it_and_can_have_its_old_day_again(browser, tmp_path):
    exeunt.load("karabakh-2023").run(mean=True, out=tmp_path / "runs" / "karabakh-1", progress=False)
    with (
        serving(tmp_path, Inline(is_busy=True)) as address,
        somebody(browser, address.replace("smallest", "karabakh-2023"), 390) as page,
    ):
        go(page, "whatif")
        rule, changes = page.locator(".rule[data-rule=corridor-shut]"), page.locator(".runbar li")
        day, hour = rule.get_by_label("Last day", exact=True), rule.get_by_label("Last day: the hour there")
        assert (day.input_value(), hour.input_value()) == ("2023-09-24", "14:59")
        for field, typed, before in ((day, "2023-09-26", "2023-09-24"), (hour, "15:30", "14:59")):
            field.fill(typed)
            changes.locator("text=Dated anew").wait_for()
            field.fill(before)
            changes.locator("text=Nothing is changed yet").wait_for()
        day.fill("2023-09-26")
        changes.locator("text=until 26 September 2023, 14:59").wait_for()
        page.wait_for_selector(".say")
        page.wait_for_selector(".stale", state="detached")
        require_readable(page, "a rule that ends at an hour")
        assert page.complaints == []


@AT_ONE_WIDTH
def test_how_many_members_there_cannot_be_is_said_and_not_run(page):
    go(page, "whatif")
    page.locator(".rules input[role=switch]").first.click()
    page.wait_for_selector(".say")
    members, run = page.get_by_role("spinbutton", name="Members"), page.get_by_role("button", name="Run", exact=True)
    said = page.locator(".runbar .refusal")
    for wrong in ("0", "1001", "2.5"):
        members.fill(wrong)
        assert said.inner_text() == "Members: type a whole number from 2 to 1,000."
        assert run.is_disabled()
    members.fill("4")
    assert said.count() == 0
    assert run.is_enabled()


NAMED = """(place) => {
  const map = document.querySelector(".stage canvas").studio, end = map.ends[0];
  const box = (each) => document.querySelector(`.stage ${each}`).getBoundingClientRect();
  const tools = box(".zoom"), stage = box("canvas");
  const [left, bottom] = [tools.x - stage.x, tools.bottom - stage.y];
  const [x, y] = { beneath: [left + tools.width / 2, bottom - tools.height / 2], beside: [left - 4, bottom - 4],
                   clear: [stage.width / 2, stage.height / 2] }[place];
  map.zoomTo(2);
  map.shift = [map.shift[0] + x - end.screen[0], map.shift[1] + y - end.screen[1]];
  map.zoomTo(2.001);
  const isThere = Math.hypot(end.screen[0] - x, end.screen[1] - y) < 5;
  if (!end.label) return { isThere, isNamed: false, isBeneath: false };
  const wide = map.pen.measureText(end.name).width / 2, [cx, cy] = end.label;
  return { isThere, isNamed: true, isBeneath: cx + wide > left && cy - 12 < bottom };
}"""


def test_no_name_of_a_country_lies_beneath_the_buttons_of_the_map(page):
    assert page.evaluate(NAMED, "clear") == {"isThere": True, "isNamed": True, "isBeneath": False}
    assert page.evaluate(NAMED, "beside") == {"isThere": True, "isNamed": True, "isBeneath": False}
    beneath = page.evaluate(NAMED, "beneath")
    assert (beneath["isThere"], beneath["isBeneath"]) == (True, False)


@AT_ONE_WIDTH
def test_what_a_picture_shows_is_said_once_it_is_drawn(page):
    go(page, "arrivals")
    page.wait_for_selector(".chart[data-drawn=yes] svg")
    box = page.locator(".chart[data-drawn=yes]").first
    told = box.evaluate("each => [each.getAttribute('role'), each.getAttribute('aria-label'), each.picture.said]")
    assert told == ["img", told[2], told[2]]
    assert box.get_attribute("aria-roledescription") is None


def test_one_mean_course_is_shown_without_bands(browser, tmp_path):
    exeunt.load("smallest").run(mean=True, out=tmp_path / "runs" / "smallest-1", progress=False)
    with serving(tmp_path, Inline()) as address, somebody(browser, address) as page:
        assert "median" not in page.locator("main").inner_text()
        page.locator(".timebar input").focus()
        page.keyboard.press("End")
        page.locator(".side li button").first.click()
        page.wait_for_selector(".card h3")
        assert re.fullmatch(r"[\d,]+ people in line", page.locator(".card p").first.inner_text())
        go(page, "arrivals")
        page.wait_for_selector(".chart[data-drawn=yes] svg")
        assert page.locator(".lead").inner_text().startswith("Line: the mean of 2 members")
        page.locator("details summary").first.click()
        assert re.search(r"the run says [\d,]+, ", page.locator("details li").first.inner_text())
        go(page, "pairs")
        assert set(page.locator("tbody td:last-child").all_inner_texts()) == {"–"}
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save these rows as CSV").click()
        assert "null" not in saved.value.path().read_text()
        assert page.complaints == []


@AT_ONE_WIDTH
def test_a_view_can_be_sent_and_opens_again(page, browser):
    go(page, "whatif")
    page.locator(".rules input[role=switch]").first.click()
    page.wait_for_selector(".say")
    sent = page.context.new_page()
    sent.goto(page.url)
    sent.wait_for_selector(".say")
    assert sent.locator(".runbar li").inner_text() == page.locator(".runbar li").inner_text()
    sent.close()


@AT_ONE_WIDTH
def test_while_a_file_is_written_nothing_else_is_asked_for(page):
    go(page, "export")
    held = []
    page.route("**/api/export?*", lambda route: held.append(route))
    page.get_by_role("button", name="Table (xlsx)").click()
    page.locator("text=A workbook of many rows takes a minute or two").wait_for()
    assert page.get_by_role("button", name="Table (CSV with HXL tags)").is_disabled()
    with page.expect_download() as saved:
        held[0].continue_()
    assert saved.value.suggested_filename == "smallest.xlsx"
    page.locator("fieldset:enabled").wait_for()
    assert page.get_by_role("button", name="Table (xlsx)").evaluate("each => each === document.activeElement")
    assert page.complaints == []


@AT_ONE_WIDTH
def test_what_an_address_asks_for_in_vain_is_said(page, address):
    page.goto(f"{address}&page=nonsense&day=2030-01-01&changes={{bad")
    page.wait_for_selector(".notice")
    said = page.locator(".notice").all_inner_texts()
    for words, each in zip(("“nonsense”", "could not be read", "2030-01-01, which is not one"), said, strict=True):
        assert words in each
    page.locator("nav a", has_text="Sources").click()
    page.wait_for_selector("main[data-ready=sources]")
    assert page.locator(".notice").count() == 0
    page.goto(f"{address}&page=whatif&changes=%7B%22without%22:5%7D")
    page.wait_for_selector(".notice:has-text('could not be read')")
    assert page.locator(".runbar li").inner_text() == "Nothing is changed yet."
    assert page.complaints == []


def test_a_travellers_question_is_in_no_address(page):
    page.locator(".timebar input").focus()
    page.keyboard.press("End")
    go(page, "traveller")
    assert page.get_by_label("On", exact=True).input_value() == "2024-03-14", "the day of the map"
    page.get_by_label(re.compile("^At")).fill("07:30")
    page.get_by_label("From").fill("Capital")
    page.get_by_label("Euros at most").fill("4321")
    page.get_by_role("button", name="Show the ways").click()
    page.wait_for_selector(".answer h2")
    require_readable(page, "a traveller's ways")
    assert "2024-03-14, 07:30" in page.locator(".answer .notice").inner_text()
    assert "taken as most common there" in page.locator(".asker").inner_text()
    assert "4321" not in page.url
    assert not any("4321" in url or "Capital" in url for url in page.asked)
    page.get_by_label("Euros at most").fill("-1")
    page.get_by_role("button", name="Show the ways").click()
    assert page.locator(".answer").inner_text() == "", "the answer was to another question"
    go(page, "map")
    go(page, "traveller")
    assert page.get_by_label("Euros at most").input_value() == ""
    assert page.complaints == []


def test_what_cannot_be_opened_is_read_no_more(browser, address):
    page = browser.new_page()
    page.goto(address.replace("open=smallest", "open=gone"))
    page.wait_for_selector(".refusal")
    assert "Not opened" in page.locator("h1").inner_text()
    assert page.title() == "Not opened – exeunt"
    page.close()


@AT_ONE_WIDTH
def test_a_dropped_file_is_explained(page, tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("id,from,until,where,measure,aggregate,value\nx,2030-01-01,,BBB,arrivals,sum,many\n")
    go(page, "figures")
    page.locator("input[type=file]").set_input_files(file)
    page.wait_for_selector("table")
    assert "many" in page.locator("table").nth(1).inner_text()
    assert page.locator("td[data-head='Read as'] code").count() > 3  # words of the tables, such as `sum`
    assert "`" not in page.locator("main").inner_text()
    assert page.complaints == []


DROPS = """(box, [name, text]) => {
  const files = new DataTransfer();
  files.items.add(new File([text], name));
  box.dispatchEvent(new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }));
}"""


def test_what_a_file_leaves_open_is_asked_and_answered_of_the_file_that_came_last(page, tmp_path):
    file = tmp_path / "chosen.csv"
    file.write_text("Date,Country,New arrivals,Source\n2024-03-05,BBB,900,A ministry\n")
    go(page, "figures")
    page.locator("input[type=file]").set_input_files(file)
    page.wait_for_selector("h2:has-text('chosen.csv')")
    rows = "".join(f"2024-03-05,BBB,{sex},{people},A ministry\n" for sex, people in (("men", 900), ("women", 800)))
    page.locator(".drop").evaluate(DROPS, ["dropped.csv", f"Date,Country,Sex,Cumulative arrivals,Source\n{rows}"])
    page.wait_for_selector("h2:has-text('dropped.csv')")
    assert "Only rows whose Sex is: men" in page.locator("table").last.inner_text()
    require_readable(page, "what is asked of a file")
    page.get_by_label("Only rows whose Sex is").fill("men")
    page.get_by_label("Who counted").click()  # what was typed is read once it is left
    page.wait_for_selector("text=1 figure. No faults.")
    assert page.locator("section h2").first.inner_text() == "dropped.csv"
    page.locator("input[type=file]").set_input_files(file)
    page.wait_for_selector("h2:has-text('chosen.csv')")
    assert page.get_by_label("Only rows whose Sex is").count() == 0
    page.get_by_label("A new figure is of a").select_option("day")
    page.wait_for_selector("text=1 figure. No faults.")
    assert page.complaints == []


@AT_ONE_WIDTH
def test_a_file_whose_figures_are_all_known_offers_nothing_to_take(page, tmp_path):
    file = tmp_path / "known.csv"
    file.write_text("Date,Crossing,Daily new arrivals,Source\n2024-03-05,west-gate,4200,A ministry\n")
    go(page, "figures")
    page.locator("input[type=file]").set_input_files(file)
    page.wait_for_selector("text=Nothing to take in: 1 figure stood in the run’s scenario already.")
    assert page.get_by_role("button", name="Update the forecast").count() == 0
    assert page.complaints == []


EVENING = """id,from,until,where,measure,aggregate,who,value,published,split
west,2024-03-08,2024-03-08,west-gate,crossings_in,sum,citizens,{},2024-03-09,fit
least,2024-03-08,2024-03-08,west-gate,crossings_in,sum,citizens,{},2024-03-09,fit
witness,2024-03-08,2024-03-08,BBB,crossings_in,sum,all,9000,2024-03-09,check
"""


def test_what_the_figures_of_an_evening_change_is_said_and_can_be_looked_at(browser, tmp_path):
    """Two that cannot both be right fit badly, and what then helps is said as by `exeunt update`."""
    exeunt.load("smallest").run(members=20, seed=1, out=tmp_path / "runs" / "smallest-1", progress=False)
    (tmp_path / "evening.csv").write_text(EVENING.format(900, 90000))
    with serving(tmp_path, Inline(is_busy=True)) as address, somebody(browser, address) as page:
        go(page, "figures")
        page.locator("input[type=file]").set_input_files(tmp_path / "evening.csv")
        page.get_by_role("button", name="Update the forecast").click()
        page.wait_for_selector("table:has-text('How the forecast moved')")
        told = page.locator("main").inner_text()
        for said in (
            "Taken in: west, least.",
            "Passed over, for it is marked check: witness.",
            "Look whether west is right, for it is 900, and all members say ",
            "Learned from 2 figures published by 9 March 2024; from 9 March on it is a forecast.",
            "lie outside the band of the moved run: west and least.",
            "That is a poor fit: put the figures into observations.csv and fit anew.",
            "Where that is poor too, something that the scenario leaves out moves these figures.",
        ):
            assert said in told
        rows = [row.locator("td").all_inner_texts() for row in page.locator("table").last.locator("tbody tr").all()]
        before, now = next((row[3], row[5]) for row in rows if row[:3] == ["BBB", "people entering", "10–14 Mar"])
        assert before != now
        require_readable(page, "how the forecast moved")
        page.get_by_role("button", name="Look at the moved run").click()
        page.wait_for_selector("main[data-ready=map]")
        assert "Known until 8 March 2024; from the day after on it is a forecast" in page.locator("main").inner_text()
        assert page.complaints == []


def test_halves_are_rounded_as_tables_and_reports_round_them(functions):
    halves = [350.5, 351.5, 0.5, 712.5]
    shown = functions.evaluate(
        "async (halves) => { const made = await import('/static/make.js'); return halves.map((x) => made.number(x)); }",
        halves,
    )
    assert shown == [f"{whole(half, 'people'):g}" for half in halves]


@pytest.mark.parametrize(
    ("run", "digits", "said"),
    [
        ({"median": 0.447, "low": 0.4, "high": 1.0}, 2, "0.45 (0.40 to 1.00)"),
        ({"median": 7.0, "low": 3.04, "high": 12.0}, 1, "7.0 (3.0 to 12.0)"),
        ({"median": 1234.0, "low": None, "high": None}, 0, "1,234"),
    ],
    ids=["a share", "hours", "people in one course"],
)
def test_what_a_run_says_has_the_decimals_of_the_count_beside_it(functions, run, digits, said):
    told = {"run": run, "digits": digits, "beside": "as counted", "relative": None}
    shown = functions.evaluate("async (told) => (await import('/static/words.js')).W.fans.says(told)", told)
    assert shown == f"; the run says {said}, as counted"


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
    # what is odd is found so too, and keeps nothing from being written
    page.get_by_label("lat, row 2").fill("-50")
    page.get_by_role("button", name="gates.csv, row 2, lat:").click()
    assert page.get_by_role("button", name="Write it").is_enabled()
    # a table without rows shows all that it could have, also once it has one
    page.get_by_role("button", name="observations (0)").click()
    page.get_by_role("button", name="Add a row").click()
    assert page.get_by_label("claim, row 2").is_visible()
    page.get_by_role("button", name="Undo all").click()
    page.get_by_role("button", name="gates (").click()
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


@AT_ONE_WIDTH
def test_what_was_written_elsewhere_is_not_overwritten_and_can_be_opened(page, root):
    go(page, "crisis")
    page.get_by_label("Or a scenario of your own").select_option(index=1)
    cell = page.get_by_label("people_per_day, row 2")
    for value in ("322", "323"):  # what was written can be written again
        cell.fill(value)
        page.get_by_role("button", name="Write it").click()
        page.wait_for_selector("text=Written into the scenario")
    cell.fill("324")
    page.wait_for_selector("text=No faults")
    gates = root / "mine" / "gates.csv"
    gates.write_text(gates.read_text(encoding="utf-8").replace("323", "9999"), encoding="utf-8")
    page.get_by_role("button", name="Write it").click()
    page.locator(".refusal", has_text="gates.csv has changed since the rows were read").wait_for()
    assert cell.input_value() == "324"
    assert "9999" in gates.read_text(encoding="utf-8")
    page.get_by_role("button", name="Open the tables as they are now").click()
    page.wait_for_selector("text=No faults")
    assert cell.input_value() == "9999"
    assert page.complaints == ["Failed to load resource: the server responded with a status of 400 (Bad Request)"]


@AT_ONE_WIDTH
def test_a_run_that_arrives_takes_nothing_away_from_who_types(page):
    arrives = "import('/static/state.js').then(({ state, set }) => set({ run: state.run, overview: state.overview }))"
    go(page, "crisis")
    page.get_by_label("Country").fill("Atlantis")
    page.get_by_role("button", name="Build it").click()
    page.wait_for_selector(".refusal")
    page.evaluate(arrives)
    assert page.locator(".refusal").is_visible()
    assert page.get_by_label("Country").input_value() == "Atlantis"
    page.get_by_label("Or a scenario of your own").select_option(index=1)
    cell = page.get_by_label("people_per_day, row 2")
    cell.focus()
    page.evaluate(arrives)
    page.wait_for_timeout(100)
    assert cell.evaluate("each => each === document.activeElement")
    go(page, "traveller")
    page.get_by_label("Euros at most").fill("12")
    page.evaluate(arrives)
    page.wait_for_timeout(100)
    assert page.get_by_label("Euros at most").input_value() == "12"


def test_two_people_at_once_do_not_see_each_others_scenario(browser, address):
    with somebody(browser, address) as one, somebody(browser, address) as other:
        runs = []
        one.on("response", lambda answer: runs.append(answer.url) if "/api/difference" in answer.url else None)
        for each in (one, other):
            go(each, "whatif")
        one.locator(".rules input[role=switch]").first.click()
        one.wait_for_selector(".say")
        changed = parse_qs(urlsplit(runs[0]).query)["against"][0]
        # nothing of it reaches the other: neither in the page as it stands, nor anew, nor by asking for it
        assert other.locator(".say").count() == 0
        assert other.locator(".rules input[role=switch]").first.is_checked()
        other.reload()
        other.wait_for_selector("main[data-ready=whatif]")
        assert other.locator(".rules input[role=switch]").first.is_checked()
        assert "changes=" not in other.url
        ask = """async (run) => {
          const { view } = await import("/static/ask.js");
          return view("view/overview", { run }).then(() => "seen", (error) => error.message); }"""
        assert one.evaluate(ask, changed) == "seen"
        assert "no such scenario or run" in other.evaluate(ask, changed)
        # the other changes something else, and each keeps to what is his
        other.get_by_text("Rules that hold throughout").click()
        other.locator(".switches > details input[role=switch]").first.click()
        other.wait_for_selector(".say")
        told = [each.locator(".runbar li").all_inner_texts() for each in (one, other)]
        assert len(told[0]) == len(told[1]) == 1
        assert told[0] != told[1]
        assert one.complaints == []


@pytest.mark.parametrize("fault", [studio_workers.dies, studio_workers.breaks])
def test_a_run_that_crashes_shows_a_sentence_and_leaves_the_studio_up(browser, root, fault):
    from exeunt.studio.jobs import Workshop

    with serving(root, Workshop(fault)) as address, somebody(browser, address) as page:
        go(page, "whatif")
        switch = page.locator(".rules input[role=switch]").first
        for _ in range(2):
            switch.click()
            said = page.locator(".refusal")
            said.wait_for()
            assert "The run broke off" in said.inner_text()
            assert "The studio goes on" in said.inner_text()
            assert page.locator("#status .job").count() == 0, "nothing is under way any more"
            switch.click()
            said.wait_for(state="detached")
        for name in ("map", "arrivals", "traveller"):
            go(page, name)
        assert page.complaints == []


def test_all_that_can_be_clicked_on_the_map_is_reached_by_keyboard(page):
    find = page.get_by_label("Find a gate, country or way")
    for name, kind in (("west", "gate"), ("capital by road", "way"), ("BBB", "country")):
        find.fill(name)
        find.press("Tab")
        chosen = page.evaluate("document.activeElement.innerText")
        page.keyboard.press("Enter")
        heading = page.locator(".card h2")
        heading.wait_for()
        assert heading.inner_text() == chosen
        assert heading.evaluate("each => each === document.activeElement")
        assert heading.bounding_box()["y"] < page.viewport_size["height"], "it is in sight"
        page.wait_for_selector(".card h3:has-text('Rules in force')")
        if kind == "gate":
            page.wait_for_selector(".card dt:has-text('When it clears')")
            page.wait_for_selector(".card h3:has-text('Who counted what')")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        heading.wait_for(state="detached")
        assert page.evaluate("document.activeElement.innerText") == chosen, "back where it was asked for"
    # what is called just so comes before gates into it, and Enter takes it
    find.fill("bbb")
    assert page.locator(".found button").all_inner_texts() == ["BBB", "West Gate (into BBB)"]
    find.press("Enter")
    assert page.locator(".card h2").inner_text() == "BBB"
    find.fill("no such thing")
    page.wait_for_selector("text=Nothing is called so")
    assert page.complaints == []


def test_every_page_fits_and_can_be_read_by_everyone(page):
    for name in PAGES:
        go(page, name)
        require_readable(page, name)
    assert page.complaints == []
