"""What may be chosen in a scenario: a parameter to be held at a value, a claim to be believed about a quantity."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable

import pandas as pd

from exeunt.asked import text
from exeunt.errors import InputError, quoted
from exeunt.scenario.ranges import value_fault
from exeunt.scenario.references import claim_fault
from exeunt.scenario.spelling import suggestion
from exeunt.wording import capitalised


def value_held(name: str, value: float, known: Collection[str]) -> float:
    """Return the number at which a parameter, one of those `known`, is to be held.

    Raises
    ------
    InputError
        If there is no such parameter, or the value is no number in its range.

    """
    if text(name, "a parameter") not in known:
        raise InputError(f"There is no parameter {quoted(name)}; {suggestion(name, sorted(known), what='parameters')}")
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise InputError(f"{quoted(str(value))} is no value for {name}; give a finite number")
    if wrong := value_fault(name, number):
        raise InputError("; ".join(wrong))
    return number


def require_claim(
    quantity: str, claim: str, claims: pd.DataFrame, known: Collection[str], contested: Iterable[str], scenario: str
) -> None:
    """Refuse to believe what nobody claims of a quantity, one of those `known`, of which some are `contested`.

    Raises
    ------
    InputError
        If there is no such quantity or claim in the scenario, or the claim is about something else.

    """
    if text(quantity, "a quantity") not in known:
        right = suggestion(quantity, sorted(contested) or sorted(known), what="quantities")
        raise InputError(f"There is no quantity {quoted(quantity)} to read; {right}")
    by_id = claims.set_index("id")
    if text(claim, "a claim") not in by_id.index:
        about = by_id.index[by_id["quantity"] == quantity]
        right = suggestion(claim, about if len(about) else by_id.index, what="claims")
        raise InputError(f"There is no claim {quoted(claim)} in {scenario}; {right}")
    if wrong := claim_fault(by_id, quantity, claim):
        raise InputError(f"{capitalised(wrong[0])}; {wrong[1]}")
