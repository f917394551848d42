// The traveller's page: asked by POST, answered once, kept nowhere. Leaving the page forgets what was entered.

import { make, show, field, sentence } from "./make.js";
import { post, view } from "./ask.js";
import { state } from "./state.js";
import { W } from "./words.js";

const words = W.traveller;

export async function page({ run }) {
  const form = await view("view/traveller", { run });
  const list = make("datalist", { id: "places" }, form.places.map((place) => make("option", { value: place.name })));
  const start = make("input", { list: "places", required: true, autocomplete: "off" });
  const on = make("input", { type: "date", required: true, autocomplete: "off", min: form.days[0], max: form.days.at(-1), value: [state.seen, state.day].find((day) => form.days.includes(day)) ?? form.days[Math.floor(form.days.length / 2)] });
  const at = make("input", { type: "time", autocomplete: "off" });
  const budget = make("input", { type: "number", min: "0", autocomplete: "off" });
  const to = make("select", { autocomplete: "off" }, make("option", { value: "" }, words.anywhere), form.countries.map((each) => make("option", { value: each.id }, each.name)));
  const traits = Object.entries(form.traits).map(([name, values]) => [name, make("select", { autocomplete: "off" }, make("option", { value: "" }, words.common), values.map((value) => make("option", { value }, value)))]);
  const answer = make("section", { class: "answer", "aria-live": "polite" });
  const ask = make("button", { class: "main" }, words.ask);
  const asking = make("form", { class: "asking", autocomplete: "off", onsubmit: async (event) => {
    event.preventDefault();
    ask.disabled = true;
    show(answer, make("p", { class: "lead" }, words.waiting));
    try {
      const told = await post("/api/ways", { run, start: start.value, on: [on.value, at.value].filter(Boolean).join("T"), budget: budget.value, to: to.value, traits: Object.fromEntries(traits.map(([name, input]) => [name, input.value])) });
      show(answer, make("p", { class: "notice" }, told.note), make("p", { class: "asker" }, told.asker), told.sections.map((section) => [make("h2", {}, section.title),
        section.ways.length ? make("ol", {}, section.ways.map((way) => make("li", {}, make("b", {}, way.head), make("ul", {}, way.rest.map((each) => make("li", {}, sentence(each))))))) : null,
        section.told.length ? make("ul", {}, section.told.map((each) => make("li", {}, sentence(each)))) : null]));
    } catch (error) { show(answer, make("p", { class: "refusal", role: "alert" }, error.message)); } finally { ask.disabled = false; }
  } }, field(words.from, start), field(words.on, on), field(words.at, at, words.atNote), traits.map(([name, input]) => field(name, input)), field(words.budget, budget, words.budgetNote), field(words.to, to), ask,
    make("button", { type: "reset", onclick: () => show(answer) }, words.clear));
  asking.addEventListener("invalid", () => show(answer), true); // what is answered below is another question
  return make("div", {}, make("p", { class: "lead" }, words.lead), list, asking, answer);
}
