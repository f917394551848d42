"""What can be changed in a run's world, and what a change comes to, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exeunt.as_json import plain
from exeunt.studio.bench import FEWEST_MEMBERS, FIRST_MEMBERS, MOST_MEMBERS
from exeunt.studio.changes import Changes, said_of, with_new
from exeunt.studio.views_pictures import pictures_told
from exeunt.studio.views_sources import rule_told, source_told
from exeunt.studio.worker import later_world
from exeunt.wording import capitalised

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exeunt.api import Outcome, Views, World

UNHEARD = "Rules announced after what was learned cannot be shown: {}. Run it anew to have them."
CHANGED = "the scenario that this run was made of is not there any more as it was"
UNSAID = "this run, of an earlier version or of a world that lies nowhere, does not say where its tables came from"
ACTS = ("enter", "leave", "transit", "stay")


def knobs(views: Views) -> dict[str, Any]:
    """Return the switches: rules, readings, constants, and the words a new rule is made of."""
    run, part = views.run, views.part
    members = int(run.manifest["members"])
    first, after = views.subject.days[0], views.subject.days[-1]
    rules = [
        {**rule_told(views, rule), "changes": rule.changes_in(first, after), "later": False} for rule in part.rules
    ]
    later, unheard = _later(views)
    return {
        "rules": [*rules, *later],
        "unheard": unheard,
        "readings": _readings(views),
        "constants": [
            {**plain(each), "sources": [source_told(views, claim) for claim in each.claims]} for each in part.constants
        ],
        "where": _where(views),
        "acts": ACTS,
        "traits": run.world.trait_values,
        "modes": sorted(set(run.world.links["mode"])),
        "members": members,
        "ensemble": {
            "usual": FIRST_MEMBERS if members < FEWEST_MEMBERS else min(members, MOST_MEMBERS),
            "least": FEWEST_MEMBERS,
            "most": MOST_MEMBERS,
        },
    }


def new_rule(views: Views, words: Mapping[str, str]) -> dict[str, Any]:
    """Return a rule that somebody wrote as the page tells rules, and what is odd about it.

    Raises
    ------
    InputError
        If it cannot be one, in the words of the page.

    """
    world = with_new(_world(views), words)
    id_ = str(world.rules["id"].iloc[-1])
    return {**_told_in(views, world, id_), "odd": [capitalised(said_of(each)) for each in world.odd_about(id_)]}


def dated_rule(views: Views, rule: str, since: str, until: str) -> dict[str, Any]:
    """Return a rule with other ends as the page tells rules.

    Raises
    ------
    InputError
        If it cannot have them, in the words of the page.

    """
    return _told_in(views, Changes(moved={rule: (since, until)}).of(_world(views)), rule)


def difference(views: Views, run: Outcome, other: Outcome) -> dict[str, Any]:
    """Return what changes from one run to another: the pictures first, then who goes elsewhere, lines, and all rows."""
    found = run.difference(other)
    diversion = found.diversion
    return {
        "sentences": [str(each.striptags()) for each in found.sentences],
        "asked": found.asked,
        "pictures": pictures_told(views, found.pictures),
        "changes": plain(found.changes),
        "queues": plain(found.queues),
        "diversion": None
        if diversion is None
        else {
            "caption": diversion.caption,
            "rows": plain(diversion.rows),
            "parts": diversion.parts,
            "attributed": plain(diversion.attributed),
        },
        "mean": bool(other.manifest["mean"]),
        "members": int(other.manifest["members"]),
    }


def _world(views: Views) -> World:
    from exeunt.api import World

    assert isinstance(views.run.world, World), "runs are opened by the API, with worlds of its own"
    return views.run.world


def _told_in(views: Views, world: World, id_: str) -> dict[str, Any]:
    """Return a rule of a world that is a run's but for what was asked to be different."""
    changed = views.of_world(world)
    return rule_told(changed, next(rule for rule in changed.part.rules if id_ in rule.ids))


def _later(views: Views) -> tuple[list[dict[str, Any]], str]:
    """Return the rules announced after the run had learned, which are no part of it unless they are supposed.

    Where they cannot be known beside them stands why, else nothing.
    """
    until = views.run.learned_until
    if until is None:
        return [], ""
    if (world := later_world(views.run)) is None:
        return [], UNHEARD.format(UNSAID if views.run.world.first_source is None else CHANGED)
    unheard = set(world.rules["id"]) - set(world.as_of(until).rules["id"]) - set(views.run.world.rules["id"])
    later = views.of_world(world)
    rules = [each for each in later.part.rules if unheard.issuperset(each.ids)]
    return [{**rule_told(later, rule), "changes": True, "later": True} for rule in rules], ""


def _readings(views: Views) -> list[dict[str, Any]]:
    """Return the contested quantities, each with the claims about it."""
    found: dict[str, list[dict[str, Any]]] = {}
    weights = views.run.manifest["readings"]
    claims = views.run.world.claims.set_index("id")
    for quantity, weighed in weights.items():
        for claim, weight in weighed.items():
            known = claim in claims.index
            found.setdefault(str(quantity), []).append(
                {
                    "claim": str(claim),
                    "weight": plain(float(weight)),
                    "said_by": str(claims.at[claim, "said_by"]) if known else "",
                    "value": plain(claims.at[claim, "value"]) if known else None,
                    "unit": str(claims.at[claim, "unit"]) if known else "",
                    "note": str(claims.at[claim, "note"]) if known else "",
                    "source": source_told(views, str(claim)),
                }
            )
    return [{"quantity": name, "called": name.replace("_", " "), "claims": told} for name, told in found.items()]


def _where(views: Views) -> list[dict[str, str]]:
    """Return where a new rule may hold: countries abroad and at home, gates."""
    names = views.subject.names
    countries = [
        {"id": code, "name": names.country(code), "kind": "country"}
        for code in sorted(set(views.run.world.places["country"].map(str)), key=names.country)
    ]
    gates = [{"id": str(id_), "name": names.gate_into(str(id_)), "kind": "gate"} for id_ in views.run.world.gates["id"]]
    return [*countries, *sorted(gates, key=lambda gate: gate["name"])]
