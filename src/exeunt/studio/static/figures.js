// The figures page: drop a file, see how each column is read and its faults by row, then update the forecast.

import { make, show, table, number, field } from "./make.js";
import { post, upload } from "./ask.js";
import { look } from "./app.js";
import { state, set, reset } from "./state.js";
import { W } from "./words.js";

const words = W.figures, LARGEST = 5 * 2 ** 20;

export async function page() {
  const told = make("section", { "aria-live": "polite" }), result = make("section", { "aria-live": "polite" });
  const input = make("input", { type: "file", accept: ".csv,.xlsx" });
  const refuse = (sentence) => show(told, make("p", { class: "refusal", role: "alert" }, sentence));
  const pick = (name) => make("select", { name }, make("option", { value: "" }, words.undecided), words.answers[name].map((each) => make("option", { value: each }, each)));
  const answers = { counts: pick("counts"), each: pick("each"), dates: pick("dates"), numbers: pick("numbers"), figures: make("input", { autocomplete: "off" }), source: make("input", { autocomplete: "off" }) };
  const given = () => Object.fromEntries(Object.entries(answers).map(([name, each]) => [name, each.value]));
  const again = () => input.files[0] ? read(input.files[0]) : dropped && read(dropped);
  let dropped = null;
  for (const each of Object.values(answers)) each.addEventListener("change", again);
  const take = async () => {
    show(result, make("p", { class: "lead" }, words.taking));
    try {
      const moved = await post("/api/figures/take", { run: state.run });
      const go = make("button", { type: "button", class: "main", onclick: async () => { reset(); set({ open: moved.run, after: null, showAfter: false }); await look(moved.run); set({ page: "map" }, { push: true }); } }, words.look);
      show(result, make("p", {}, words.used(moved.used)), Object.entries(moved.passed_over).map(([id, why]) => make("p", { class: "faint" }, words.passed(id, why))), Object.entries(moved.doubtful).map(([id, why]) => make("p", {}, words.doubtful(id, why))), make("p", {}, go),
        table(words.moved, words.movedHeads, moved.rows.map((row) => [row.where, row.measure.replaceAll("_", " "), String(row.from).slice(0, 10), number(row.before), W.span(row.before_q05, row.before_q95), number(row.after), W.span(row.after_q05, row.after_q95)]), { numeric: [3, 4, 5, 6] }));
    } catch (error) { show(result, make("p", { class: "refusal", role: "alert" }, error.message)); }
  };
  const read = async (file) => {
    show(result);
    const kind = file.name.toLowerCase().split(".").pop();
    if (!["csv", "xlsx"].includes(kind)) { refuse(words.kind); return; }
    if (file.size > LARGEST) { refuse(words.large); return; }
    try {
      const found = await upload("/api/figures/read", { run: state.run, kind, ...given() }, file);
      const known = found.known ? words.known(found.known) : "";
      const good = found.count
        ? make("p", {}, `${words.rows(found.count)}${known ? `, ${known}` : ""}. ${words.none} `, make("button", { type: "button", class: "main", onclick: take }, words.take))
        : make("p", {}, `${words.nothingNew}${known ? `: ${known}` : ""}.`);
      show(told, make("h2", {}, file.name),
        found.columns.length ? table(words.columns, words.columnHeads, found.columns.map((each) => [each.column, each.read_as, each.example])) : null,
        found.said.length ? make("ul", { class: "faint" }, found.said.map((each) => make("li", {}, each))) : null,
        found.faults.length ? table(words.faults, words.faultHeads, found.faults.map((each) => [String(each.row), each.column, each.wrong, each.right])) : good);
    } catch (error) { refuse(error.message); }
  };
  input.addEventListener("change", () => input.files[0] && read(input.files[0]));
  const drop = make("label", { class: "drop" }, words.drop, input);
  drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => { event.preventDefault(); drop.classList.remove("over"); dropped = event.dataTransfer.files[0] ?? null; if (dropped) read(dropped); });
  return make("div", {}, make("p", { class: "lead" }, words.lead), drop,
    make("details", { class: "asking" }, make("summary", {}, words.open), Object.entries(answers).map(([name, each]) => field(words.asks[name], each))), told, result);
}
