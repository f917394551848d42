"""A fingerprint of tables, the same on every machine: by it a scenario is told from another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from exeunt.remembered import remembered


def fingerprint(frame: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> str:
    """Return the fingerprint of some settings and of tables; their index plays no part."""
    digest = hashlib.sha256(json.dumps(frame, sort_keys=True, default=str).encode())
    for name, table in tables.items():
        digest.update(f"\n{name}\n{_text(table)}".encode())
    return digest.hexdigest()


@remembered(32)
def _text(table: pd.DataFrame) -> str:
    return table.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%dT%H:%M")
