"""What is asked to be different, and the world that has it so."""

import json
import re
import shutil
from dataclasses import replace

import pandas as pd
import pytest

import exeunt
from exeunt.errors import Fault, InputError
from exeunt.scenario import tables
from exeunt.studio.changes import Changes, said_of
from exeunt.studio.worker import later_world


@pytest.mark.parametrize(
    ("name", "day"), [("mobilisation-2022", "2022-09-24"), ("sudan-2023", "2023-05-12"), ("ukraine-2022", "2022-02-24")]
)
def test_each_rule_announced_later_can_be_supposed(name, day):
    later = exeunt.load(name)
    known = later.as_of(day)
    unheard = later.rules[~later.rules["id"].isin(known.rules["id"])]
    assert len(unheard)
    for rule in unheard.to_dict("records"):
        world = Changes(supposed=(rule["id"],)).of(known, later)
        found = world.rules.set_index("id").loc[rule["id"]]
        assert alike(found, rule)
        assert found["claim"] == (rule["claim"] if rule["claim"] in set(known.claims["id"]) else "")


@pytest.fixture
def own(tmp_path):
    """A scenario of somebody's own in a folder that is called as one of the package."""
    return exeunt.load(shutil.copytree(exeunt.load("smallest").folder, tmp_path / "smallest"))


def quick(world, **more):
    return world.lasting(1).run(mean=True, progress=False, **more)


def test_what_was_announced_later_is_that_of_the_tables_a_run_was_first_made_of(own, smallest, tmp_path):
    for world in (smallest, own):
        run = quick(world.with_parameter("reach", 0.1))
        assert later_world(run).folder == world.folder
        kept = run.save(tmp_path / "run", force=True)
        beside = kept.world.without_rule("bbb-closes").run_beside(kept, out=tmp_path / "beside", progress=False)
        shutil.rmtree(tmp_path / "run")
        of_a_copy = quick(exeunt.load(tmp_path / "beside" / "scenario"), out=tmp_path / "third")
        shutil.rmtree(tmp_path / "beside")
        for each in (beside, of_a_copy, exeunt.open(tmp_path / "third")):
            found = later_world(each)
            assert (found.folder, found.hash) == (world.folder, world.hash)
        shutil.rmtree(tmp_path / "third")


def test_nothing_is_supposed_of_tables_that_were_changed_since_or_are_gone(own):
    run, rules = quick(own), own.folder / "rules.csv"
    rules.write_text(rules.read_text() + "\n")
    assert later_world(run) is None
    shutil.rmtree(own.folder)
    assert later_world(run) is None


def test_a_run_that_does_not_say_where_its_tables_came_from_opens_and_what_is_made_of_it_says_it_neither(
    smallest, tmp_path
):
    quick(replace(smallest, first_source=None), out=tmp_path / "old")
    assert "first_source" not in json.loads((tmp_path / "old" / "run.json").read_text())
    old = exeunt.open(tmp_path / "old")
    made = [old, old.world.run_beside(old, progress=False), quick(exeunt.load(tmp_path / "old" / "scenario"))]
    assert [later_world(run) for run in made] == [None] * 3


def test_a_copy_that_was_changed_by_hand_is_not_taken_for_what_it_came_from(smallest, tmp_path):
    quick(smallest, out=tmp_path / "run")
    copy = tmp_path / "run" / "scenario"
    assert exeunt.load(copy).first_source == smallest.first_source
    (copy / "rules.csv").write_text((copy / "rules.csv").read_text() + "\n")
    assert exeunt.load(copy).first_source is None


def alike(one, other, but=()):
    """Whether two rules say the same in all columns but their names, their claims and some others."""
    columns = {column.name for column in tables.columns("rules")} - {"id", "claim", "known_until", *but}
    return all(one[name] == other[name] or (pd.isna(one[name]) and pd.isna(other[name])) for name in columns)


@pytest.fixture(scope="module")
def uncertain(mobilisation):
    """What was known of mobilisation-2022 on a day on which nobody knew when one rule would begin."""
    return mobilisation.as_of("2022-09-28")


def moved(world, rule, since, until):
    """A rule as it was, and as it is with ends that were typed."""
    after = Changes(moved={rule: (since, until)}).of(world).rules.set_index("id")
    return world.rules.set_index("id").loc[rule], after.loc[rule]


def test_a_rule_whose_end_is_typed_is_otherwise_as_it_was(uncertain):
    before, after = moved(uncertain, "FIN-shut", "2022-09-29", "2022-10-20")
    assert f"{after['from_latest']:%Y-%m-%d}" == "2022-10-07"
    assert f"{after['until']:%Y-%m-%d}" == "2022-10-21"
    assert alike(before, after, but=("until",))


def test_a_rule_whose_first_day_is_typed_surely_begins_on_it(uncertain):
    before, after = moved(uncertain, "FIN-shut", "2022-10-03", "")
    assert f"{after['from']:%Y-%m-%d}" == "2022-10-03"
    assert pd.isna(after["from_latest"])
    assert alike(before, after, but=("from", "from_latest"))


