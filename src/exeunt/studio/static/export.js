// Take it with you: tables, the map, the report, a link, or a run kept in the folder `runs`.

import { make, show } from "./make.js";
import { download, post } from "./ask.js";
import { refresh } from "./app.js";
import { state } from "./state.js";
import { W } from "./words.js";

const words = W.export;

export async function page({ run }) {
  const told = make("p", { role: "status" }), all = make("fieldset", { class: "choices" });
  const button = (text, work, form) => make("button", { type: "button", onclick: async ({ currentTarget }) => {
    show(told, words.working(form));
    all.disabled = true; // one is written at a time
    try { show(told, (await work()) ?? ""); } catch (error) { show(told, make("span", { class: "refusal", role: "alert" }, error.message)); }
    all.disabled = false;
    currentTarget.focus({ preventScroll: true });
  } }, text);
  const name = state.overview?.scenario ?? "run";
  const endings = { netcdf: "nc", report: "html" };
  return make("div", {}, make("p", { class: "lead" }, words.lead), show(all,
    Object.entries(words.forms).map(([form, text]) => button(text, () => download("/api/export", { run, form }, `${name}.${endings[form] ?? form}`), form)),
    state.after && state.afterOf ? button(words.difference, () => download("/api/export", { run: state.afterOf, against: state.after, form: "report" }, `${name}-difference.html`)) : null,
    button(words.keep, async () => { const kept = await post("/api/save", { run }); await refresh(); return words.kept(kept); }),
    button(words.link, async () => { await navigator.clipboard.writeText(location.href.replace(/([?&])page=export&?/, "$1")); return words.copied; })), told);
}
