// Who went from where to where, filtered as one likes; counted figures and sources.

import { make, show, table, number, exact, source, speaker, field } from "./make.js";
import { view, save } from "./ask.js";
import { pictures } from "./pictures.js";
import { W } from "./words.js";

const MOST = 500, FIRST = 40;
const holds = (text, typed) => typed.toLowerCase().split(/\s+/).every((word) => text.toLowerCase().includes(word));

export async function pairs({ run }) {
  const words = W.pairs, found = await view("view/pairs", { run });
  const option = (value) => make("option", { value }, value || words.any);
  const from = make("select", {}, ["", ...new Set(found.rows.map((row) => row.origin))].map(option));
  const to = make("select", {}, ["", ...[...new Set(found.rows.map((row) => row.name))].sort()].map(option));
  const told = make("output", {}), rows = make("div", {});
  const chosen = () => found.rows.filter((row) => (!from.value || row.origin === from.value) && (!to.value || row.name === to.value));
  const draw = () => {
    const some = chosen();
    told.textContent = words.sum(some.length, some.reduce((sum, row) => sum + row.people, 0));
    show(rows, table(W.pages.pairs, words.heads, some.slice(0, MOST).map((row) => ({ class: row.assumed ? "assumed" : null, cells: [row.origin, [row.name, row.assumed ? make("small", {}, ` ${words.assumed}`) : null].filter(Boolean), number(row.people), W.span(row.low, row.high)] })), { numeric: [2, 3], hidden: true }));
  };
  from.addEventListener("change", draw);
  to.addEventListener("change", draw);
  draw();
  const csv = () => save(new Blob([["from,to,people,q05,q95", ...chosen().map((row) => [row.origin, row.country, row.people, row.low, row.high].map(quoted).join(","))].join("\r\n")], { type: "text/csv" }), "who-went-where.csv");
  return make("div", {}, make("p", { class: "lead" }, words.lead, found.by_region ? "" : ` ${words.whole}`),
    make("div", { class: "filters" }, field(words.from, from), field(words.to, to), told, make("button", { type: "button", onclick: csv }, words.csv)), rows);
}

// a spreadsheet takes a cell that begins so for a formula
const quoted = (value) => `"${String(value ?? "").replace(/^[=+\-@]/, "'$&").replaceAll('"', '""')}"`;

export async function sources({ run }) {
  const words = W.sources, found = await view("view/evidence", { run });
  const search = make("input", { type: "search" }), told = make("output", {}), figures = make("div", {}), claims = make("div", {});
  let all = false;
  const draw = () => {
    const typed = search.value;
    const some = found.figures.filter((row) => holds(`${row.where} ${row.what} ${row.period} ${row.said_by} ${row.id}`, typed));
    const said = found.sources.filter((row) => holds(`${row.said_by} ${row.date} ${row.stance} ${row.quantity} ${row.note} ${row.id}`, typed));
    told.textContent = words.of(some.length + said.length, found.figures.length + found.sources.length);
    show(figures, some.length ? table(words.figures, words.figureHeads, some.map((row) => [row.where, row.what, row.period, row.value, row.run ? exact(row.run.median, row.digits) : "–", row.run ? W.span(row.run.low, row.run.high, row.digits) : "–", row.beside, source(row.source) ?? row.said_by]), { numeric: [3, 4, 5] }) : null, some.length || said.length ? null : make("p", {}, words.nothing));
    const shown = all || typed ? said : said.slice(0, FIRST);
    show(claims, said.length ? table(words.claims, words.heads, shown.map((row) => ({ class: row.stance === "assumption" ? "assumed" : null, cells: [speaker(row), row.date, row.stance, row.quantity, [row.value, row.unit].filter(Boolean).join(" "), row.used, row.note] }))) : null,
      shown.length < said.length ? make("button", { type: "button", onclick: () => { all = true; draw(); } }, words.all(said.length)) : null);
  };
  search.addEventListener("input", draw);
  draw();
  return make("div", {}, make("p", { class: "lead" }, words.lead), make("div", { class: "filters" }, field(words.find, search), told), figures, claims,
    make("h2", {}, words.basis), pictures(found.pictures));
}
