import pytest

import exeunt
import studio_benches


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """A folder with a stored run of the smallest scenario below it."""
    root = tmp_path_factory.mktemp("studio")
    exeunt.load("smallest").run(members=24, seed=1, by_origin=None, out=root / "runs" / "smallest-1", progress=False)
    return root


@pytest.fixture(scope="module")
def browser(folder):
    """A browser of a studio; each test has a tab of its own in it."""
    with studio_benches.client(folder) as opened:
        yield opened


@pytest.fixture
def tab(browser):
    return studio_benches.tab(browser)


@pytest.fixture
def run(browser, tab):
    """The id of the stored run."""
    found = [each for each in browser.get("/api/choices", headers=tab).json() if each["is_run"]]
    assert len(found) == 1
    return found[0]["id"]
