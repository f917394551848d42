"""Spoil every kind of file that exeunt reads, many times, and report whatever comes of it that is no sentence.

    python tools/mutate.py --count 10000 --seed 1 --jobs 2

Each mutation is kept by its number: `--only N` does that one again and shows it. What counts as odd, and how files are
spoiled, is in `tests/mutations.py`; what is read, in `tests/spoilt_subjects.py`.
"""

from __future__ import annotations

import argparse
import faulthandler
import multiprocessing
import random
import resource
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

HANGS_AFTER = 60  # seconds of waiting, of which what is read may use five for itself
MEMORY = 2**30


def main() -> None:
    """Spoil and read as many as asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the first mutation")
    parser.add_argument("--subject", help="only subjects whose name holds this")
    parser.add_argument("--only", type=int, help="the number of one mutation, whose files are kept and named")
    asked = parser.parse_args()
    if asked.only is not None:
        show(asked.seed, asked.only, asked.subject)
        return
    numbers = range(asked.first, asked.first + asked.count)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(asked.jobs, mp_context=context, initializer=ready) as pool:
        parts = [(asked.seed, asked.subject, numbers[start :: asked.jobs * 20]) for start in range(asked.jobs * 20)]
        kinds: Counter[str] = Counter()
        done = 0
        for count, found in pool.map(look, parts):
            done += count
            for number, subject, what in found:
                kinds[what.strip().splitlines()[-1]] += 1
                print(f"--- {number} ({subject})\n{what}", flush=True)
            print(f"{done} of {asked.count} spoiled, {sum(kinds.values())} odd", file=sys.stderr, flush=True)
    for last, times in kinds.most_common():
        print(f"{times:5} {last}")
    sys.exit(bool(kinds))


def ready() -> None:
    """Make everything that is to be spoiled, then allow this process no more than so much memory beyond that."""
    from spoilt_subjects import subjects

    for subject in subjects():
        files = subject.files()
        with tempfile.TemporaryDirectory() as folder:
            from mutations import odd

            odd(subject, files, Path(folder) / "work")  # makes and compiles what is made once
            what = odd(subject, files, Path(folder) / "work")
            assert what is None, f"{subject.name}, not spoiled: {what}"
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + 2 * MEMORY  # threads reserve addresses that they never use
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def look(part: tuple[int, str | None, range]) -> tuple[int, list[tuple[int, str, str]]]:
    """Spoil and read some, and return how many, and the odd ones."""
    from mutations import odd

    seed, subject, numbers = part
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for number in numbers:
            of, files = made(seed, number, subject)
            faulthandler.dump_traceback_later(HANGS_AFTER, exit=True)
            what = odd(of, files, Path(folder) / "work")
            faulthandler.cancel_dump_traceback_later()
            if what:
                found.append((number, of.name, what))
    return len(numbers), found


def made(seed: int, number: int, named: str | None):
    """Return what is spoiled, and its files spoiled."""
    from mutations import spoiled
    from spoilt_subjects import subjects

    choice = [subject for subject in subjects() if named is None or named in subject.name]
    draw = random.Random(f"{seed} {number}")
    subject = draw.choice(choice)
    return subject, spoiled(subject.files(), draw)


def show(seed: int, number: int, named: str | None) -> None:
    """Do one again, and say where its files lie."""
    from mutations import odd

    subject, files = made(seed, number, named)
    folder = Path(tempfile.mkdtemp(prefix=f"exeunt-spoilt-{number}-"))
    print(f"{subject.name}: {folder}\n{odd(subject, files, folder / 'work') or 'nothing odd'}")
    plain = subject.files()
    for name in sorted({*files, *plain}):
        if files.get(name) != plain.get(name):
            print(f"spoiled: {name}\n{files.get(name, b'(gone)')[:2000].decode('utf-8', 'replace')}")


if __name__ == "__main__":
    main()
