"""What is asked to be different, and the world that has it so."""

import pytest

import exeunt
from exeunt.studio.changes import Changes


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
        found = world.rules.set_index("id").loc[f"{rule['id']}-supposed"]
        assert all(found[word] == rule[word] for word in ("where", "act", "effect", "who", "mode"))
        assert found["claim"] == (rule["claim"] if rule["claim"] in set(known.claims["id"]) else "")
