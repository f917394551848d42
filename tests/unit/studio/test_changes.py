"""What is asked to be different, and the world that has it so."""

import pytest

import exeunt
from exeunt.errors import InputError
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


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"effect": "banana"}, "What: 'banana' is not a known effect; write "),
        ({"since": "2024-01-05", "until": "2024-01-02"}, "Last day: the period ends before it begins; "),
        ({"effect": ""}, "A new rule lacks what stands under What; fill it in."),
    ],
)
def test_a_rule_that_cannot_be_is_refused_in_the_words_of_the_page(smallest, words, said):
    added = {"where": "BBB", "act": "enter", "effect": "deny", **words}
    with pytest.raises(InputError) as refused:
        Changes.read({"added": [added]}).of(smallest)
    assert str(refused.value).startswith(said)
    assert "with_rule" not in str(refused.value)
