"""Print into the pages what their own commands print: `make_pages.py` writes it, `make_pages.py --check` compares.

A page's commands are its indented lines that begin with `exeunt`, run from top to bottom in an empty folder. A block
of text under `<!-- printed: TITLE -->` is the table with that title, of the command before it; under `<!-- printed
-->` it is all that this command printed. Files that a reader makes are made too: the block under `<!-- written: PATH
-->` is the text of that file, and those of `<!-- deleted: PATH PATH -->` are taken away.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import shlex
import sys
import tempfile
from pathlib import Path

from typer.testing import CliRunner

from exeunt.cli import app

DOCS = Path(__file__).parent
# what-if.md, which takes half an hour, is named by hand
PAGES = (
    DOCS / "tutorial" / "first-run.md",
    DOCS / "how-to" / "your-own-scenario.md",
    DOCS / "how-to" / "this-evenings-figures.md",
)
STEP = re.compile(
    r"^    (?:\.venv/bin/)?exeunt (?P<command>[^\n]+)$"
    r"|^<!-- written: (?P<file>\S+) -->\n```\w+\n(?P<rows>.*?)^```$"
    r"|^<!-- deleted: (?P<gone>[^\n]+) -->$"
    r"|(?P<mark>^<!-- printed(?:: (?P<title>[^\n]+?))? -->\n```text\n)(?P<text>.*?)(?=^```$)",
    re.M | re.S,
)


def main() -> int:
    """Write the pages, or say which are out of date."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--check", action="store_true", help="write nothing; fail if a page is out of date")
    asked.add_argument("pages", nargs="*", type=Path, metavar="PAGE", help="the tutorial if none is named")
    options = asked.parse_args()
    stale = []
    for path in options.pages or PAGES:
        before = path.read_text(encoding="utf-8")
        after = printed(before)
        if after != before:
            stale.append(path)
            if not options.check:
                path.write_text(after, encoding="utf-8")
    if options.check and stale:
        print(f"out of date: {', '.join(map(str, stale))}; run docs/make_pages.py", file=sys.stderr)
        return 1
    return 0


def printed(page: str) -> str:
    """Return a page with every marked block as its commands print it now."""
    said = ""

    def done(step: re.Match[str]) -> str:
        nonlocal said
        if step["command"]:
            said = _said(step["command"])
        if step["file"]:
            Path(step["file"]).write_text(step["rows"], encoding="utf-8")
        for gone in (step["gone"] or "").split():
            Path(gone).unlink()
        if not step["mark"]:
            return step[0]
        return step["mark"] + (said.strip() if step["title"] is None else _table(said, step["title"])) + "\n"

    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path("docs").symlink_to(DOCS)  # pages name files that lie beside them
        return STEP.sub(done, page)


def _said(command: str) -> str:
    """Run a command and return what it prints."""
    result = CliRunner().invoke(app, shlex.split(command))
    if result.exit_code:
        raise SystemExit(f"exeunt {command}: {result.output}")
    return result.stdout


def _table(said: str, title: str) -> str:
    """Return the paragraph that begins with a title."""
    found = [paragraph for paragraph in re.split(r"\n\s*\n", said.strip("\n")) if paragraph.startswith(title)]
    if not found:
        raise SystemExit(f"nothing that was printed begins with {title!r}:\n{said}")
    return found[0]


if __name__ == "__main__":
    sys.exit(main())
