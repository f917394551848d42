// The crisis page: a world from a country's name.

import { make, show, field } from "./make.js";
import { post } from "./ask.js";
import { refresh } from "./app.js";
import { W } from "./words.js";

const words = W.crisis;

export async function page() {
  const country = make("input", { required: true, autocomplete: "off" }), since = make("input", { type: "date" }), told = make("section", { "aria-live": "polite" });
  const build = make("button", { class: "main" }, words.build);
  return make("div", {}, make("p", { class: "lead" }, words.lead),
    make("form", { class: "asking", onsubmit: async (event) => {
      event.preventDefault();
      build.disabled = true;
      show(told, make("p", { class: "lead" }, words.building));
      try {
        const built = await post("/api/crisis", { country: country.value, since: since.value });
        show(told, make("p", {}, words.into(built.name)), make("h2", {}, words.said), make("ul", {}, built.said.map((each) => make("li", {}, each))),
          built.matters.length ? [make("h2", {}, words.matters), make("ol", {}, built.matters.map((each) => make("li", {}, each)))] : null);
        await refresh();
      } catch (error) { show(told, make("p", { class: "refusal", role: "alert" }, error.message)); } finally { build.disabled = false; }
    } }, field(words.country, country), field(words.since, since), build), told);
}
