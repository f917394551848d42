"""Studios for tests: what simulates does so in this process."""

import threading
from pathlib import Path

from starlette.testclient import TestClient

from exeunt.studio.app import create
from exeunt.studio.jobs import BusyError, Job
from exeunt.studio.worker import answer

PORT = 8766
HERE = f"http://127.0.0.1:{PORT}"


class Silent:
    """A pipe nobody listens to."""

    def send(self, message: object) -> None:
        pass


class Inline:
    """Simulates at once, in this process; while it `is_busy`, only what somebody waits for."""

    def __init__(self, *, is_busy=False):
        self.is_busy = is_busy
        self.recipes = []

    def start(self, recipe, *, ahead=False):
        if ahead and self.is_busy:
            raise BusyError("Other runs are under way.")
        self.recipes.append(recipe)
        job = Job(recipe, ahead)
        kind, *rest = answer(recipe, Silent(), {})
        if kind == "done" and job.then is not None:
            job.then()
        job.tell(kind, **({"error": rest[0]} if rest else {}))
        return job

    def close(self) -> None:
        pass


class Held(Inline):
    """Simulates once it may."""

    def __init__(self):
        super().__init__()
        self.go_on = threading.Event()

    def start(self, recipe, *, ahead=False):
        assert self.go_on.wait(30)
        return super().start(recipe, ahead=ahead)


def client(root: Path, workshop=None, **options) -> TestClient:
    """Return a browser of a studio over a folder."""
    return TestClient(create(root, PORT, workshop=workshop or Inline()), base_url=HERE, **options)


def tab(browser: TestClient) -> dict[str, str]:
    """Open a tab and return what it sends along."""
    answer = browser.post("/api/tab", headers={"X-Exeunt-Tab": "new"})
    return {"X-Exeunt-Tab": answer.json()["tab"]}
