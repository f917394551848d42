// The tables of a scenario, corrected cell by cell: what is typed is checked a moment later, and a fault stands in its cell.

import { make, show, field, sentence } from "./make.js";
import { get, post } from "./ask.js";
import { refresh } from "./app.js";
import { W } from "./words.js";

const words = W.sheets;
const DELAY = 300, MOST = 50, MOST_TOLD = 12, FIRST_LINE = 2, NARROWEST = 9, WIDEST = 30;

// `onChecked` is told what the checker answered, `onRun` that the scenario as it is written should be run
export function editor(id, found, { onChecked, onRun }) {
  const sheets = new Map(found.sheets.map((sheet) => [sheet.name, { ...sheet, rows: sheet.rows.map((row) => [...row]) }]));
  const changed = new Set();
  let name = sheets.has("gates") ? "gates" : found.sheets[0].name, shown = MOST, all = false, answer = found, turn = 0, waiting;

  const tabs = make("div", { class: "tabs", role: "group", "aria-label": words.tables }), table = make("div", {}), help = make("p", { class: "faint help" }, words.help);
  const told = make("div", { role: "status" }), find = make("input", { type: "search" });
  const write = make("button", { type: "button", class: "main", onclick: save }, words.write), undo = make("button", { type: "button", onclick: drop }, words.undo), run = make("button", { type: "button", onclick: onRun }, words.run);
  const columns = make("input", { type: "checkbox", onchange: (event) => { all = event.target.checked; drawTable(); } });
  find.addEventListener("input", () => { shown = MOST; drawTable(); });
  addEventListener("beforeunload", (event) => { if (changed.size) event.preventDefault(); });

  const of = (key) => Object.fromEntries([...changed].map((each) => [each, sheets.get(each)[key]]));
  const asked = () => ({ id, tables: of("rows"), marks: of("mark") });

  function typed() {
    changed.add(name);
    clearTimeout(waiting);
    turn += 1;
    show(told, make("p", { class: "faint" }, words.checking));
    waiting = setTimeout(check, DELAY);
    write.disabled = run.disabled = true;
    undo.disabled = false;
  }

  async function check() {
    const mine = (turn += 1);
    try {
      const now = await post("/api/crisis/check", asked());
      if (mine !== turn) return; // something was typed since
      answer = now;
      drawAnswer();
      onChecked(now);
    } catch (error) { if (mine === turn) refuse(error); }
  }

  async function save() {
    const mine = (turn += 1);
    write.disabled = undo.disabled = true;
    table.inert = true; // what was typed meanwhile would be of rows that are read anew
    try {
      const now = await post("/api/crisis/save", asked());
      if (mine !== turn) return;
      if (now.written) take({ ...found, ...now });
      else { answer = now; drawAnswer(); }
      if (now.written) drawAnswer(words.written);
      await refresh();
    } catch (error) { if (mine === turn) refuse(error); } finally { table.inert = false; undo.disabled = !changed.size; }
  }

  // the tables as their files have them now
  function take(now) {
    found = answer = now;
    sheets.clear();
    for (const each of now.sheets) sheets.set(each.name, { ...each, rows: each.rows.map((row) => [...row]) });
    if (!sheets.has(name)) name = now.sheets[0].name;
    changed.clear();
    filled = filledOf(now.sheets);
    drawTable();
    drawAnswer();
  }

  // after a refusal: what was typed stays to be read until somebody lets it go
  async function reopen() {
    clearTimeout(waiting);
    const mine = (turn += 1);
    try {
      const now = await get("/api/crisis/tables", { id });
      if (mine !== turn) return;
      take(now);
      onChecked(now);
    } catch (error) { if (mine === turn) refuse(error); }
  }

  function drop() {
    clearTimeout(waiting);
    turn += 1;
    for (const each of found.sheets) if (changed.has(each.name)) sheets.set(each.name, { ...each, rows: each.rows.map((row) => [...row]) });
    changed.clear();
    answer = found;
    onChecked(found);
    drawTable();
    drawAnswer();
  }

  const refuse = (error) => show(told, make("p", { class: "refusal", role: "alert" }, error.message), make("p", {}, make("button", { type: "button", onclick: reopen }, words.reopen)));

  function go(wanted, line = null, column = null) {
    if (!sheets.has(wanted)) return;
    name = wanted;
    find.value = "";
    shown = Math.max(MOST, line === null ? 0 : line - FIRST_LINE + 1);
    if (column) all = columns.checked = all || !visible(sheets.get(name)).includes(sheets.get(name).columns.findIndex((each) => each.name === column));
    drawTable();
    const cell = line === null ? null : inputAt(line, column);
    (cell ?? tabs.querySelector("[aria-pressed=true]")).focus();
    (cell ?? tabs).scrollIntoView({ block: "center", inline: "center" });
  }

  const inputAt = (line, column) => table.querySelector(`input[data-line="${line}"]${column ? `[data-column="${CSS.escape(column)}"]` : ""}`);
  // the columns in which anything stood when the table was opened; all where it had no rows
  const filledOf = (all) => new Map(all.map((sheet) => [sheet.name, sheet.columns.map((column, place) => !sheet.rows.length || column.needed || sheet.rows.some((row) => row[place]))]));
  let filled = filledOf(found.sheets);
  const visible = (sheet) => sheet.columns.map((_, place) => place).filter((place) => all || filled.get(sheet.name)[place]);

  function drawTabs() {
    const many = (each) => answer.faults.filter((fault) => fault.file.startsWith(`${each}.`)).length;
    show(tabs, [...sheets.keys()].map((each) => make("button", { type: "button", "aria-pressed": String(each === name), class: many(each) ? "faulty" : null, onclick: () => { go(each); } }, words.tab(each, sheets.get(each).rows.length, changed.has(each), many(each)))));
  }

  function drawTable() {
    const sheet = sheets.get(name), places = visible(sheet), typedWords = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = sheet.rows.map((row, place) => [row, place]).filter(([row]) => typedWords.every((word) => row.join(" ").toLowerCase().includes(word)));
    const wide = places.map((place) => Math.min(WIDEST, Math.max(NARROWEST, ...rows.slice(0, shown).map(([row]) => row[place].length))));
    const cell = (row, at, place, nth) => make("td", {}, make("input", { value: row[place], size: wide[nth], autocomplete: "off", spellcheck: false, "data-line": String(at + FIRST_LINE), "data-column": sheet.columns[place].name, "aria-label": words.cell(sheet.columns[place].name, at + FIRST_LINE),
      oninput: (event) => { row[place] = event.target.value; typed(); }, onfocus: () => { show(help, sentence(words.column(sheet.columns[place]))); } }));
    const remove = (at) => make("td", {}, make("button", { type: "button", class: "plain", "aria-label": words.remove(at + FIRST_LINE), title: words.remove(at + FIRST_LINE), onclick: () => { sheet.rows.splice(at, 1); typed(); drawTable(); } }, "✕"));
    show(table,
      make("div", { class: "scroll sheet" }, make("table", {}, make("caption", { class: "unseen" }, name),
        make("thead", {}, make("tr", {}, make("th", { scope: "col" }, words.line), places.map((place) => make("th", { scope: "col", title: sheet.columns[place].meaning?.replaceAll("`", "") ?? null }, sheet.columns[place].name)), make("td", {}))),
        make("tbody", {}, rows.slice(0, shown).map(([row, at]) => make("tr", {}, make("th", { scope: "row" }, String(at + FIRST_LINE)), places.map((place, nth) => cell(row, at, place, nth)), remove(at)))))),
      make("p", {}, rows.length > shown ? make("button", { type: "button", onclick: () => { shown += MOST; drawTable(); } }, words.more(shown, rows.length)) : null, " ",
        make("button", { type: "button", onclick: () => { find.value = ""; sheet.rows.push(sheet.columns.map(() => "")); shown = Math.max(shown, sheet.rows.length); drawTable(); inputAt(sheet.rows.length + FIRST_LINE - 1).focus(); } }, words.add)));
    drawTabs();
    mark();
  }

  // faults and what is odd, each in its cell
  function mark() {
    for (const note of table.querySelectorAll(".fault, .odd")) note.remove();
    for (const input of table.querySelectorAll("[aria-invalid]")) { input.removeAttribute("aria-invalid"); input.removeAttribute("aria-describedby"); }
    const put = (fault, kind) => {
      const input = fault.file.startsWith(`${name}.`) && fault.column && inputAt(fault.row, fault.column);
      if (!input) return;
      const note = make("small", { class: kind, id: `${kind}-${fault.row}-${fault.column}` }, sentence(`${fault.wrong}; ${fault.right}`));
      if (kind === "fault") input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", note.id);
      input.after(note);
    };
    answer.odd.forEach((fault) => put(fault, "odd"));
    answer.faults.forEach((fault) => put(fault, "fault"));
  }

  function drawAnswer(said = null) {
    const line = (fault) => make("li", {}, make("button", { type: "button", class: "plain", onclick: () => go(fault.file.replace(/\.\w+$/, ""), fault.row, fault.column) }, words.at(fault)), sentence(` ${fault.wrong}; ${fault.right}`));
    show(told, said ? make("p", { class: "notice" }, said) : null,
      make("p", { class: answer.count ? "refusal" : "faint" }, words.count(answer.count, answer.odd.length)),
      [answer.faults, answer.odd].map((some) => (some.length ? make("ul", { class: "faults" }, some.slice(0, MOST_TOLD).map(line)) : null)));
    write.disabled = !changed.size || Boolean(answer.count);
    undo.disabled = !changed.size;
    run.disabled = Boolean(changed.size || answer.count);
    drawTabs();
    mark();
  }

  drawTable();
  drawAnswer();
  return { go, box: make("section", { "aria-label": words.tables }, make("h3", {}, words.tables), make("p", { class: "faint" }, words.lead), tabs,
    make("div", { class: "filters" }, field(words.find, find), make("label", { class: "check" }, columns, words.allColumns), write, undo, run), told, help, table) };
}
