"""The table of sources."""

from exeunt.show.sources import sources


def test_claims_in_use_with_assumptions_last(subject):
    found = sources([subject])
    assert [row.stance for row in found.rows] == sorted((row.stance for row in found.rows), key="assumption".__eq__)
    assert {row.id for row in found.rows} >= {"law", "rumour", "asm-default"}
    assert "idle" not in {row.id for row in found.rows}
    law = found.rows[0]
    assert law.used == "3 rules"
    assert law.url == "https://example.org/a"
    assert found.anchor(subject, "law") == law.anchor
    assert found.anchor(subject, "nothing") == ""


def test_an_address_that_a_browser_would_run_is_no_link(subject):
    rumour = next(row for row in sources([subject]).rows if row.id == "rumour")
    assert rumour.url == ""
    assert rumour.read_at == "javascript:alert(1)"
    assert rumour.said_by == "whoever made the scenario"
