"""Every setting that FLEE knows, with its kind and FLEE's default."""

from __future__ import annotations

from typing import Literal

from exeunt.exchange.flee.folder import Value

Kind = Literal["yes or no", "whole", "number", "numbers", "text"]


def _flags(section: str, *names: str) -> dict[str, tuple[Kind, Value]]:
    return {f"{section}.{name}": ("yes or no", False) for name in names}


def _numbers(section: str, **defaults: float) -> dict[str, tuple[Kind, Value]]:
    return {f"{section}.{name}": ("number", float(default)) for name, default in defaults.items()}


def _lists(section: str, *names: str) -> dict[str, tuple[Kind, Value]]:
    return {f"{section}.{name}": ("numbers", ()) for name in names}


KNOWN: dict[str, tuple[Kind, Value]] = {
    "number_of_steps": ("whole", -1),
    "conflict_input_file": ("text", ""),
    "flood_level_input_file": ("text", ""),
    "default_conflict_intensity": ("number", 1.0),
    **{f"log_levels.{name}": ("whole", 0) for name in ("agent", "link", "camp", "init", "conflict", "idp_totals")},
    "log_levels.granularity": ("text", "location"),
    **_flags(
        "spawn_rules",
        "take_from_population",
        "empty_camps_on_day0",
        "flood_zone_spawning_only",
        "camps_are_sinks",
        "read_from_agents_csv_file",
        "starvation_driven_spawning",
    ),
    "spawn_rules.insert_day0": ("yes or no", True),
    "spawn_rules.conflict_zone_spawning_only": ("yes or no", True),
    "spawn_rules.sum_from_camps": ("yes or no", True),
    **_numbers("spawn_rules", average_social_connectivity=3, conflict_spawn_decay_interval=30),
    **_lists("spawn_rules", "conflict_spawn_decay"),
    "spawn_rules.conflict_driven_spawning.spawn_mode": ("text", ""),
    "spawn_rules.conflict_driven_spawning.displaced_per_conflict_day": ("number", None),
    "spawn_rules.flood_driven_spawning.spawn_mode": ("text", ""),
    **_lists("spawn_rules.flood_driven_spawning", "displaced_per_flood_day"),
    **_numbers(
        "move_rules",
        max_move_speed=360,
        max_walk_speed=35,
        max_crossing_speed=20,
        foreign_weight=1,
        camp_weight=1,
        conflict_weight=0.1**0.5,
        conflict_movechance=1,
        camp_movechance=0.001,
        idpcamp_movechance=0.1,
        default_movechance=0.3,
        capacity_buffer=0.9,
        capacity_scaling=1,
        softening=10,
        weight_softening=0,
        weight_power=1,
        distance_power=1,
        home_distance_power=0.5,
        pop_power_for_loc_weight=0.1,
        movechance_pop_base=10_000,
        movechance_pop_scale_factor=0,
        pruning_threshold=1,
        avg_religion_fraction=0.25,
    ),
    "move_rules.awareness_level": ("whole", 1),
    **_lists("move_rules", "harvest_months"),
    **_flags(
        "move_rules",
        "avoid_short_stints",
        "start_on_foot",
        "use_v1_rules",
        "stay_close_to_home",
        "use_pop_for_loc_weight",
        "WomenAvoidHazards",
        "ChildrenAvoidHazards",
        "ElderlyAvoidHazards",
        "BoysTakeRisk",
        "MatchCampReligion",
        "MatchCampEthnicity",
        "MatchTownEthnicity",
        "MatchConflictEthnicity",
        "fixed_routes",
        "two_system_decision_making",
        "use_economic_pull",
        "flee_when_starving",
        "avoid_food_deprived_locations",
    ),
    **_numbers("move_rules.flood_rules", max_flood_level=-1, flood_forecaster_timescale=0, flood_forecaster_end_time=0),
    **_lists(
        "move_rules.flood_rules",
        "flood_movechances",
        "flood_loc_weights",
        "flood_link_weights",
        "flood_forecaster_weights",
        "flood_awareness_weights",
    ),
    **_flags("move_rules.flood_rules", "flood_forecaster"),
    "optimisations.hasten": ("number", 1.0),
}

# Those that say something here; whatever stands in the others changes nothing.
USED = frozenset(
    {
        "default_conflict_intensity",
        "move_rules.max_move_speed",
        "spawn_rules.sum_from_camps",
        "spawn_rules.insert_day0",
        "spawn_rules.take_from_population",
        "spawn_rules.conflict_driven_spawning.spawn_mode",
        "spawn_rules.conflict_driven_spawning.displaced_per_conflict_day",
    }
)

# the words of those that know only some, whatever their capitals
WORDS = {"spawn_rules.conflict_driven_spawning.spawn_mode": ("constant", "poisson", "pop_ratio")}

# the least that makes sense of those that are used
LEAST = {
    "default_conflict_intensity": 0.0,
    "move_rules.max_move_speed": 1.0,
    "spawn_rules.conflict_driven_spawning.displaced_per_conflict_day": 0.0,
}

ALIASES = {
    "spawn_rules.camps_are_sicks": "spawn_rules.camps_are_sinks",  # FLEE reads the misspelling, its manual has the word
    "spawn_rules.flood_driven_spawning.flood_spawn_mode": "spawn_rules.flood_driven_spawning.spawn_mode",
    "move_rules.max_flood_level": "move_rules.flood_rules.max_flood_level",
    **{
        f"spawn_rules.flood_driven_spawn_mode.{written}": f"spawn_rules.flood_driven_spawning.{key}"
        for written, key in (
            ("spawn_mode", "spawn_mode"),
            ("flood_spawn_mode", "spawn_mode"),
            ("displaced_per_flood_day", "displaced_per_flood_day"),
        )
    },
}

SECTIONS = frozenset(
    ".".join(key.split(".")[:depth]) for key in (*KNOWN, *ALIASES) for depth in (1, 2) if key.count(".") >= depth
)

# Sections that some files also set to yes or no, as if they were settings.
SWITCHES = frozenset(
    {"spawn_rules.flood_driven_spawning", "spawn_rules.flood_driven_spawn_mode", "move_rules.flood_rules"}
)

# How FLEE is run and logged, and behaviour that exeunt has no like of.
SET_ASIDE = (
    "number_of_steps",
    "conflict_input_file",
    "flood_level_input_file",
    "log_levels.",
    "spawn_rules.flood",
    "spawn_rules.read_from_agents_csv_file",
    "spawn_rules.starvation_driven_spawning",
    "spawn_rules.average_social_connectivity",
    "move_rules.max_crossing_speed",
    "move_rules.use_v1_rules",
    "move_rules.pruning_threshold",
    "move_rules.WomenAvoidHazards",
    "move_rules.ChildrenAvoidHazards",
    "move_rules.ElderlyAvoidHazards",
    "move_rules.BoysTakeRisk",
    "move_rules.Match",
    "move_rules.avg_religion_fraction",
    "move_rules.fixed_routes",
    "move_rules.two_system_decision_making",
    "move_rules.use_economic_pull",
    "move_rules.harvest_months",
    "move_rules.flee_when_starving",
    "move_rules.avoid_food_deprived_locations",
    "move_rules.flood_rules.",
    "optimisations.hasten",
)
