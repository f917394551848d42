// What changes from one run to another: paired differences with bands first, then who goes elsewhere, then the lines.

import { make, table } from "./make.js";
import { view } from "./ask.js";
import { pictures } from "./pictures.js";
import { W } from "./words.js";

const words = W.whatif;

export async function results(before, after) {
  const found = await view("difference", { run: before, against: after });
  const { diversion } = found;
  return [
    found.mean ? make("p", { class: "notice" }, words.mean) : null,
    found.sentences.map((each) => make("p", { class: "say" }, each)),
    make("p", { class: "faint" }, found.asked.join(" ")),
    make("div", { class: "grid" }, pictures(found.pictures)),
    diversion ? [make("h2", {}, words.elsewhere),
      table(diversion.caption, words.elsewhereHeads, diversion.rows.map((row) => [`${row.level ? "\u2003" : ""}${row.name}`, row.people, row.band, row.share, row.share_band]), { numeric: [1, 2, 3, 4] }),
      diversion.attributed.length ? table(words.attributed, ["", ...diversion.parts], diversion.attributed.map((row) => [row.name, ...row.cells]), { numeric: diversion.parts.map((_, place) => place + 1) }) : null] : null,
    found.queues.length ? [make("h2", {}, words.lines), table(words.lines, words.lineHeads, found.queues.map((row) => [row.gate, row.before, row.after, row.difference, row.band, row.before_clears, row.after_clears]), { numeric: [1, 2, 3, 4], hidden: true })] : null,
    found.changes.length ? make("details", { class: "drawer" }, make("summary", {}, words.all(found.changes.length)),
      table(words.all(found.changes.length), words.heads, found.changes.map((row) => ({ class: row.is_clear === false ? "unclear" : null, cells: [row.where, row.what, row.before, row.after, row.difference, `${row.band}${row.is_clear === false ? ` (${words.unclear})` : ""}`] })), { numeric: [2, 3, 4, 5], hidden: true })) : null,
  ];
}
