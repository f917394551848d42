// The figures page: drop a file, see how each column is read and its faults by row, then update the forecast.

import { make, show, table, number, field, sentence } from "./make.js";
import { post, upload } from "./ask.js";
import { look } from "./app.js";
import { state, set, reset } from "./state.js";
import { W } from "./words.js";

const words = W.figures, LARGEST = 5 * 2 ** 20;
const ALWAYS = ["counts", "each", "dates", "numbers", "figures", "source"]; // can be said of any file, asked for or not

export async function page() {
  const told = make("section", { "aria-live": "polite" }), result = make("section", { "aria-live": "polite" });
  const input = make("input", { type: "file", accept: ".csv,.xlsx" });
  const refuse = (why) => show(told, make("p", { class: "refusal", role: "alert" }, why));
  const fields = make("div", { class: "filters" }), asking = make("details", {}, make("summary", {}, words.open), fields), answers = new Map();
  const given = () => Object.fromEntries([...answers].map(([key, { input }]) => [key, input.value]).filter(([, value]) => value));
  // the file that was chosen or dropped last, and how often one was read: of two answers the later counts
  let current = null, reading = 0;
  const open = (file) => { if (!file) return; current = file; forget(); read(file); };
  // what was asked of another file is asked no more
  const forget = () => { for (const [key, { box, asked }] of answers) if (asked) { answers.delete(key); box.remove(); } };
  const ask = (answer, asked = true) => {
    const key = answer.of ? `${answer.name}:${answer.of}` : answer.name;
    if (!answers.has(key)) {
      const fresh = answerField(answer, asked);
      fresh.input.addEventListener("change", () => current && read(current));
      answers.set(key, fresh);
      fields.append(fresh.box);
    }
    answers.get(key).offer(answer.says);
    return key;
  };
  for (const name of ALWAYS) ask({ name, of: "", says: "" }, false);
  const take = async (token) => {
    show(result, make("p", { class: "lead" }, words.taking));
    try {
      const moved = await post("/api/figures/take", { run: state.run, token });
      const go = make("button", { type: "button", class: "main", onclick: async () => { reset(); set({ open: moved.run, after: null, showAfter: false }); await look(moved.run); set({ page: "map" }, { push: true }); } }, words.look);
      show(result, make("p", {}, words.used(moved.used)), moved.passed_over.map(([ids, why]) => make("p", { class: "faint" }, words.passed(ids, why))), Object.entries(moved.doubtful).map(([id, why]) => make("p", {}, words.doubtful(id, why))), moved.told.map((each) => make("p", {}, each)), make("p", {}, go),
        table(words.moved, words.movedHeads, moved.rows.map((row) => [row.where, row.what, row.when, number(row.before), W.span(row.before_q05, row.before_q95), number(row.after), W.span(row.after_q05, row.after_q95)]), { numeric: [3, 4, 5, 6] }));
    } catch (error) { show(result, make("p", { class: "refusal", role: "alert" }, error.message)); }
  };
  const read = async (file) => {
    const turn = (reading += 1);
    show(result);
    const kind = file.name.toLowerCase().split(".").pop();
    if (!["csv", "xlsx"].includes(kind)) { refuse(words.kind); return; }
    if (file.size > LARGEST) { refuse(words.large); return; }
    try {
      const found = await upload("/api/figures/read", { run: state.run, kind, ...given() }, file);
      if (turn !== reading) return;
      const wanted = found.faults.flatMap((each) => each.answers ?? []).map((each) => ask(each));
      asking.open ||= wanted.length > 0;
      for (const [key, { box }] of answers) box.classList.toggle("wanted", wanted.includes(key));
      const known = found.known ? words.known(found.known) : "";
      const good = found.count
        ? make("p", {}, `${words.rows(found.count)}${known ? `, ${known}` : ""}. ${words.none} `, make("button", { type: "button", class: "main", onclick: () => take(found.token) }, words.take))
        : make("p", {}, `${words.nothingNew}${known ? `: ${known}` : ""}.`);
      show(told, make("h2", {}, file.name),
        found.columns.length ? table(words.columns, words.columnHeads, found.columns.map((each) => [each.column, sentence(each.read_as), each.example])) : null,
        found.said.length ? make("ul", { class: "faint" }, found.said.map((each) => make("li", {}, each))) : null,
        found.faults.length ? table(words.faults, words.faultHeads, found.faults.map((each) => [String(each.row), each.column, sentence(each.wrong), sentence(right(each))])) : good);
    } catch (error) { if (turn === reading) refuse(error.message); }
  };
  input.addEventListener("change", () => open(input.files[0]));
  const drop = make("label", { class: "drop" }, words.drop, input);
  drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => { event.preventDefault(); drop.classList.remove("over"); input.value = ""; open(event.dataTransfer.files[0]); });
  return make("div", {}, make("p", { class: "lead" }, words.lead), drop, asking, told, result);
}

const label = ({ name, of }) => (typeof words.asks[name] === "function" ? words.asks[name](of) : words.asks[name] ?? name);

// what would be right, and of a question the answers that are offered, by the names of their fields
function right(fault) {
  const offered = (fault.answers ?? []).map((each) => [label(each), each.says].filter(Boolean).join(": "));
  return [fault.right, words.either(offered)].filter(Boolean).join(" ");
}

let made = 0; // fields

// the field of an answer: a choice where there are so many words and no others, else what one types or takes of those offered
function answerField({ name, of }, asked) {
  const choices = words.answers[name];
  const offered = make("datalist", { id: `offered-${(made += 1)}` });
  const input = choices
    ? make("select", { name }, make("option", { value: "" }, words.undecided), choices.map((each) => make("option", { value: each }, each)))
    : make("input", { type: name === "on" ? "date" : "text", list: offered.id, autocomplete: "off", inputmode: name === "family_size" ? "decimal" : null });
  const offer = (says) => {
    if (says && !choices && ![...offered.children].some((each) => each.value === says)) offered.append(make("option", { value: says }));
  };
  return { input, asked, offer, box: make("div", {}, field(label({ name, of }), input, words.notes[name]), offered) };
}
