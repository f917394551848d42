"""A stored run that is not what was written says so, and is mended to the same bits."""

import hashlib
import json
import os
import random
import re
import shutil

import pytest

import exeunt
from exeunt.ensemble import made_by
from exeunt.ensemble.folders import folders
from exeunt.errors import InputError, Notice

pytestmark = pytest.mark.usefixtures("engine")
MEMBERS = 25


@pytest.fixture
def stored(world, tmp_path, tmp_path_factory, engine):
    """Return a copy of a run, which is stored once for all tests."""
    sound = tmp_path_factory.getbasetemp() / "sound-run"
    if not (sound / "run.json").exists():
        world.run(members=MEMBERS, seed=3, out=sound)
        engine.ran.clear()
    return shutil.copytree(sound, tmp_path / "run")


def _digests(folder):
    """Return a digest of every file, but for the manifest, which says how long the run took."""
    files = [file for file in folder.rglob("*") if file.is_file() and file.name != "run.json"]
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(files)}


def _flip(file, at, bit=0):
    content = bytearray(file.read_bytes())
    content[at % len(content)] ^= 1 << bit
    file.write_bytes(content)


def _mended(world, folder, before):
    """Resume, and require the same bits."""
    outcome = world.run(out=folder, resume=True)
    assert _digests(folder) == before
    exeunt.open(folder)
    return outcome.manifest["computed"]


@pytest.mark.parametrize("how", ["lost", "is empty", "has changed"])
def test_a_chunk_is_named_and_only_its_batch_is_computed_again(world, stored, engine, how):
    before = _digests(stored)
    chunk = stored / "outcome.zarr" / "arrivals" / "1.0.0"
    if how == "lost":
        chunk.unlink()
    elif how == "is empty":
        chunk.write_bytes(b"")
    else:
        _flip(chunk, 100)
    said = rf"run is damaged: outcome\.zarr/arrivals/1\.0\.0 .*{how} \(members 10 to 19\)"
    with pytest.raises(InputError, match=said + r".*`load\('smallest'\)\.run\(out='.*run', resume=True\)`"):
        exeunt.open(stored)
    assert _mended(world, stored, before) == 10
    assert sorted(engine.ran) == list(range(10, 20))


@pytest.mark.parametrize("name", ["progress.json", "outcome.zarr/arrivals/1.0.0", "outcome.zarr/.zmetadata", "run.json",
                                  "scenario/places.csv"])  # fmt: skip
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(world, stored, name):
    before = _digests(stored)
    (stored / name).unlink()
    os.mkfifo(stored / name)
    with pytest.raises(InputError, match="is unfinished" if name == "run.json" else f"{re.escape(name)} is not a file"):
        exeunt.open(stored)
    assert [folder.is_run for folder in folders(stored)] == [name != "run.json"]
    _mended(world, stored, before)


def test_a_flipped_bit_in_any_file_is_found(stored):
    draw = random.Random(1)
    for file in sorted(file for file in stored.rglob("*") if file.is_file() and file.stat().st_size):
        content = file.read_bytes()
        _flip(file, draw.randrange(10**6), draw.randrange(8))
        with pytest.raises(InputError, match=rf"run is damaged: .*{re.escape(file.name)} "):
            exeunt.open(stored)
        file.write_bytes(content)
    exeunt.open(stored)


def test_many_flipped_bits_at_once_are_mended(world, stored):
    before = _digests(stored)
    draw = random.Random(2)
    files = [file for file in stored.rglob("*") if file.is_file() and file.stat().st_size]
    for file in draw.sample(sorted(file for file in files if file.name != "progress.json"), 15):
        _flip(file, draw.randrange(10**6), draw.randrange(8))
    with pytest.raises(InputError, match="run is damaged"):
        exeunt.open(stored)
    _mended(world, stored, before)


LEDGERS = [(name, content) for name in ("run.json", "progress.json") for content in (b"", b"{", b"\xff\xfe[", b"{}")]


@pytest.mark.parametrize(("name", "content"), [*LEDGERS, ("progress.json", None)])  # without run.json it is unfinished
def test_what_the_run_says_of_itself_is_written_again(world, stored, engine, name, content):
    before = _digests(stored)
    if content is None:
        (stored / name).unlink()
    else:
        (stored / name).write_bytes(content)
    with pytest.raises(InputError, match=rf"damaged: {name} (is|has|does)"):
        exeunt.open(stored)
    assert _mended(world, stored, before) == 0
    assert engine.ran == []


def test_a_number_changed_in_the_manifest_is_found(stored):
    path = stored / "run.json"
    path.write_text(path.read_text().replace('"seed": 3', '"seed": 4'))
    with pytest.raises(InputError, match=r"damaged: run\.json has changed"):
        exeunt.open(stored)


def test_a_lost_ledger_of_damaged_numbers_costs_all_of_them(world, stored):
    before = _digests(stored)
    (stored / "progress.json").unlink()
    (stored / "outcome.zarr" / "arrivals" / "0.0.0").unlink()
    with pytest.warns(Notice, match="not say any more which of its members are whole: all are computed again"):
        assert _mended(world, stored, before) == MEMBERS


def test_nothing_is_known_without_ledger_and_manifest(world, stored):
    (stored / "progress.json").write_text("")
    (stored / "run.json").unlink()
    for do in (lambda: exeunt.open(stored), lambda: world.run(out=stored, resume=True)):
        with pytest.raises(InputError, match=r"not known any more; run it anew with force=True"):
            do()
    assert world.run(members=2, out=stored, force=True).manifest["members"] == 2


