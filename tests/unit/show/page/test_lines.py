"""The longest lines, for a reader who stops at the first screen."""

from exeunt.show.page.lines import longest_lines
from exeunt.wording import about, day


def test_each_line_is_told_as_the_table_has_it(subject):
    lines = longest_lines(subject)
    table = subject.queues
    assert len(lines) == len(table) == 2
    for line, row in zip(lines, table.to_dict("records"), strict=True):
        assert line.gate == subject.names.gate_into(row["gate"])
        assert line.size.startswith(
            f"{about(row['people'])} ({about(row['people_q05'])} to {about(row['people_q95'])}) people"
        )
        assert line.when == f"over 1,000 in 0 of 3 courses; worst around {day(row['date'])}, not gone when the run ends"
