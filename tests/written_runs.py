"""What of a stored run is the same however it came about, to the bit."""

from __future__ import annotations

import hashlib
from pathlib import Path


def digests(folder: Path) -> dict[str, str]:
    """Return a digest of each file of a run, but for the manifest, the report and hidden files."""
    files = [file for file in folder.rglob("*") if file.is_file() and file.name not in ("run.json", "report.html")]
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
        if not any(part.startswith(".") and len(part) > 12 for part in file.relative_to(folder).parts)
    }
