"""The file of settings."""

import math

import pytest

from flee_folders import fault, read


def settings(tmp_path, content):
    return read(tmp_path, settings=content).settings


def test_without_a_file_all_settings_are_the_defaults_of_flee(tmp_path):
    known = settings(tmp_path, None)
    assert (known.given, known.unknown) == (frozenset(), ())
    assert (known.sum_from_camps, known["spawn_rules.insert_day0"], known["optimisations.hasten"]) == (True, True, 1)
    assert known["move_rules.max_move_speed"] == 360
    assert known["move_rules.conflict_weight"] == math.sqrt(0.1)
    assert known["spawn_rules.conflict_spawn_decay"] == ()


def test_settings_are_read_by_section_and_key(tmp_path):
    folder = read(
        tmp_path,
        settings=(
            "log_levels: #DONE\n  agent: 1\n  granularity: location\n"
            "spawn_rules:\n  conflict_spawn_decay: [1.0,1,0.5]\n"
            "  conflict_driven_spawning:\n    spawn_mode: pop_ratio\n    displaced_per_conflict_day: 0.01\n"
            "move_rules:\n  max_move_speed: 400.0\n  awareness_level: 2\n"
            "optimisations:\n  hasten: 10\n"
        ),
    )
    known = folder.settings
    assert known["spawn_rules.conflict_spawn_decay"] == (1, 1, 0.5)
    assert known["spawn_rules.conflict_driven_spawning.spawn_mode"] == "pop_ratio"
    assert known["spawn_rules.conflict_driven_spawning.displaced_per_conflict_day"] == 0.01
    assert (known["move_rules.max_move_speed"], known["move_rules.awareness_level"], known["optimisations.hasten"]) == (
        400,
        2,
        10,
    )
    assert len(known.given) == 8
    assert folder.odd == ()
    assert folder.unused == (
        "simsetting.yml: the settings log_levels.agent, log_levels.granularity, optimisations.hasten"
        " have no equivalent.",
    )
    assert folder.counts.total.tolist() == [100, 200, 250]  # not divided by hasten


@pytest.mark.parametrize(
    ("word", "value"),
    [
        *[(word, False) for word in ("False", "false", '"False"', "'no'", "no", "0", '"0"', "off", '"OFF"')],
        *[(word, True) for word in ("True", "true", '"True"', "yes", "1", "on")],
    ],
)
def test_yes_and_no_in_all_spellings(tmp_path, word, value):
    known = settings(tmp_path, f"spawn_rules:\n  sum_from_camps: {word}\n  insert_day0: {word}\n")
    assert (known.sum_from_camps, known["spawn_rules.insert_day0"]) == (value, value)


@pytest.mark.parametrize("content", ["", "# nothing\n", "move_rules:\n", "move_rules:\n  camp_weight:\n", "~\n"])
def test_what_is_blank_is_the_default(tmp_path, content):
    assert settings(tmp_path, content).given == frozenset()


@pytest.mark.parametrize("key", ["camps_are_sicks", "camps_are_sinks"])
def test_both_spellings_of_sinks_are_read(tmp_path, key):
    assert settings(tmp_path, f"spawn_rules:\n  {key}: True\n")["spawn_rules.camps_are_sinks"] is True


@pytest.mark.parametrize("section", ["flood_driven_spawning", "flood_driven_spawn_mode"])
@pytest.mark.parametrize("key", ["spawn_mode", "flood_spawn_mode"])
def test_all_spellings_of_the_mode_of_floods_are_read(tmp_path, section, key):
    folder = read(tmp_path, settings=f"spawn_rules:\n  {section}:\n    {key}: pop_ratio\n")
    assert folder.settings["spawn_rules.flood_driven_spawning.spawn_mode"] == "pop_ratio"
    assert "spawn_rules.flood_driven_spawning.spawn_mode have no equivalent" in folder.unused[0]


def test_keys_that_flee_does_not_know_are_said(tmp_path):
    folder = read(tmp_path, settings="spawn_rules:\n  sum_from_camp: False\nmood: [1, {a: b}]\n")
    assert folder.settings.unknown == ("spawn_rules.sum_from_camp", "mood")
    assert folder.odd == (
        "simsetting.yml:2: 'spawn_rules.sum_from_camp' is no setting of FLEE "
        "(did you mean spawn_rules.sum_from_camps?) and is not read.",
        "simsetting.yml:3: 'mood' is no setting of FLEE and is not read.",
    )