@pytest.mark.parametrize("name", [".zmetadata", "arrivals/.zarray", "gate/0"])
@pytest.mark.parametrize("content", [None, b""])
def test_a_part_of_the_layout_is_written_again(world, stored, engine, name, content):
    before = _digests(stored)
    file = stored / "outcome.zarr" / name
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    with pytest.raises(InputError, match=rf"damaged: outcome\.zarr/{name} (is|has)"):
        exeunt.open(stored)
    assert _mended(world, stored, before) == 0
    assert engine.ran == []


def test_an_edited_scenario_is_named_and_a_lost_one_written_again(world, stored):
    before = _digests(stored)
    links = stored / "scenario" / "links.csv"
    links.write_text(links.read_text().replace("road", "rail", 1))
    with pytest.raises(InputError, match=r"damaged: scenario/links\.csv has changed\."):
        exeunt.open(stored)
    assert _mended(world, stored, before) == 0
    shutil.rmtree(stored / "scenario")
    with pytest.raises(InputError, match=r"damaged: scenario/\S+ is lost"):
        exeunt.open(stored)
    assert _mended(world, stored, before) == 0
    (stored / "scenario" / "mine.csv").write_text("name,value\nreach,0.9\n")
    with pytest.raises(InputError, match=r"scenario/mine\.csv is no file of this run"):
        exeunt.open(stored)
    assert _mended(world, stored, before) == 0


def test_a_chunk_from_nowhere_is_not_read(world, stored):
    before = _digests(stored)
    shutil.copy(stored / "outcome.zarr" / "arrivals" / "0.0.0", stored / "outcome.zarr" / "arrivals" / "2.7.7")
    with pytest.raises(InputError, match=r"arrivals/2\.7\.7 is no file of this run \(members 20 to 24\)"):
        exeunt.open(stored)
    assert _mended(world, stored, before) == 5


@pytest.fixture
def half(world, tmp_path, engine):
    """Return the folder of a run of which 20 members are stored."""
    engine.trouble[22] = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        world.run(members=MEMBERS, seed=3, jobs=1, out=tmp_path / "half")
    engine.trouble.clear()
    return tmp_path / "half"


def test_an_unfinished_run_that_is_damaged_is_mended_too(world, half):
    _flip(half / "outcome.zarr" / "stock" / "0.0.0", 50)
    assert world.run(out=half, resume=True).manifest["computed"] == 15
    assert exeunt.open(half).dataset.equals(world.run(members=MEMBERS, seed=3).dataset)


def test_an_unfinished_run_whose_ledger_lost_its_checksum_says_that_all_is_computed_again(world, half):
    ledger = half / "progress.json"
    ledger.write_text(ledger.read_text().replace('"hash"', '"bash"'))
    with pytest.warns(Notice, match="half does not say any more which .* are whole: all are computed again"):
        assert world.run(out=half, resume=True).manifest["computed"] == MEMBERS
    assert exeunt.open(half).dataset.equals(world.run(members=MEMBERS, seed=3).dataset)


def test_a_batch_of_zeros_is_no_damage(world, tmp_path, engine, monkeypatch):
    real = engine.run
    monkeypatch.setattr(engine, "run", lambda self, member: {k: v * 0 for k, v in real(self, member).items()})
    world.run(members=12, out=tmp_path / "run")
    assert not exeunt.open(tmp_path / "run").arrivals.any()


def test_the_commands_say_it_and_end(stored, type_in):
    (stored / "outcome.zarr" / "arrivals" / "0.0.0").unlink()
    for words in (["show"], ["score"], ["report"], ["export", "--to", "a.csv"]):
        found = type_in(words[0], stored, *words[1:])
        assert found.exit_code == 1
        assert "is damaged: outcome.zarr/arrivals/0.0.0 is lost (members 0 to 9)" in found.stderr


def test_a_run_without_checksums_opens_with_a_sentence(world, stored, type_in):
    for name in ("run.json", "progress.json"):
        content = json.loads((stored / name).read_text())
        content.get("plan", content).pop("engine")  # nor did they tell their engine then
        (stored / name).write_text(json.dumps({k: v for k, v in content.items() if k not in ("hash", "checksums")}))
    with pytest.warns(Notice, match="cannot be checked"):
        exeunt.open(stored)
    found = type_in("show", stored)
    assert found.exit_code == 0
    assert "stored before runs had checksums: whether its files are whole cannot be checked." in found.stderr
    with pytest.raises(InputError, match="an engine that it does not name"):
        world.run(out=stored, resume=True)


def test_a_ledger_that_lost_its_checksum_is_made_again(world, stored):
    before = _digests(stored)
    ledger = stored / "progress.json"
    ledger.write_text(ledger.read_text().replace('"hash"', '"bash"'))
    assert _mended(world, stored, before) == 0


def test_a_damaged_run_is_not_mended_by_another_engine(world, stored, engine, monkeypatch):
    (stored / "outcome.zarr" / "arrivals" / "1.0.0").unlink()
    before = _digests(stored)
    monkeypatch.setitem(made_by._HERE, "engine", "0123456789abcdef")
    with pytest.raises(InputError, match="made by another engine"):
        world.run(out=stored, resume=True)
    with pytest.raises(InputError, match=r"is lost \(members 10 .* made by another .* or run it anew with force=True"):
        exeunt.open(stored)
    assert _digests(stored) == before
    assert engine.ran == []
