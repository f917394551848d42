"""What a rule is told as: the words of its source first, where it has some, and what they are reckoned as."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import exeunt
from exeunt.scenario.names import Names
from exeunt.ways.words import Told, meant

MOMENT = pd.Timestamp("2024-01-03T12:00")
SAID = {"date": pd.Timestamp("2023-06-01"), "said_by": "Ministry", "stance": "official", "url": "https://example.org"}


def told(quantity: str, **claim: Any) -> Told:
    claims = {"c": {**SAID, "quantity": quantity, **claim}}
    return Told(Names({"gate": "The gate"}, {}, {}, {}), {"papers": ("good", "poor")}, claims, MOMENT)


def rule(effect: str, value: float = float("nan"), **more: Any) -> dict[str, Any]:
    blank = {"id": "r", "who": "", "act": "enter", "where": "BBB", "mode": "", "claim": "c"}
    kind = {"effect": effect, "effect_kind": effect.split()[0], "effect_value": value}
    return {**blank, **kind, "from": pd.NaT, "until": pd.NaT, "from_latest": pd.NaT, **more}


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"mode": "road"}, "BBB by road: passport and vaccination card asked; reckoned here as open to everyone"),
        (
            {"where": "gate", "who": "papers = good"},
            "at The gate: passport and vaccination card asked; reckoned here as open to those with papers good",
        ),
    ],
)
def test_what_is_asked_at_an_open_door_is_told_with_it(more, text):
    assert told("passport and vaccination card asked").effect(rule("allow", **more)) == text


@pytest.mark.parametrize(
    "of", [told("rule"), told("crossings_in"), told(""), told("entry by land", stance="assumption", url="")],
    ids=["a kind", "a measure", "nothing", "an assumption"],
)  # fmt: skip
def test_a_source_without_words_of_its_own_leaves_the_rule_as_it_is(of):
    assert of.effect(rule("allow", mode="road")) == "BBB lets in everyone by road"


def test_several_countries_let_in_and_one_lets_in():
    of = told("rule")
    assert of.effect(rule("allow", where="BBB+CCC")) == "BBB and CCC let in everyone"
    assert of.effect(rule("allow", where="BBB+CCC", act="transit")) == "BBB and CCC let through everyone"


def test_a_delay_is_told_with_what_its_source_says_and_since_when():
    said = told("visa before entry").effect(rule("delay 96 h", 96.0, **{"from": pd.Timestamp("2024-01-05")}))
    assert said == "BBB: visa before entry; reckoned here as 96 hours lost by everyone from 2024-01-05"


def test_a_risk_is_told_with_what_its_source_says_and_the_rate_as_what_is_reckoned():
    of, risk = told("men without deferral are not let out"), rule("risk 0.05", 0.05, where="gate", act="leave")
    said = "on leaving at The gate: men without deferral are not let out; "
    assert of.effect(risk) == f"{said}reckoned here as about 5 in 100 of everyone stopped"
    later = told("men without deferral are not let out", date=pd.Timestamp("2024-01-05"))
    assert later.effect(risk) == f"{said}how many that stops was not known on that day"
    assert of.effect({**risk, "effect_value": 0.0}) == "forbidden to everyone: men without deferral are not let out"


def test_each_risk_at_a_gate_names_who_spoke_of_it(mobilisation):
    of = Told.of(mobilisation, mobilisation.names, pd.Timestamp("2022-10-30"))
    risks = mobilisation.rules[mobilisation.rules["effect_kind"] == "risk"].to_dict("records")
    assert len(risks) == 22
    for risk in risks:
        source = of.source(str(risk["claim"]))
        assert "https://" in source or "http://" in source, risk["id"]
        assert "assumption" not in source or "the rate: this scenario" in source
        assert "assumption" not in source or "; reckoned here as about" in of.effect(risk)


def test_a_factor_is_told_as_what_is_reckoned_from_what_its_source_says():
    of = told("quick checks at the exit")
    said = "BBB: quick checks at the exit; reckoned here as 2 times the usual number let through from 2024-01-02"
    assert of.effect(rule("capacity x 2", 2.0, **{"from": pd.Timestamp("2024-01-02")})) == said


@pytest.mark.parametrize("name", ["ukraine-2022", "sudan-2023"])
def test_no_factor_of_the_library_is_told_as_if_its_source_gave_it(name):
    world = exeunt.load(name)
    of = Told.of(world, world.names, pd.Timestamp("2024-01-01"))
    factors = world.rules[world.rules["effect_kind"] == "capacity"].to_dict("records")
    assert factors
    assert all("; reckoned here as " in of.effect(factor) for factor in factors)


@pytest.mark.parametrize(
    ("stay", "said"),
    [
        ("KGZ-stay", "30 days without registration; reckoned here as 60 days"),
        ("BLR-stay", "no control at the border, an internal passport is enough; reckoned here as 365 days"),
        ("MNG-stay", "for 30 days, which can be prolonged once by 30; reckoned here as 60 days"),
        ("KAZ-stay", "longer than 30 days with registration, up to 90; reckoned here as 90 days"),
    ],
)
def test_leave_to_stay_is_told_by_its_source_where_the_days_are_reckoned(mobilisation, stay, said):
    of = Told.of(mobilisation, mobilisation.names, pd.Timestamp("2022-10-30"))
    [row] = mobilisation.rules[mobilisation.rules["id"] == stay].to_dict("records")
    assert of.effect(row).startswith("leave to stay in ")
    assert of.effect(row).endswith(said)


def test_nobody_is_told_of_everyone_without_what_the_sources_of_sudan_ask():
    """Egypt asked for a passport and a card, Ethiopia for a visa and some 80 dollars, as their sources say."""
    world = exeunt.load("sudan-2023")
    of = Told.of(world, world.names, pd.Timestamp("2023-05-10"))
    texts = {row["id"]: of.effect(row) for row in world.rules.to_dict("records")}
    assert "passport and vaccination card asked; reckoned here as open to everyone" in texts["EGY-enter"]
    assert "visa asked at the land border; about 80 dollars each" in texts["ETH-enter"]
    assert "visa before entry" in texts["EGY-visa-all"]


@pytest.mark.parametrize(
    ("kind", "low", "high", "text"),
    [
        ("at_most", None, None, "at most 48 h"),
        ("at_least", 48, None, "at least 48 h"),
        ("about", 40, 50, "about 48 h (40 to 50)"),
        ("exact", 48, 48, "48 h"),
    ],
)
def test_what_was_counted_is_told_as_it_is_meant(kind, low, high, text):
    assert meant({"value": 48.0, "kind": kind, "lo": low, "hi": high}, "h") == text
