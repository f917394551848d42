"""The notebooks of the documentation run as they stand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "notebooks"
PAGE = FOLDER.parent / "tutorial" / "notebooks.md"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_kept_without_outputs_and_stands_on_the_page(path):
    cells = [each for each in json.loads(path.read_text(encoding="utf-8"))["cells"] if each["cell_type"] == "code"]
    assert len(cells) >= 5
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells)
    assert f"(../notebooks/{path.name})" in PAGE.read_text(encoding="utf-8")


@pytest.mark.filterwarnings("default")  # what the notebook's own libraries warn of is not ours
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs(path, tmp_path):
    nbclient = pytest.importorskip("nbclient")
    nbformat = pytest.importorskip("nbformat")
    notebook = nbformat.read(path, as_version=4)
    done = nbclient.execute(notebook, cwd=str(tmp_path), timeout=600, kernel_name="python3")
    cells = [cell for cell in done.cells if cell.cell_type == "code"]
    shown = [cell for cell in cells if cell.outputs]
    assert len(shown) == len(cells)  # every cell shows something
    assert not [out for cell in cells for out in cell.outputs if out.output_type == "error"]
