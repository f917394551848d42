"""Headers of figures, told from those of other numbers."""

import pytest

from exeunt.exchange.arrivals.headers import is_no_count


@pytest.mark.parametrize(
    "name", ["Δανία", "Νέες αφίξεις ΑΔ", "Arrivals - new", "Shareholders", "65+ - total", "Exchange"]
)
def test_a_word_with_the_letters_of_a_sign_is_no_sign(name):
    assert not is_no_count(name)


@pytest.mark.parametrize("name", ["Δ", "Δ arrivals", "∆arrivals", "Share of men", "Arrivals (₽)", "Cost in EUR"])
def test_shares_changes_and_money_are_told_by_signs_and_words(name):
    assert is_no_count(name)
