"""The variables of a stored run, read as long as they are those of the run that was opened.

A run that is replaced, or taken away, while somebody holds it would else be read as the new one, or as zeros.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from zarr.storage import LocalStore

from exeunt.ensemble.checksums import sum_of
from exeunt.ensemble.claim import PROGRESS
from exeunt.errors import InputError

if TYPE_CHECKING:
    from zarr.abc.store import ByteRequest
    from zarr.core.buffer import Buffer, BufferPrototype


class Unreplaced(LocalStore):
    """A Zarr store in a run's folder, which is read only while the ledger beside it is the one that was there."""

    def __init__(self, root: Path | str, *, read_only: bool = True) -> None:
        super().__init__(root, read_only=read_only)
        self._ledger = self._ledger_now()

    async def get(
        self, key: str, prototype: BufferPrototype | None = None, byte_range: ByteRequest | None = None
    ) -> Buffer | None:
        """Return what a file holds, None where there is none."""
        return self._checked(await super().get(key, prototype, byte_range))

    def get_sync(
        self, key: str, *, prototype: BufferPrototype | None = None, byte_range: ByteRequest | None = None
    ) -> Buffer | None:
        """Return the same without waiting; the first versions of Zarr's third ask for no such thing."""
        return self._checked(super().get_sync(key, prototype=prototype, byte_range=byte_range))

    def _checked(self, content: Buffer | None) -> Buffer | None:
        # looked at after the file was read: whoever replaces a run takes its ledger away before anything else
        if self._ledger_now() != self._ledger:
            raise InputError(
                f"The run in {self.root.parent} was replaced or taken away since it was opened; open it again."
            )
        return content

    def _ledger_now(self) -> str:
        try:
            return sum_of((self.root.parent / PROGRESS).read_bytes())
        except OSError:
            return ""
