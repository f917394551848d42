"""What the site needs beyond mkdocs: pages that lie elsewhere in the repository, and formulas without a script.

Links are written as they hold in the repository, so that pages can be read there too.
"""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path, PurePosixPath
from posixpath import normpath, relpath

from latex2mathml.converter import convert
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

# where a page lies in the repository, and where on the site
BESIDE = {
    "README.md": "overview.md",
    "CHANGELOG.md": "changelog.md",
    "CITATION.cff": "CITATION.cff",
    "CONTRIBUTING.md": "contributing.md",
    "LICENSE": "LICENSE.txt",
    "VISION.md": "explanation/vision.md",
    "benchmarks/README.md": "explanation/benchmarks.md",
    "src/exeunt/scenario/library/mobilisation-2022/PROVENANCE.md": "explanation/provenance.md",
    "src/exeunt/scenario/library/karabakh-2023/PROVENANCE.md": "explanation/provenance-karabakh-2023.md",
    "src/exeunt/scenario/library/ukraine-2022/PROVENANCE.md": "explanation/provenance-ukraine-2022.md",
    "src/exeunt/scenario/library/sudan-2023/PROVENANCE.md": "explanation/provenance-sudan-2023.md",
}
HOMES = {uri: path for path, uri in BESIDE.items()}
LINK = re.compile(r"(\]\()(?![a-z]+:|#|/)([^)\s#]+)")
FORMULA = re.compile(r'<(span|div) class="arithmatex">\\[(\[](.*?)\\[)\]]</\1>', re.DOTALL)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages from outside the folder of the documentation."""
    root = Path(config.config_file_path).parent
    for path, uri in BESIDE.items():
        files.append(File.generated(config, uri, abs_src_path=str(root / path)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Turn links between files of the repository into links between pages of the site."""
    here = page.file.src_uri
    folder = PurePosixPath(HOMES.get(here, f"docs/{here}")).parent

    def on_site(found: re.Match[str]) -> str:
        path = normpath(str(folder / found[2]))
        uri = BESIDE.get(path, path.removeprefix("docs/"))
        return found[1] + relpath(uri, str(PurePosixPath(here).parent))

    return LINK.sub(on_site, markdown)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Set formulas as MathML, which a browser draws by itself."""
    return FORMULA.sub(_as_mathml, html)


def _as_mathml(found: re.Match[str]) -> str:
    latex = unescape(found[2]).strip()
    # what the converter does not know: an underscore that is meant, and brackets that a power belongs to as a whole
    latex = latex.replace(r"\_", "_").replace(r"\Big(", r"\left(").replace(r"\Big)", r"\right)")
    if found[1] == "span":
        return str(convert(latex))
    return f'<div class="formula">{convert(latex, display="block")}</div>'
