"""Where a figure was counted, and of whom: by its row, the header of its column, or what was said of the file."""

from __future__ import annotations

from exeunt.errors import MeaningOf, Option, Placeholder, Question, quoted
from exeunt.exchange.arrivals.doubts import Doubts
from exeunt.exchange.arrivals.grid import Line
from exeunt.exchange.arrivals.headers import CLOSER, WHERES, Column, Header
from exeunt.exchange.arrivals.said import Said
from exeunt.exchange.arrivals.wheres import Left, Several, Unknown, Wheres
from exeunt.scenario.countries import country_meant, like_countries


class Placing:
    """Says of rows where their figures were counted; what is wrong with one, or left out, is noted."""

    def __init__(self, header: Header, wheres: Wheres, answers: Said, found: Doubts) -> None:
        self._header, self._wheres, self._answers, self._found = header, wheres, answers, found

    def is_of_this_exodus(self, row: Line) -> bool:
        """Say whether a row counts those who come from where people flee in the scenario."""
        for column in self._header.having("origin"):
            text = row.at(column.position).text
            code = country_meant(text)
            if code in self._wheres.homes or not text:
                continue
            if code is None and not self._ignores(text):
                close = like_countries(text)
                right = f"did you mean {' or '.join(close)}?" if close else "write the name or code of a country"
                self._found.fault(row.number, column.name, f"{quoted(text)} is no country that is known", right)
            else:
                self._found.left_out.append((row.number, f"it counts people from {text}"))
            return False
        return True

    def where(self, row: Line, column: Column) -> str | None:
        """Return where a figure was counted: what a cell says, or the header, or whoever brought the file."""
        cells = self._places(row, column)
        if not cells:
            columns = self._header.having(*WHERES)
            if columns:
                self._found.fault(row.number, columns[0].name, "is blank", "write where this figure was counted")
            else:
                wrong, where = "no column says where its figures were counted", Option("where", Placeholder("COUNTRY"))
                self._found.ask(self._header.line, "", wrong, "say it:", where)
            return None
        crossings = {each.name for each in self._header.having("crossing")}
        of_any, of_crossing = self._wheres.meant, self._wheres.crossing
        meant = {name: of_crossing(text) if name in crossings else of_any(text) for name, text in cells}
        known = {each: name for name, each in meant.items() if isinstance(each, str)}
        several = [(name, text, each) for name, text in cells if isinstance(each := meant[name], Several)]
        if open_ones := [each for each in several if each[0] in crossings or not known]:
            self._ask_which(row, *open_ones[0])
            return None
        if len(known) > 1:
            (one, _), (other, name) = list(known.items())[:2]
            self._found.fault(row.number, name, f"means {other}, but another column {one}", "let both mean the same")
            return None
        if known:
            return next(iter(known))
        left = next(((name, each.why) for name, each in meant.items() if isinstance(each, Left)), None)
        if left:
            self._found.left_out.append((row.number, left[1]))
            return None
        name, unknown = next((name, each) for name, each in meant.items() if isinstance(each, Unknown))
        self._found.fault(row.number, name, unknown.wrong, unknown.right)
        return None

    def _ask_which(self, row: Line, column: str, name: str, several: Several) -> None:
        """Ask once of each name what is meant: a gate or the place behind it, or one of those that are called so."""
        answers = tuple(Option("means", MeaningOf(name, id_)) for id_ in several.ids)
        question = Question(self._found.file, row.number, column, several.why, "say which is meant:", answers)
        self._found.asked.setdefault(("means", f"{column} {name.casefold()}"), question)

    def _places(self, row: Line, column: Column) -> list[tuple[str, str]]:
        """Return what says where a figure was counted, each with its column; a crossing goes before its country."""
        if column.country:
            return [(column.name, column.country)]
        for roles in (CLOSER, ("where",)):
            cells = [(each.name, text) for each in self._header.having(*roles) if (text := row.at(each.position).text)]
            if cells:
                return cells
        return [("", self._answers.where)] if self._answers.where else []

    def _ignores(self, text: str) -> bool:
        return isinstance(self._wheres.meant(text), Left)
