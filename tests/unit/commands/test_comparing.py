"""What `exeunt compare` prints."""

import pandas as pd
import pytest

import worlds
from exeunt.commands.comparing import print_changes, print_deflection, print_differences
from exeunt.commands.printing import print_left_out
from exeunt.outcome.deflection import COLUMNS, MATRIX, OTHERS, STAY, Deflection
from exeunt.scenario.names import Names

NAMES = Names(gates={}, into={}, areas={}, places={})


def row(part, id_, people):
    return dict(zip(COLUMNS, (part, id_, people, people - 1, people + 1, people / 100, 0.1, 0.9), strict=True))


def test_countries_are_named_with_their_codes_beside_them(capsys):
    ids = [("of", "FIN"), ("of", "EST"), ("of", "all"), ("to", "BLR"), ("to", OTHERS), ("not abroad", STAY)]
    table = pd.DataFrame([row(part, id_, 60) for part, id_ in ids])
    people = [("FIN", "BLR", 40.0), ("FIN", STAY, 10.0), ("EST", "BLR", 5.0)]
    matrix = pd.DataFrame([(*each, 0.5, 0.0, 9.0) for each in people], columns=list(MATRIX))
    print_deflection(Deflection(False, ("FIN", "EST"), table, matrix), NAMES)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Where those go who no longer arrive in Finland and Estonia"
    assert [line[:22].rstrip() for line in lines[2:8]] == [
        "in Finland (FIN)", "in Estonia (EST)", "all of them",
        "  Belarus (BLR)", "  other countries", "  do not set out",
    ]  # fmt: skip
    assert lines[10].split() == ["Belarus", "(BLR)", "do", "not", "set", "out"]
    assert [line[:13] for line in lines[11:]] == ["Finland (FIN)", "Estonia (EST)"]


def test_what_is_less_than_none_has_one_sign_for_it_in_the_whole_table(capsys):
    less = {**row("not abroad", STAY, -40), "share": -0.4, "share_q05": -0.6, "share_q95": 0.1}
    print_deflection(Deflection(False, ("FIN",), pd.DataFrame([row("of", "FIN", 60), less]), pd.DataFrame()), NAMES)
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "do not set out" in line]
    assert line.split()[4:] == ["-40", "-41..-39", "-40", "%", "-60", "%..10", "%"]


def test_what_changes_on_single_days_only_is_not_told_as_nothing(capsys):
    """Two days on which nobody is let in: all who waited enter on the third."""
    ban = "shut, 2024-01-02, 2024-01-03, enter, BBB, deny, 2024-01-01"
    before, after = (
        worlds.build(
            places="id, country, kind, population\nhome, AAA, home, 9000\ntown, BBB, town, ",
            links="from, to, mode, hours\nhome, town, road, 3",
            drivers="name, where, value\ndepartures, home, 240",
            rules="\n".join(["id, from, until, act, where, effect, announced", "in, , , enter, BBB, allow,", *bans]),
            days=5,
            hold=worlds.CALM,
        ).run(members=2)
        for bans in ([], [ban])
    )
    said = "Over the whole period nothing changed, but single days did: `--all --by day` prints them.\n"
    print_changes(before, after)
    assert capsys.readouterr().out == said
    print_differences(before.compare(after, country="BBB"), NAMES, lambda: before.compare(after, "day", country="BBB"))
    assert capsys.readouterr().out == said
    print_changes(before, before)
    assert capsys.readouterr().out == "Nothing changed.\n"


@pytest.mark.parametrize(
    ("left_out", "said"),
    [(0, ""), (1, "and 1 more gate; `--json` has all\n"), (21, "and 21 more gates; `--json` has all\n")],
)
def test_what_is_left_out_is_counted(left_out, said, capsys):
    print_left_out(left_out, "gate", "gates", "; `--json` has all")
    assert capsys.readouterr().out == said
