"""Whatever steps a walk is given, wherever a run begins and however long its ticks: it is their sum so far."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import worlds
from exeunt.engine.members import Simulator
from exeunt.engine.parameters import drawn_unseen, no_unseen
from exeunt.engine.unseen import gate_capacity, walk
from exeunt.scenario.crisis import crisis_begins

FIRST = date(2024, 2, 26)  # a leap day lies ahead
SPREADS = st.sampled_from([0.0, 0.01, 0.15, 1.0])
STEPS = st.floats(-5.0, 5.0)


@st.composite
def runs(draw: st.DrawFn) -> Simulator:
    """Draw a world with two gates, a crisis that begins on some day at some hour, and some steps given in any order."""
    days = draw(st.integers(1, 8))
    start = FIRST + timedelta(draw(st.integers(0, days - 1)))
    hour = draw(st.sampled_from(["", "T00:30", "T11:00", "T18:00"]))
    world = worlds.corridor(
        tick=draw(st.sampled_from([1, 2, 3, 6, 8, 12, 24])),
        days=days,
        first_day=FIRST,
        drivers=f"name, from, value\nthreat, {start}{hour}, 1",
        gates=f"""id, country_from, country_to, people_per_day, utc_offset
            gate, AAA, BBB, 2400, {draw(st.sampled_from([-11, -3.5, 0, 5.75, 12]))}
            more, AAA, BBB, 10, 0""",
    )
    unknown = Simulator(world).arrays.unknown["gate_walk"]
    some = draw(st.lists(st.sampled_from([*unknown.ids, "gate 2030-01-01"]), unique=True)) if unknown.ids else []
    row = {id_: [draw(STEPS)] for id_ in some}
    return Simulator(world, unseen={"gate_walk": pd.DataFrame(row, index=range(1))})


@settings(max_examples=60)
@given(runs(), SPREADS, st.booleans())
def test_a_walk_is_the_sum_of_its_steps_so_far(simulator, spread, drawn):
    arrays, unknown = simulator.arrays, simulator.arrays.unknown["gate_walk"]
    held = {**simulator.parameters(0), "gate_walk": spread}
    luck = drawn_unseen(1, 0) if drawn else no_unseen
    path = walk(arrays, held, simulator.given.overriding(0, luck), "gate_walk")
    table = simulator.given.unseen["gate_walk"]
    step = {**dict(zip(unknown.ids, luck(unknown), strict=True)), **table.iloc[0].to_dict()}
    first = crisis_begins(simulator.world).date()
    days = sorted({moment.astype("datetime64[D]").item() for moment in arrays.clock.starts()})
    assert path.shape == (len(days), 2)
    for gate, name in enumerate(simulator.labels.gates):
        for k in range(len(days)):
            past = [step[f"{name} {d}"] for d in days[: k + 1] if d >= first]
            assert np.isclose(path[k, gate], spread * sum(past), rtol=1e-9, atol=1e-9)
    capacity = gate_capacity(arrays, held, simulator.given.overriding(0, luck))
    assert (capacity > 0.0).all()
    np.testing.assert_allclose(np.log(capacity), path + np.log(held["gate_capacity"]), rtol=1e-9, atol=1e-9)
