"""How many like him the simulation sends where, asked at a town, where it weighs ways only when somebody chooses."""

import pytest

from exeunt.ways.answer import Answer
from worlds import CALM, CLAIMS, build

OPEN = """id, from, until, act, where, effect, claim
    b, , , enter, BBB, allow, said
    c, , 2024-01-03, enter, CCC, allow, said
    d, , , enter, DDD, allow, said"""
# those who came before have to move on, and so somebody chooses at the town, on the 3rd at the latest
FIVE_DAYS = "\n    s, , 2024-01-02, stay, near, stay 5 days, said"


def sent_from_near(rules: str, on: str) -> dict[str, float | None]:
    return {way.country: way.share for way in asked_at_near(rules, on).ways}


def asked_at_near(rules: str, on: str) -> Answer:
    world = build(
        places="""id, country, kind, population, settled
            home, AAA, home, 10000,
            near, BBB, town, 100000, 2000
            there, CCC, town, 100000,
            yonder, DDD, town, 100000,""",
        links="from, to, mode, hours\nhome, near, road, 3\nnear, there, road, 3\nnear, yonder, road, 3",
        rules=rules,
        claims=CLAIMS,
        days=10,
        threat=0.1,
        hold=CALM,
    )
    return world.ways(start="near", on=on, members=2, share=True)


@pytest.mark.parametrize("rules", [OPEN, OPEN + FIVE_DAYS], ids=["nobody ever chose there", "nobody has since"])
def test_what_is_shut_since_somebody_last_chose_at_a_town_takes_no_share(rules):
    assert sent_from_near(rules, "2024-01-02") == pytest.approx({"CCC": 0.5, "DDD": 0.5})
    assert sent_from_near(rules, "2024-01-08") == pytest.approx({"DDD": 1.0})


def test_it_is_said_where_the_others_go_to_whom_no_way_is_told():
    """The country that nobody vouches for is open to the simulation, and not offered."""
    unsourced = OPEN.replace("enter, DDD, allow, said", "enter, DDD, allow, guessed")
    assert sent_from_near(unsourced, "2024-01-02") == pytest.approx({"CCC": 0.5})
    answer = asked_at_near(unsourced, "2024-01-02")
    assert answer.elsewhere == pytest.approx({"DDD": 0.5})
    assert "sends 50 % of those like you to countries without a way here: DDD (50 %)" in str(answer)
    assert answer.as_json()["share_elsewhere"] == {"DDD": 0.5}
    assert not asked_at_near(OPEN, "2024-01-02").elsewhere
