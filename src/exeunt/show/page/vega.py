"""What draws the pictures of a page in the browser: Vega, Vega-Lite and Vega-Embed in one piece.

Putting it together takes longer than all else of a small report, and it is the same for each version of the package
that has them: so it is kept where caches lie. A file there that is not whole is made anew.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

import vl_convert
from platformdirs import user_cache_path

from exeunt.versions import __version__
from exeunt.whole_files import write_text

SNIPPET = "window.vegaEmbed = vegaEmbed;"


@cache
def library() -> str:
    """Return Vega, Vega-Lite and Vega-Embed in one piece, as it may stand in a page."""
    file = kept_in()
    with suppress(OSError, ValueError):  # none is there, or none that can be read
        digest, text = file.read_text(encoding="utf-8").split("\n", 1)
        if digest == _digest(text):
            return text
    text = put_together()
    with suppress(OSError):  # where nothing can be kept, it is put together again each time
        write_text(file, f"{_digest(text)}\n{text}")
    return text


def kept_in() -> Path:
    """Return the file in which it is kept: another for each version, of that package or of this one."""
    of_this = _digest(f"{version('vl-convert-python')} {__version__} {SNIPPET}")
    return user_cache_path("exeunt") / "pages" / f"vega-{of_this[:16]}.js"


def put_together() -> str:
    """Make it anew, and such that it may stand in a page."""
    # a browser reads \r\n as \n, and would find another hash
    text = vl_convert.javascript_bundle(SNIPPET).replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
