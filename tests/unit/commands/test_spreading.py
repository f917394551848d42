"""What `exeunt show --spread` prints, and what it computes for it."""

import pandas as pd
import pytest

from exeunt.commands.spreading import print_spread
from exeunt.errors import InputError
from exeunt.scenario.names import Names
from exeunt.show.page.spread import spread_in_words


class Run:
    """A run that counts how often its spread is taken apart."""

    def __init__(self, members, table):
        self.manifest, self.table, self.asked = {"members": members}, table, []

    def spread(self, again=None):
        self.asked.append(again)
        return self.table

    def spread_in_words(self, table):
        return spread_in_words(table, Names({}, {}, {}, {}))

    def members_for_spread(self):
        return 29


@pytest.mark.parametrize("again", [None, 16])
@pytest.mark.parametrize("json", [False, True])
def test_the_spread_is_taken_apart_once(capsys, again, json):
    rows = zip(("readings", "behaviour", "rest"), (0.2, 0.5, 0.3), strict=True)
    table = pd.DataFrame([{"of": "all", "source": name, "share": share, "error": 0.02} for name, share in rows])
    run = Run(80, table)
    print_spread(run, again, json=json)
    assert run.asked == [again]
    assert ("at least 50 % is unknown behaviour" in capsys.readouterr().out) != json


@pytest.mark.parametrize(
    ("members", "said"),
    [
        (1, "This run has a single member, and so no spread to take apart."),
        (28, "28 members are too few to tell what their spread is made of; for this run it takes 29."),
        (29, "The members of this run do not differ, so there is no spread to take apart."),
    ],
)
def test_why_nothing_can_be_told_is_said(members, said):
    with pytest.raises(InputError) as refused:
        print_spread(Run(members, None), None, json=False)
    assert str(refused.value) == said
