"""Who may ask the studio, and what its answers let a browser do."""

import asyncio
import logging

import pytest

from exeunt.studio import guard, views_traveller
from studio_benches import PORT

FOREIGN = ["evil.example", f"evil.example:{PORT}", "127.0.0.1:1", "127.0.0.1", f"127.0.0.1.evil.example:{PORT}", ""]


@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_host_is_refused_so_that_no_name_can_be_rebound_to_it(browser, host):
    answer = browser.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "exeunt studio" in answer.json()["error"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_this_machine_by_any_of_its_names_is_let_in(browser, host):
    assert browser.get("/", headers={"Host": f"{host}:{PORT}"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_may_neither_ask_nor_change_anything(browser, tab, headers):
    assert browser.post("/api/open", headers={**tab, **headers}, json={"choice": "smallest"}).status_code == 403
    assert browser.get("/api/choices", headers={**tab, **headers}).status_code == 403
    assert browser.get("/static/app.js", headers=headers).status_code == 403


def test_a_link_on_another_site_may_open_the_page(browser):
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert browser.get("/", headers=headers).status_code == 200


def test_without_the_header_that_only_the_page_sends_nothing_is_answered(browser):
    assert browser.post("/api/tab").status_code == 403
    assert browser.get("/api/choices").status_code == 403


def test_a_made_up_token_opens_nothing(browser):
    answer = browser.get("/api/choices", headers={"X-Exeunt-Tab": "guessed"})
    assert answer.status_code == 400
    assert "reload" in answer.json()["error"]


def test_the_browser_is_told_to_trust_nothing_but_the_studio(browser, tab):
    page = browser.get("/")
    policy = page.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert browser.get("/api/choices", headers=tab).headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in page.headers


def test_too_much_is_refused_whether_it_is_announced_or_not(browser, tab, run):
    path = f"/api/figures/read?run={run}&kind=csv"
    much = b"x" * (6 * 2**20)
    assert browser.post(path, headers=tab, content=much).status_code == 413
    streamed = browser.post(path, headers=tab, content=(much[: 2**20] for _ in range(6)))
    assert streamed.status_code == 413
    assert "MB" in streamed.json()["error"]


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e%2fapp.py", "/static/..%5capp.py", "/static//etc/passwd", "/static/x"]
)
def test_only_the_pages_own_files_are_sent(browser, path):
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize("name", ["../..", "/etc", "runs/smallest-1", "smallest/../smallest", "", "no-such"])
def test_names_from_a_page_are_never_paths(browser, tab, name):
    for answer in (
        browser.post("/api/open", headers=tab, json={"choice": name}),
        browser.get("/api/view/overview", headers=tab, params={"run": name}),
        browser.post("/api/jobs", headers=tab, json={"choice": name, "mean": True}),
    ):
        assert answer.status_code == 400
        assert "no such scenario or run" in answer.json()["error"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"changes": 3, "run": 1}'])
def test_a_broken_question_is_answered_with_a_sentence(browser, tab, body):
    answer = browser.post("/api/jobs", headers=tab, content=body)
    assert answer.status_code == 400
    assert answer.json()["error"].endswith(".")


def test_what_comes_too_slowly_is_refused(monkeypatch):
    monkeypatch.setattr(guard, "BODY_SECONDS", 0.1)
    sent = []

    async def read(scope, receive, send):
        await receive()

    async def slow():
        await asyncio.sleep(30)

    async def take(message):
        sent.append(message)

    headers = [(b"host", f"127.0.0.1:{PORT}".encode()), (b"content-length", b"9")]
    scope = {"type": "http", "method": "POST", "path": "/x", "headers": headers}
    asyncio.run(guard.Guard(read, PORT)(scope, slow, take))
    assert sent[0]["status"] == 408
    assert b"too slowly" in sent[1]["body"]


def test_what_breaks_is_told_and_noted_without_what_was_asked(browser, tab, run, monkeypatch, caplog):
    def broken(views, asked):
        raise RuntimeError(f"no way from {asked['start']}")

    monkeypatch.setattr(views_traveller, "answer", broken)
    monkeypatch.setattr(logging.getLogger("uvicorn"), "propagate", True)
    answer = browser.post("/api/ways", headers=tab, json={"run": run, "start": "my-village"})
    assert answer.status_code == 500
    assert "which goes on" in answer.json()["error"]
    assert "RuntimeError in the studio" in caplog.text
    assert "my-village" not in answer.text + caplog.text


@pytest.mark.parametrize("traits", [[1], "car", 3])
def test_traits_that_are_none_are_answered_with_a_sentence(browser, tab, run, traits):
    asked = {"run": run, "start": "capital", "on": "2024-03-04", "traits": traits}
    answer = browser.post("/api/ways", headers=tab, json=asked)
    assert answer.status_code == 400
    assert "could not be read" in answer.json()["error"]


def test_an_exported_file_is_not_kept(browser, tab, run):
    for _ in range(2):
        assert browser.get(f"/api/export?run={run}&form=csv", headers=tab).status_code == 200
    folder = browser.app.state.bench.tabs.of(tab["X-Exeunt-Tab"]).folder
    assert list(folder.iterdir()) == []
