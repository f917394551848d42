"""An answer tells the same at a terminal and in a notebook."""

import re
from dataclasses import replace
from html import unescape

import pandas as pd
import pytest

from exeunt.ways.answer import Answer
from exeunt.ways.parts import Beyond, Said, Shut, Step, Unknown, Way
from exeunt.ways.question import Question

ALLOW = Said("open", "who has a passport is let in", "c1", "Ministry of <B> & C")
RISK = Said("risk", "men are stopped", "c2", "A newspaper")
LEAVE = Said("stay", "leave to stay 30 days", "c1", "Ministry of <B> & C")
STEP = Step("home", "town", "road", "gate", 3.0, 20.0)
FIRST = Way("BBB", "town", (STEP,), 3.0, (0.0, 1.0, 5.0), 20.0, 20.0, 1.0, (ALLOW,), (RISK,), (), share=0.25)
SECOND = Way(
    "CCC", "city", (STEP,), 9.0, (0.0, 2.0, 6.0), 50.0, 40.0, 0.5, (ALLOW, LEAVE), (RISK,), (), also=("by bicycle",)
)
ANSWER = Answer(
    question=Question(
        place="home",
        asked_as="Home",
        on="2024-03-08",
        moment=pd.Timestamp("2024-03-08T12:00"),
        offset=3.0,
        traits={"car": "yes"},
        assumed=(),
        budget=0.0,
        to=None,
    ),
    ways=(FIRST, SECOND),
    shut=(Shut("DDD", Said("shut", "nobody is let in", "", "no claim")),),
    unknown=(Unknown("EEE", "no rule is known"),),
    beyond=(Beyond("FFF", 900.0),),
    members=20,
    scenario="a test",
    names={"BBB": "B-land"},
)


def words(text: str) -> list[str]:
    return text.split()


@pytest.mark.parametrize(
    "answer",
    [ANSWER, replace(ANSWER, ways=(), shut=(), beyond=()), replace(ANSWER, ways=(FIRST,))],
    ids=["everything", "nothing is open or shut", "one way"],
)
def test_a_notebook_tells_what_a_terminal_does(answer):
    at_terminal = re.sub(r"(?m)^ +\d+\. ", "", str(answer))
    in_notebook = unescape(re.sub(r"<[^>]+>", " ", answer._repr_html_()))
    assert words(in_notebook) == words(at_terminal)


def test_what_is_told_of_each_way():
    told = str(ANSWER)
    assert "the simulation sends 25 % of those like you there" in told
    assert told.count("how long one may stay there is not known") == 1
    assert "     also: by bicycle" in told
    assert "  on every one of them at risk: men are stopped [1]" in told
    assert "Shut doors" not in str(replace(ANSWER, shut=()))
    assert "  none is known" in str(replace(ANSWER, ways=()))


def test_a_program_is_told_what_a_reader_is():
    counted = Said("count", "gate, 2024-03-07: about 48 hours of waiting", "c1", "Ministry of <B> & C")
    way = replace(SECOND, counted=(counted,), waits_counted=("about 48 h at gate as counted on 2024-03-07",))
    answer = replace(ANSWER, ways=(way,))
    told = answer.as_json()
    [told_way] = told["ways"]
    assert told_way["counted"] == [counted.as_json()]
    assert told_way["waits_counted"] == list(way.waits_counted)
    assert told_way["also"] == ["by bicycle"]
    assert (told_way["usual_price"], told_way["price"]) == (40, 50)
    assert len(told["not_known"]) == 6
    assert all(text in str(answer) for text in told["not_known"])


def test_a_program_is_told_which_traits_were_assumed_and_none_that_the_traveller_said():
    question = replace(ANSWER.question, traits={"papers": "foreign", "car": "yes"}, assumed=frozenset({"car"}))
    answer = replace(ANSWER, question=question)
    assert "papers foreign; taken as most common there: car yes" in str(answer)
    assert answer.as_json()["assumed"] == {"car": "yes"}
    assert "foreign" not in str(answer.as_json())


def test_a_flight_names_its_airport_and_each_is_told_by_itself():
    flights = (Step("home", "town", "air", "sky", 5.0, 90.0), Step("town", "city", "air", "", 4.0, 90.0))
    answer = replace(ANSWER, ways=(replace(FIRST, steps=flights),), names={"home": "Home", "sky": "Sochi"})
    assert "Home, by air (airport: Sochi) to town (5 h), by air to city (4 h)" in str(answer)
    named = replace(answer, names={"home": "Home", "sky": "Moscow airports"})
    assert "Home, by air (Moscow airports) to town (5 h)" in str(named)
