// Fans with counted dots and a score each; the lines at the gates; what was said evening by evening.

import { make, table, exact, source } from "./make.js";
import { view } from "./ask.js";
import { pictures, picture } from "./pictures.js";
import { W } from "./words.js";

const words = W.fans;

export async function arrivals({ run }) {
  const found = await view("view/arrivals", { run });
  return make("div", {}, make("p", { class: "lead" }, words.lead(found), found.thinned ? ` ${found.thinned}` : ""),
    make("div", { class: "grid" }, pictures(found.leading)),
    found.others.length ? [make("h2", {}, words.more), make("div", { class: "grid" }, pictures(found.others))] : null,
    make("h2", {}, words.table),
    table(words.table, words.countries, found.table.map((row) => ({ class: row.assumed ? "assumed" : null, cells: [[row.name, row.assumed ? make("small", {}, ` ${W.pairs.assumed}`) : ""], row.arrivals, row.band, row.counted_period, row.counted, row.simulated, row.simulated_band] })), { numeric: [1, 2, 4, 5, 6], hidden: true }));
}

export async function lines({ run }) {
  const found = await view("view/lines", { run });
  return make("div", {}, found.filling ? picture(found.filling) : null,
    found.gates.map((gate) => [make("h2", {}, gate.title), make("p", { class: "faint" }, gate.note), make("div", { class: "grid" }, pictures(gate.pictures))]),
    make("h2", {}, words.linesTable),
    table(words.linesTable, words.lines(found.gone_by), found.table.map((row) => [row.gate, row.by, row.date, row.people, row.vehicles, row.km, row.hours, row.clears]), { numeric: [3, 4, 5, 6], hidden: true }));
}

export async function evenings({ run }) {
  const found = await view("view/evenings", { run });
  if (!found.pictures.length) return make("p", { class: "lead" }, words.noEvenings);
  return make("div", {}, make("p", { class: "lead" }, found.key), found.words ? make("p", {}, found.words) : null,
    make("div", { class: "grid" }, pictures(found.pictures)),
    found.rows.length ? table(found.words || W.pages.evenings, words.evenings, found.rows.map((row) => [row.evening, `${row.figure.where}, ${row.figure.what}`, row.figure.period, exact(row.median, row.figure.digits), W.span(row.low, row.high, row.figure.digits), [row.figure.value, " ", source(row.figure.source)], row.held ? words.held : words.missed]), { numeric: [3, 4, 5], hidden: true }) : null);
}
