"""The command `studio` where what it needs is not installed."""

from typer.testing import CliRunner

from exeunt.cli import app
from exeunt.commands import of_studio


def test_without_the_extra_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(of_studio, "find_spec", lambda name: None if name == "uvicorn" else object())
    told = CliRunner().invoke(app, ["studio", "--no-browser"])
    assert told.exit_code == 1
    assert "pip install 'exeunt[studio]'" in told.stderr
    assert "Traceback" not in told.output
