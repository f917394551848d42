"""The two sentences."""

import numpy as np

from exeunt.show.page.finding import finding


def test_numbers_carry_the_exact_ones_and_text_is_escaped(subject):
    who, queue = finding(subject)
    total = np.median(subject.daily("arrivals").sum(axis=(1, 2)))
    assert f'<data value="{total:.10g}">' in who
    assert "AAA" in who
    assert "driven by assumption" in who
    assert "First &lt;gate&gt;" in queue or "Second gate" in queue
    assert "<gate>" not in queue
    assert "has not cleared" in queue


def test_nobody_and_nothing(subject):
    for name in ("arrivals", "queue_people"):
        subject.outcome.dataset[name][:] = 0
    who, queue = finding(subject)
    assert "nobody fled" in who
    assert queue == "At no gate did a queue reach 50 people."