def test_of_two_values_of_a_key_the_last_is_read(tmp_path):
    folder = read(tmp_path, settings="optimisations:\n  hasten: 1\n  hasten: 5\n")
    assert folder.settings["optimisations.hasten"] == 5
    assert folder.odd == ("simsetting.yml:3: 'optimisations.hasten' is set twice; the last is read.",)


@pytest.mark.parametrize(
    ("content", "row", "column"),
    [
        ("- a\n- b\n", 1, ""),
        ("just words\n", 1, ""),
        ("move_rules:\n  camp_weight: [1\n", 3, ""),
        ("a: b: c\n", 1, ""),
        ("move_rules: 5\n", 1, "move_rules"),
        ("move_rules:\n  - camp_weight\n", 2, "move_rules"),
        ("move_rules:\n  max_move_speed: fast\n", 2, "move_rules.max_move_speed"),
        ("move_rules:\n  max_move_speed: .nan\n", 2, "move_rules.max_move_speed"),
        ("move_rules:\n  max_move_speed: [1]\n", 2, "move_rules.max_move_speed"),
        ("spawn_rules:\n  insert_day0: maybe\n", 2, "spawn_rules.insert_day0"),
        ("spawn_rules:\n  conflict_driven_spawning: True\n", 2, "spawn_rules.conflict_driven_spawning"),
        ('a: "\\UFFFFFFFF"\n', 1, ""),
        pytest.param("[" * 3000, 1, "", marks=pytest.mark.slow),
        (b"a: \xff\n", 1, ""),
        ("a: \x00\n", 1, ""),
    ],
)
def test_wrong_settings_are_a_fault_there(tmp_path, content, row, column):
    assert fault(tmp_path, settings=content) == ("simsetting.yml", row, column)


@pytest.mark.parametrize(
    ("section", "key", "value", "right"),
    [
        ("move_rules", "awareness_level", "1.5", "a whole number"),
        ("move_rules", "awareness_level", "neighbours", "a whole number"),
        ("move_rules", "camp_weight", "heavy", "a number"),
        ("move_rules", "start_on_foot", "maybe", "True or False"),
        ("spawn_rules", "conflict_spawn_decay", "1", "a list of numbers"),
        ("spawn_rules", "conflict_spawn_decay", "[1, x]", "a list of numbers"),
    ],
)
def test_a_wrong_value_of_what_is_not_used_is_said_and_passed_over(tmp_path, section, key, value, right):
    folder = read(tmp_path, settings=f"{section}:\n  {key}: {value}\n")
    shown = "a list" if value.startswith("[") else value
    sentence = f"'{section}.{key}' is '{shown}' where FLEE has {right}; it is not used."
    assert folder.odd == (f"simsetting.yml:2: {sentence}",)
    assert folder.settings.given == frozenset()


def test_settings_of_floods_are_passed_over_and_said(tmp_path):
    folder = read(
        tmp_path,
        settings=(
            "spawn_rules:\n  flood_driven_spawning: True\n  flood_zone_spawning_only: True\n"
            "  flood_driven_spawning:\n    flood_spawn_mode: pop_ratio\n    displaced_per_flood_day: [0, 0.1]\n"
            "move_rules:\n  max_flood_level: 4\n  flood_rules:\n    flood_movechances: [0.3, 0.4]\n"
        ),
    )
    assert folder.odd == (
        "simsetting.yml:2: 'spawn_rules.flood_driven_spawning' is set to True, which says nothing beside its settings"
        " and is not read.",
    )
    assert folder.unused == (
        "simsetting.yml: the settings spawn_rules.flood_zone_spawning_only,"
        " spawn_rules.flood_driven_spawning.spawn_mode, spawn_rules.flood_driven_spawning.displaced_per_flood_day,"
        " move_rules.flood_rules.max_flood_level, move_rules.flood_rules.flood_movechances have no equivalent.",
    )


def test_a_tag_in_the_settings_runs_nothing(tmp_path):
    made = tmp_path / "made"
    content = f"move_rules: {{max_move_speed: !!python/object/apply:pathlib.Path.touch ['{made}']}}\n"
    assert fault(tmp_path, settings=content) == ("simsetting.yml", 1, "move_rules.max_move_speed")
    assert not made.exists()