@pytest.mark.parametrize("since", ["2022-09-01", ""], ids=["earlier", "always"])
def test_a_rule_that_begins_before_it_was_announced_was_heard_of_when_it_began(uncertain, since):
    _, after = moved(uncertain, "FIN-shut", since, "")
    assert pd.isna(after["announced"])


def test_an_end_before_the_last_day_on_which_a_rule_may_begin_is_refused_at_its_field(uncertain):
    with pytest.raises(InputError, match=r"^Last day: the rule may end before it begins, on 7 October 2022; "):
        Changes(moved={"FIN-shut": ("2022-09-29", "2022-10-05")}).of(uncertain)


@pytest.mark.parametrize("ends", [("2023-09-20", "2023-09-24 14:59"), ("2023-09-20 06:30", "2023-09-26")])
def test_a_rule_dated_anew_keeps_the_hours_that_the_page_shows(ends):
    _, after = moved(exeunt.load("karabakh-2023"), "corridor-shut", *ends)
    assert (as_typed(after["from"]), as_typed(after["until"] - pd.Timedelta(minutes=1), "23:59")) == ends


@pytest.mark.parametrize(("ends", "field"), [(("2024-02-30", ""), "First day"), (("", "0202-03-05"), "Last day")])
def test_a_day_that_is_none_is_refused_at_its_field_as_it_was_typed(smallest, ends, field):
    with pytest.raises(InputError, match=f"^{field}: '{''.join(ends)}' is not a date that can be read; ") as refused:
        Changes(moved={"bbb-closes": ends}).of(smallest)
    assert re.search(r"write a day that exists as 2022-09-21, or with a time as 2022-09-21T18:00", str(refused.value))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("it ends on 2024-03-05", "it ends on 5 March 2024; write 2024-03-06."),
        ("it ends on 2024-03-05T14:30", "it ends on 5 March 2024, 14:30; write 2024-03-06."),
        ("it ends on 2024-02-30", "it ends on 2024-02-30; write 2024-03-06."),
        ("'it's 2024-03-05' is none", "'it's 2024-03-05' is none; write 2024-03-06."),
        ("'a' ends on 2024-03-05, 'b' later", "'a' ends on 5 March 2024, 'b' later; write 2024-03-06."),
    ],
)
def test_moments_are_told_as_the_page_tells_them_but_neither_what_is_quoted_nor_what_may_be_written(wrong, said):
    assert said_of(Fault("rules.csv", 2, "until", wrong, "write 2024-03-06")) == said


def test_a_new_rule_may_begin_at_a_minute_as_the_page_writes_minutes(smallest):
    rule = {"where": "CCC", "act": "enter", "effect": "deny", "since": "2024-03-03 07:00", "until": "2024-03-03 18:59"}
    found = Changes.read({"added": [rule]}).of(smallest).rules.iloc[-1]
    assert (found["from"], found["until"]) == (pd.Timestamp("2024-03-03T07:00"), pd.Timestamp("2024-03-03T19:00"))


def test_a_new_rule_that_begins_on_no_day_is_not_said_to_begin_after_the_run(smallest):
    rule = {"where": "CCC", "act": "enter", "effect": "deny"}
    with pytest.raises(InputError, match=r"^First day: '2024-03-55' is not a date that can be read; "):
        Changes.read({"added": [{**rule, "since": "2024-03-55"}]}).of(smallest)
    with pytest.raises(InputError, match=r"^First day: the run ends on 14 March 2024; type a day until then\.$"):
        Changes.read({"added": [{**rule, "since": "2024-03-15"}]}).of(smallest)


def test_a_question_ends_with_its_mark(smallest):
    rule = {"where": "CCC", "act": "enter", "effect": "deny", "who": "liable = yess"}
    with pytest.raises(InputError, match=r"did you mean yes\?$"):
        Changes.read({"added": [rule]}).of(smallest)


def as_typed(moment, whole="00:00"):
    """A moment as the page sends it, of a whole day only the day."""
    return f"{moment:%Y-%m-%d %H:%M}".removesuffix(f" {whole}")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"effect": "banana"}, "What: 'banana' is not a known effect; write "),
        ({"since": "2024-01-05", "until": "2024-01-02"}, "Last day: the period ends before it begins; "),
        ({"since": "2030-01-05"}, "First day: the run ends on 14 March 2024; type a day until then."),
        ({"since": "2024-02-30"}, "First day: '2024-02-30' is not a date that can be read; write a day that exists"),
        ({"until": "2024-02-30"}, "Last day: '2024-02-30' is not a date that can be read; write a day that exists"),
        ({"since": "0202-03-05"}, "First day: '0202-03-05' is not a date that can be read; write a day that exists"),
        ({"effect": "2024-03-05"}, "What: '2024-03-05' is not a known effect; write "),
        ({"effect": ""}, "A new rule lacks what stands under What; fill it in."),
    ],
)
def test_a_rule_that_cannot_be_is_refused_in_the_words_of_the_page(smallest, words, said):
    added = {"where": "BBB", "act": "enter", "effect": "deny", **words}
    with pytest.raises(InputError) as refused:
        Changes.read({"added": [added]}).of(smallest)
    assert str(refused.value).startswith(said)
    assert not re.search(r"with_rule|`|scenario\.toml", str(refused.value))
