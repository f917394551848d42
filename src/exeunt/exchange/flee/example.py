"""A small invented conflict in FLEE's format, to try an import on."""

from __future__ import annotations

from pathlib import Path
from shutil import copyfile

from exeunt.errors import InputError
from exeunt.whole_files import whole_folder

EXAMPLE = Path(__file__).parent / "example"


def write_example(folder: Path) -> list[Path]:
    """Write the example into a new folder, whole or not at all, and return its files.

    Raises
    ------
    InputError
        If the folder is there already, or cannot be written.

    """
    if folder.exists() or folder.is_symlink():
        raise InputError(f"{folder} is there already; name a new folder. Nothing was written.")
    names = sorted(path.relative_to(EXAMPLE) for path in EXAMPLE.rglob("*") if path.is_file())
    try:
        with whole_folder(folder) as fresh:
            for name in names:
                (fresh / name).parent.mkdir(parents=True, exist_ok=True)
                copyfile(EXAMPLE / name, fresh / name)
    except OSError as error:
        wrong = f"{folder} cannot be written ({error.strerror})"
        raise InputError(f"{wrong}. Name a folder of your own; nothing was written.") from error
    return [folder / name for name in names]
