"""Who said what: the claims that the rows of the other tables rest on."""

from __future__ import annotations

import re

import pandas as pd

OFFICE = re.compile(
    r"border guard|frontex|ministry|\bmia\b|\bmvd\b|\bmup\b|police|\bppa\b|vsat|customs|fsb|authorit|"
    r"minister|atalykov|tomaev|menyailo|shoigu|putin|governor|commissar|knb|checkpoint|department|government|gomelauri|"
    r"pitkäniitty|lasanen|pekkala|rosstat|belitšev|byambasuren",
    re.IGNORECASE,
)
POLLS = re.compile(r"vciom|fom|levada|romir|forwardkeys|mediazona|crrc|google|mozhem|derived", re.IGNORECASE)

# Who made the rules; policies.csv names the country, the body that made them is its government.
ISO = {
    "Poland": "POL", "Estonia": "EST", "Latvia": "LVA", "Lithuania": "LTU", "Finland": "FIN", "Norway": "NOR",
    "Czech Republic": "CZE", "European Union": "EU", "Germany": "DEU", "Georgia": "GEO", "Kazakhstan": "KAZ",
    "Mongolia": "MNG", "Armenia": "ARM", "Azerbaijan": "AZE", "Belarus": "BLR", "Kyrgyzstan": "KGZ",
    "Uzbekistan": "UZB", "Serbia": "SRB", "Montenegro": "MNE", "Turkey": "TUR", "UAE": "ARE", "Israel": "ISR",
    "Russia": "RUS",
}  # fmt: skip


class Claims:
    """Collects claims as tables ask for them; every method returns the id of the claim."""

    def __init__(self, figures: pd.DataFrame, policies: pd.DataFrame) -> None:
        self._figures = figures.set_index("id")
        self._policies = policies
        self._rows: dict[str, dict[str, object]] = {}

    def add(self, id: str, **row: object) -> str:
        """Keep a claim under its id; said twice, it is kept once."""
        self._rows.setdefault(id, {"id": id, **row})
        return id

    def assume(self, id: str, note: str, *, quantity: str = "", value: object = "", unit: str = "") -> str:
        """Keep an assumption of this scenario, with its reason."""
        said_by = "this scenario"
        return self.add(id, said_by=said_by, stance="assumption", quantity=quantity, value=value, unit=unit, note=note)

    def figure(self, id: str, *, quantity: str = "") -> str:
        """Keep the claim behind a figure."""
        row = self._figures.loc[id]
        said_by = str(row["said_by"])
        stance = "estimate" if POLLS.search(said_by) else "official" if OFFICE.search(said_by) else "reported"
        read = f"read in {row['outlet']}" if row["outlet"] not in ("", "derived") else ""
        note = "; ".join(t for t in (row["counts_what"], row["note"], read) if t)
        place = " ".join(t for t in (row["place"], row["crossing"]) if t)
        value = pd.to_numeric(row["value"], errors="coerce")
        return self.add(
            id,
            date=str(row["end_date"])[:10],
            said_by=said_by or "unnamed source",
            stance=stance,
            quantity=quantity or row["measure"],
            value=value,
            unit=row["unit"],
            url=row["source_url"],
            note=f"{place}: {note}",
        )

    def has_figure(self, id: str) -> bool:
        """Tell whether the figure is among those given."""
        return id in self._figures.index

    def policy(self, country: str, since: str, words: str = "") -> str:
        """Keep the claim behind a policy, found by its country, first day and words."""
        table = self._policies
        found = table[
            table["country"].str.startswith(country)
            & (table["from"] == since)
            & (table["rule"] + " " + table["who"]).str.contains(words, regex=False)
        ]
        if len(found) != 1:
            raise ValueError(f"{len(found)} policies match {country!r}, {since}, {words!r}; one should.")
        row = found.iloc[0]
        iso = next(code for name, code in ISO.items() if country.startswith(name))
        detail = re.search(r"\((.*)\)", str(row["country"]))
        namesakes = table[(table["country"] == row["country"]) & (table["from"] == since)]
        tail = detail.group(1) if detail else words if len(namesakes) > 1 else ""
        tail = re.sub(r"[^a-z]+", "-", tail.lower()).strip("-")
        sourced = bool(row["source_url"])
        note = "; ".join(t for t in (f"{row['who']}: {row['rule']}", row["note"]) if t)
        return self.add(
            f"policy-{iso}-{since}" + (f"-{tail}" if tail else ""),
            date=since,
            said_by=f"authorities of {country.split(' (')[0]}" if sourced else "this scenario",
            stance="official" if sourced else "assumption",
            quantity="rule",
            url=row["source_url"],
            note=note if sourced else f"{note}; no source was found again, so this is an assumption",
        )

    def table(self) -> pd.DataFrame:
        """Return all claims, sorted by id."""
        return pd.DataFrame(self._rows.values()).sort_values("id", kind="stable").reset_index(drop=True)
