// The crisis page: a world from a country's name, on the map, with what was assumed of it, and its tables to correct.

import { make, show, field } from "./make.js";
import { get, post } from "./ask.js";
import { open, refresh } from "./app.js";
import { pictures } from "./pictures.js";
import { editor } from "./sheets.js";
import { state, set, reset } from "./state.js";
import { W } from "./words.js";

const words = W.crisis;
const editors = new Map(); // what was typed and is not written yet outlives a look at another page

export async function page() {
  const country = make("input", { required: true, autocomplete: "off" }), since = make("input", { type: "date" });
  const build = make("button", { class: "main" }, words.build), told = make("section", { "aria-live": "polite" }), world = make("section", {});
  const own = make("select", { onchange: () => own.value && look(own.value) }), ownField = field(words.own, own);
  const refuse = (error) => show(told, make("p", { class: "refusal", role: "alert" }, error.message));

  const list = async () => {
    const found = (await get("/api/choices")).filter((each) => each.is_own);
    show(own, make("option", { value: "" }, words.none), found.map((each) => make("option", { value: each.id, selected: each.id === state.crisis }, `${each.title} – ${each.detail}`)));
    ownField.hidden = !found.length;
  };
  const look = async (id) => {
    set({ crisis: id });
    show(told);
    try {
      if (!editors.has(id)) editors.set(id, { found: await get("/api/crisis/tables", { id }) });
      const kept = editors.get(id);
      kept.box ??= drawn(id, kept.found);
      show(world, kept.box);
    } catch (error) { refuse(error); }
  };
  const form = make("form", { class: "asking", onsubmit: async (event) => {
    event.preventDefault();
    build.disabled = true;
    show(told, make("p", { class: "lead" }, words.building));
    show(world);
    try {
      const built = await post("/api/crisis", { country: country.value, since: since.value });
      set({ crisis: built.id });
      await Promise.all([list(), look(built.id), refresh()]);
    } catch (error) { refuse(error); } finally { build.disabled = false; }
  } }, field(words.country, country), field(words.since, since), build, ownField);
  await list();
  if (state.crisis) look(state.crisis);
  return make("div", {}, make("p", { class: "lead" }, words.lead), form, told, world);
}

function drawn(id, found) {
  const map = make("div", {}), heading = make("h2", {}, found.title ?? found.name);
  const drawMap = (answer) => {
    if (answer.map) show(map, pictures([answer.map]));
    if (answer.title) heading.textContent = answer.title;
  };
  const tables = editor(id, found, { onChecked: drawMap, onRun: () => { reset(); set({ page: "map" }, { push: true }); open(id); } });
  drawMap(found);
  return make("div", {}, heading, make("p", { class: "faint" }, words.into(found.name)),
    make("div", { class: "crisis" }, map,
      make("div", {},
        found.matters.length ? [make("h3", {}, words.matters), make("ol", {}, found.matters.map((each) => make("li", {}, linked(each, tables.go))))] : null,
        found.assumed.length ? make("details", { class: "drawer" }, make("summary", {}, words.said), make("ul", {}, found.assumed.map((each) => make("li", {}, linked(each, tables.go))))) : null)),
    tables.box);
}

// a table that is named in a sentence is opened by its name
function linked(text, go) {
  return text.split(/(\b[a-z]+\.csv\b)/).map((part) => (/^[a-z]+\.csv$/.test(part) ? make("button", { type: "button", class: "plain", onclick: () => go(part.slice(0, -4)) }, part) : part));
}
