"""The report: what a reader gets, whatever the scenario says."""

import csv
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import altair as alt
import pytest

import exeunt
from exeunt.errors import InputError
from exeunt.luck import MEAN_OF

HOSTILE = "<script>alert(1)</script>"


class Reader(HTMLParser):
    """What a page loads, links to, names and says."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.ids, self.links, self.loads, self.numbers = [], [], [], [], []
        self.words, self.scripts, self.inside = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        self.tags.append((tag, known))
        self.inside = tag if tag in ("script", "style") else ""
        self.ids += [known["id"]] if "id" in known else []
        self.links += [known["href"]] if tag == "a" else []
        self.loads += [known[name] for name in ("src", "href", "srcset", "data") if name in known and tag != "a"]
        self.numbers += [float(known["value"])] if tag == "data" else []
        if tag == "script":
            self.scripts.append(known.get("type", ""))

    def handle_endtag(self, tag):
        self.inside = "" if tag == self.inside else self.inside

    def handle_data(self, data):
        if not self.inside:
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


@pytest.fixture
def stored(twelve):
    return exeunt.open(twelve)


@pytest.fixture
def written(stored):
    """The report that was written after that run."""
    return stored.path / "report.html"


def read(path):
    return Reader(path.read_text(encoding="utf-8"))


def specs(path):
    found = re.search(r'<script type="application/json" id="pictures">(.*?)</script>', path.read_text("utf-8"), re.S)
    return json.loads(found[1])


def rewrite(path, change):
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        change(row)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_a_run_writes_its_report_and_says_where(type_in, tmp_path):
    found = type_in("run", "smallest", "--members", 3)
    assert "The report lies in runs/smallest-1/report.html" in found.stdout
    assert "writing the report" in found.stderr
    assert (tmp_path / "runs/smallest-1/report.html").is_file()


def test_a_report_that_fails_does_not_lose_the_run(type_in, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("no ink")

    monkeypatch.setattr("exeunt.show.page.report.write_report", broken)
    found = type_in("run", "smallest", "--members", 3)
    assert found.exit_code == 0
    assert "The report could not be written (RuntimeError: no ink)" in found.stderr
    assert "exeunt report runs/smallest-1" in found.stderr
    assert "Arrivals of those who fled" in found.stdout
    assert "The report lies" not in found.stdout
    assert exeunt.open("runs/smallest-1").manifest["members"] == 3


def test_the_file_needs_nothing_from_outside(written):
    page = read(written)
    assert written.stat().st_size < 6_000_000
    assert page.loads == []
    policy = next(known["content"] for tag, known in page.tags if known.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "@import" not in written.read_text("utf-8").split("</style>")[0]
    assert all(link.startswith(("#", "https://example.org/")) for link in page.links)


def test_each_picture_is_vega_lite(stored, written, world):
    other = world.without_rule(world.rules["id"].iloc[0]).run_beside(stored, progress=False)
    for path in (written, stored.report(against=other)):
        drawn = specs(path)
        assert drawn
        for told in drawn.values():
            alt.TopLevelSpec.validate(told)


def test_links_inside_the_page_lead_somewhere(written):
    page = read(written)
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)


def test_the_finding_says_what_the_table_says(type_in, engine, monkeypatch):
    """One line, of 1,600 to 2,700 people on its worst day, of which that of the middle members is 2,150."""
    real = engine.run

    def one_line(self, member):
        arrays = real(self, member)
        arrays["queue_people"][:] = 0
        arrays["queue_people"][4:6, self.labels.gates.index("west-gate")] = 1600 + 100 * member
        arrays["arrivals"][:] = 0
        arrays["arrivals"][0, self.labels.countries.index("BBB")] = 500 + 10 * member
        return arrays

    monkeypatch.setattr(engine, "run", one_line)
    assert type_in("run", "smallest", "--members", 12).exit_code == 0
    page = read(exeunt.open("runs/smallest-1").report())
    assert page.numbers[:3] == [555, 506, 604]
    text = re.sub(r" (?=[),;:.])|(?<=\() ", "", page.text)
    assert "In this simulation 555 people (506 to 604) fled abroad from AAA" in text
    assert "; all went first to BBB." in text
    assert "The longest line is at West Gate (into BBB), worst around 5 March: 2,150 people (1,660 to 2,640)" in text
    assert ", in every course 1,000 or more; half of these lines are gone by 7 March." in text
    assert [number for number in page.numbers if number > 1000] == [2150, 1655, 2645]


def test_every_claim_in_use_is_in_the_table_and_every_figure_leads_to_its_claim(stored, written):
    page = read(written)
    assert "Border guard of BBB" in page.text
    drawn = [spec.get("datasets", {}) for spec in specs(written).values()]
    figures = [row for data in drawn for kind in ("periods", "instants") for row in data.get(kind, [])]
    assert {row["id"] for row in figures} == {"west-0305"}
    assert {row["who"] for row in figures} == {"Border guard of BBB"}
    rows = dict(re.findall(r'<tr id="(source-\d+)"><th scope="row">(.*?)</th>', written.read_text("utf-8")))
    cited = re.findall(r'Counted: .*?<a href="#(source-\d+)"', written.read_text("utf-8"))
    assert {rows[anchor] for anchor in cited} == {"Border guard of BBB"}
    used = {claim for table in stored.world.tables.values() if "claim" in table for claim in table["claim"] if claim}
    assert all(claim in page.text for claim in used)


def test_what_no_figure_speaks_of_is_marked(written):
    page = read(written)
    assert "CCC driven by assumption" in page.text
    assert any("driven by assumption" in spec for spec in map(json.dumps, specs(written).values()))


def test_words_of_a_scenario_are_shown_and_never_run(type_in, tmp_path):
    assert type_in("new", "mine").exit_code == 0
    folder = tmp_path / "mine"
    toml = (folder / "scenario.toml").read_text()
    (folder / "scenario.toml").write_text(toml.replace("The smallest scenario that runs", f"A title {HOSTILE} & <b>"))
    rewrite(folder / "gates.csv", lambda row: row.update(name=f"Gate {HOSTILE}"))
    rewrite(folder / "places.csv", lambda row: row.update(name=f"{row['name']} </script>{HOSTILE}"))
    rewrite(folder / "areas.csv", lambda row: row.update(name=HOSTILE))
    rewrite(folder / "parameters.csv", lambda row: row.update(meaning=HOSTILE))
    rewrite(
        folder / "claims.csv",
        lambda row: row.update(said_by=f"{HOSTILE}\"'", note="<img src=x onerror=alert(2)>", url="javascript:alert(3)"),
    )
    assert type_in("run", "./mine", "--members", 4).exit_code == 0
    path = tmp_path / "runs/mine-1/report.html"
    page = read(path)
    assert page.scripts == ["application/json", "", ""]
    assert not [tag for tag, known in page.tags if tag in ("img", "b", "iframe", "object", "embed")]
    assert not [name for _, known in page.tags for name in known if name.startswith("on")]
    assert not [link for link in page.links if "javascript" in link]
    assert HOSTILE in page.text
    assert "<" not in re.search(r'id="pictures">(.*?)</script>', path.read_text("utf-8"), re.S)[1]


@pytest.mark.parametrize("members", [1, 3])
def test_a_bare_world_across_the_date_line(type_in, tmp_path, members):
    folder = tmp_path / "bare"
    folder.mkdir()
    (folder / "scenario.toml").write_text('title = "Bare"\nfirst_day = 2024-01-01\ndays = 3\ntick_hours = 3\n')
    tables = {
        "places": "id,name,country,lat,lon,utc_offset,kind,population,capacity\n"
        "suva,Suva,FJI,-18.1,178.4,12,home,1000,\n"
        "apia,Apia,WSM,-13.8,-171.8,13,town,,\n"
        "taveuni,Taveuni,FJI,-16.9,-179.9,12,home,50,\n",
        "links": "from,to,mode,km,hours,price,seats_per_day,gate,both_ways\n"
        "suva,apia,air,1140,2,100,,,yes\n"
        "taveuni,apia,sea,1000,40,100,,,yes\n",
        "traits": "trait,value,share,place,given\nkind,plain,1,,\n",
        "rules": "id,from,until,who,act,where,mode,effect,announced,claim\nopen,,,,enter,WSM,,allow,,\n",
    }
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text)
    done = type_in("run", "./bare", "--members", members)
    assert done.exit_code == 0, done.stderr
    page = read(tmp_path / "runs/bare-1/report.html")
    assert "The scenario has no gates" in page.text
    assert "No queue is simulated, for the scenario has no gates" in page.text
    assert "No queue reached" not in page.text
    assert "Samoa" in page.text
    assert ("90 % of" in page.text) == (members > 1)
    view = specs(tmp_path / "runs/bare-1/report.html")["map"]
    assert abs(abs(view["projection"]["rotate"][0]) - 180) < 10  # the map looks at the date line


def test_a_mean_run(type_in):
    assert type_in("run", "smallest", "--mean").exit_code == 0
    text = read(exeunt.open("runs/smallest-1").report()).text
    assert f"mean of {MEAN_OF} members at central constants" in text
    assert "the one course of this run" not in text
    assert not re.search(r"\d to [\d,]+ people|[\d.]+ \([\d,.]+ to |nan", text)
    table = text[text.index("People who fled, by first country") : text.index("Gates and queues")]
    assert " to " not in table


def test_two_runs_show_what_changes_first(type_in, stored, written, engine, monkeypatch):
    real = engine.run

    def more(self, member):
        arrays = real(self, member)
        arrays["arrivals"] = arrays["arrivals"] + 100
        return arrays

    monkeypatch.setattr(engine, "run", more)
    assert type_in("run", "smallest", "--members", 12, "--without", "bbb-closes").exit_code == 0
    own = written.read_bytes()
    found = type_in("report", "runs/smallest-1", "runs/smallest-2", "--json")
    assert found.exit_code == 0
    answer = json.loads(found.stdout)
    assert answer["report"] == "runs/smallest-1/report-against-smallest-2.html"
    assert written.read_bytes() == own
    page = read(stored.path / "report-against-smallest-2.html")
    table = stored.compare(exeunt.open("runs/smallest-2"))
    moved = table[(table["variable"] == "arrivals") & (table["id"] == "CCC")].iloc[0]
    assert moved["difference"] == 100 * 14
    assert "1,400 more to CCC" in page.text
    assert "leaves out the rule bbb-closes" in page.text
    assert "Of those who newly arrive in" in page.text
    assert "half gone by, first run" in page.text or "No border gate's longest line changes" in page.text
    assert page.text.index("What changes") < page.text.index("First run: the finding")
    assert page.text.index("First run: the finding") < page.text.index("Second run: the finding")
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)


def test_runs_that_do_not_pair_are_refused(type_in, stored):
    assert type_in("run", "smallest", "--members", 12, "--seed", 2).exit_code == 0
    found = type_in("report", "runs/smallest-1", "runs/smallest-2")
    assert found.exit_code == 1
    assert "different seeds (1 and 2)" in found.stderr


def test_images(type_in, stored, tmp_path):
    found = type_in("report", stored.path, "--images", "pictures")
    assert found.exit_code == 0
    names = {path.name for path in (tmp_path / "pictures").iterdir()}
    assert {"map.png", "map.svg", "fan-CCC.png", "fan-CCC.svg"} <= names
    assert len(names) == 2 * len(specs(stored.path / "report.html"))
    assert (tmp_path / "pictures/map.png").read_bytes().startswith(b"\x89PNG")


def test_an_unfinished_run_is_refused(type_in, engine):
    engine.trouble[15] = KeyboardInterrupt()
    type_in("run", "smallest", "--members", 25, "--jobs", 1)
    refused = type_in("report", "runs/smallest-1")
    assert refused.exit_code == 1
    assert "--resume" in refused.stderr


def test_a_run_in_memory_needs_a_path(world, engine, tmp_path):
    outcome = world.run(members=2)
    with pytest.raises(exeunt.InputError, match="in memory only"):
        outcome.report()
    assert outcome.report(tmp_path / "some" / "page.html").is_file()


def test_a_report_against_another_run_leaves_the_runs_own_alone(stored, written, tmp_path):
    own = written.read_bytes()
    other = stored.save(tmp_path / "the other")
    assert stored.report(against=other) == stored.path / "report-against-the other.html"
    assert stored.report(against=replace(other, path=None)).name == "report-against-a-run-in-memory.html"
    assert (stored.path / "report.html").read_bytes() == own


def test_a_report_is_a_file_and_its_pictures_lie_in_a_folder(world, engine, tmp_path):
    outcome = world.run(members=2)
    with pytest.raises(InputError, match=r"is a folder; name a file, in it or elsewhere\.$"):
        outcome.report(tmp_path)
    with pytest.raises(InputError, match=r"is a folder; name a file, in it or elsewhere\.$"):
        outcome.export(tmp_path, form="csv")
    (tmp_path / "taken").touch()
    with pytest.raises(InputError, match=r"taken is a file; name a folder\.$"):
        outcome.report(tmp_path / "report.html", images=tmp_path / "taken")
    assert [each.name for each in tmp_path.iterdir()] == ["taken"]
