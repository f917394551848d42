"""Where people go instead and what a spread is made of, in words."""

import pandas as pd

from exeunt.outcome.deflection import NOT_ABROAD, OTHERS, STAY, Deflection
from exeunt.outcome.queues import NEVER
from exeunt.show.page.diversion import diversion_of, queue_rows, queue_sentence
from exeunt.show.page.spread import spread_in_words


def row(part, id_, people, share):
    return {
        "part": part, "id": id_, "people": people, "q05": people - 1, "q95": people + 1, "share": share,
        "share_q05": share, "share_q95": share,
    }  # fmt: skip


def test_who_goes_elsewhere_in_a_sentence_and_a_table(subject):
    table = pd.DataFrame(
        [
            row("of", "FIN", 1000, 1.0), row("to", "KAZ", 500, 0.5), row("to", OTHERS, -20, -0.02),
            row("not abroad", STAY, 400, 0.4), row("not abroad", NOT_ABROAD, 120, 0.12),
        ]
    )  # fmt: skip
    found = diversion_of(Deflection(False, ("FIN",), table, pd.DataFrame(columns=["from", "to"])), subject.names)
    assert found.sentence.striptags() == (
        "Of those who no longer arrive in Finland, on average 1,000 people (means add up, medians do not), "
        "50 % arrive in Kazakhstan, 40 % do not set out and 12 % set out, but are not abroad by the end."
    )
    fewer = table.assign(share=table["share"].replace(0.12, 0.02))
    told = diversion_of(Deflection(False, ("FIN",), fewer, pd.DataFrame(columns=["from", "to"])), subject.names)
    assert told.sentence.striptags().endswith("50 % arrive in Kazakhstan and 40 % do not set out.")
    assert [each.name for each in found.rows][:3] == ["Finland", "Kazakhstan", "other countries"]
    assert [each.level for each in found.rows] == [0, 1, 1, 1, 1]
    assert found.rows[2].share == "−2 %"
    table_in_words = Deflection(True, ("FIN",), table, pd.DataFrame()).in_words(subject.names)
    assert list(table_in_words.index)[3:] == ["would not have set out", "set out, but were not abroad"]
    assert table_in_words.index.name == "Where those come from who newly arrive in Finland"
    assert "id" not in table_in_words
    opened = diversion_of(Deflection(True, ("FIN",), table, pd.DataFrame(columns=["from", "to"])), subject.names)
    assert "who newly arrive in Finland, on average" in opened.sentence.striptags()
    assert "50 % would have arrived in Kazakhstan" in opened.sentence.striptags()


def test_more_than_newly_arrive_may_set_out_and_are_not_told_as_a_share_of_them(subject):
    """A part of a whole is no 2,453 % of it."""
    table = pd.DataFrame(
        [
            row("of", "FIN", 1000, 1.0), row("not abroad", STAY, 24_530, 24.53),
            row("not abroad", NOT_ABROAD, -23_530, -23.53),
        ]
    )  # fmt: skip
    attributed = pd.DataFrame(columns=["from", "to"])
    for opens, told in ((True, "100 % would not have been abroad."), (False, "100 % are not abroad by the end.")):
        found = diversion_of(Deflection(opens, ("FIN",), table, attributed), subject.names)
        assert found.sentence.striptags().endswith(f"(means add up, medians do not), {told}")
        assert found.rows[1].share == "2,453 %"


def test_queues_say_when_they_clear_before_and_after(subject, subject_of):
    names = (
        "gate", "by", "seats", "before_people", "after_people", "on_average", "q05", "q95",
        "before_stands", "after_stands", "before_clears", "after_clears",
    )  # fmt: skip
    rows = [
        ("one", "road", False, 900.0, 0.0, -900.0, -950.0, -800.0, 0.4, 0.0, "2024-01-04", ""),
        ("two", "air", True, 900.0, 890.0, -10.0, -20.0, 0.0, 1.0, 1.0, NEVER, NEVER),
    ]
    table = pd.DataFrame(rows, columns=names)
    (told,) = queue_rows(table, subject)
    assert told.stands == "40 %, 0 %"
    assert (told.before_clears, told.after_clears) == ("4 January", "no line")
    sentence = queue_sentence(table, subject)
    assert "First &lt;gate&gt;" in sentence
    assert "in the first run half are gone by 4 January, in the second it stands in no course" in sentence
    alone = queue_sentence(table, subject_of(members=1))
    assert alone.striptags() == (
        "The longest line changes most at First <gate> (into BBB): 900 people on its worst day in the first run, 0 in "
        "the second; in the first run it is gone by 4 January, in the second there is none."
    )
    none = "No border gate's longest line changes by 50 people"
    assert queue_sentence(table.tail(1), subject).striptags() == f"{none} on average."
    assert queue_sentence(table.tail(1), subject_of(members=1)).striptags() == f"{none}."


def test_days_over_a_turn_of_the_year_say_of_which_year_they_are(subject_of):
    subject = subject_of(first_day="2023-12-30")
    row = {
        "gate": "one", "seats": False, "before_people": 900.0, "after_people": 0.0, "on_average": -900.0, "q05": -950.0,
        "q95": -800.0, "before_stands": 0.4, "after_stands": 0.4, "before_clears": "2024-01-02", "after_clears": NEVER,
    }  # fmt: skip
    table = pd.DataFrame([row])
    assert "half are gone by 2 January 2024, in the second" in queue_sentence(table, subject)
    assert queue_rows(table, subject)[0].before_clears == "2 January 2024"


def test_a_spread_in_words(subject):
    def table(last, shares):
        rows = zip(("readings", "behaviour", last), shares, strict=True)
        return pd.DataFrame([{"of": "all", "source": name, "share": share, "error": 0.02} for name, share in rows])

    bounded = spread_in_words(table("rest", (0.001, 0.96, 0.039)), subject.names)
    assert bounded.sentence == (
        "Of the spread in how many flee abroad, at least 96 % is unknown behaviour, less than 1 % disagreement among "
        "sources and at most 4 % chance."
    )
    measured = spread_in_words(table("chance", (0.2, 0.5, 0.3)), subject.names)
    assert "50 % is unknown behaviour, 20 % disagreement among sources and 30 % chance" in measured.sentence
    assert measured.rows[0].behaviour == "50 % ± 2"
