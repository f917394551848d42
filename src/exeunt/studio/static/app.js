// The page: its head, the list of pages, what is under way, and which page is open.

import { make, show } from "./make.js";
import { get, post, view, land } from "./ask.js";
import { state, set, read, reset, listen, follow, stop, shown } from "./state.js";
import { W } from "./words.js";

const PAGES = {
  map: () => mapPage,
  whatif: () => import("./policies.js").then((each) => each.page),
  arrivals: () => import("./fans.js").then((each) => each.arrivals),
  lines: () => import("./fans.js").then((each) => each.lines),
  evenings: () => import("./fans.js").then((each) => each.evenings),
  pairs: () => import("./tables.js").then((each) => each.pairs),
  sources: () => import("./tables.js").then((each) => each.sources),
  traveller: () => import("./traveller.js").then((each) => each.page),
  figures: () => import("./figures.js").then((each) => each.page),
  crisis: () => import("./crisis.js").then((each) => each.page),
  export: () => import("./export.js").then((each) => each.page),
};
const WITHOUT_RUN = ["crisis"];
const FIRST = 1500; // milliseconds for what is looked at first, before anything is made ready for later
const TYPED_INTO = ["crisis", "figures", "traveller"]; // a run that arrives while somebody types takes nothing away

const [head, nav, status, page, foot] = ["head", "nav", "status", "page", "foot"].map((id) => document.getElementById(id));
let choices = [], drawing = 0, shapes = null, refused = null; // the choice that could not be opened

const isOwn = (choice) => choice.is_run || choice.is_own;

function drawHead() {
  const groups = [[W.library, choices.filter((each) => !isOwn(each))], [W.own, choices.filter(isOwn)]];
  const list = make("select", { onchange: (event) => { reset(); open(event.target.value, true); } },
    groups.filter(([, rows]) => rows.length).map(([label, rows]) => make("optgroup", { label }, rows.map((each) => make("option", { value: each.id, selected: each.id === state.open }, `${each.title} – ${each.detail}`)))));
  const told = state.overview, chosen = choices.find((each) => each.id === state.open);
  const title = told?.title ?? (refused === state.open ? chosen?.title ?? W.unopened : null);
  show(head, make("h1", {}, make("span", { class: "brand" }, W.name), title ?? W.loading),
    make("span", { class: "words" }, told ? [W.period(told.days), told.words] : ""),
    make("label", {}, W.choose, list));
  document.title = title ? `${title} – exeunt` : W.name;
}

function drawNav() {
  show(nav, make("ol", {}, Object.entries(W.pages).map(([name, words]) => make("li", {}, make("a", {
    href: `?open=${encodeURIComponent(state.open)}&page=${name}`, "aria-current": name === state.page ? "page" : null,
    onclick: (event) => { if (event.ctrlKey || event.metaKey || event.shiftKey) return; event.preventDefault(); set({ page: name }, { push: true }); },
  }, words)))));
  nav.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function drawStatus() {
  const job = state.job;
  if (!job) { status.replaceChildren(); return; }
  const compiling = job.stage === "compiling";
  const far = compiling ? W.compiling : job.total ? W.simulating(job.done, job.total) : W.reading;
  show(status, make("div", { class: "job" }, make("b", {}, job.words), make("progress", job.total && !compiling ? { max: job.total, value: job.done, "aria-label": job.words } : { "aria-label": job.words }), make("span", {}, far), make("button", { type: "button", onclick: stop }, W.stop)));
}

export function refuse(box, error) {
  show(box, make("p", { class: "refusal", role: "alert" }, error.message));
}

async function drawPage() {
  const turn = (drawing += 1);
  if (!state.run && !WITHOUT_RUN.includes(state.page)) { if (!page.children.length) show(page, make("p", { class: "lead" }, W.loading)); return; }
  try {
    const build = await PAGES[state.page]();
    const made = await build({ run: shown(), still: () => turn === drawing });
    if (turn === drawing && made) { show(page, state.unread.map((each) => make("p", { class: "notice", role: "alert" }, each)), which(), made); page.dataset.ready = state.page; }
  } catch (error) {
    if (turn === drawing) refuse(page, error);
  }
}

// with a changed run at hand, whichever of the two is looked at
function which() {
  if (!state.after || ["whatif", "traveller", "figures", "crisis"].includes(state.page)) return null;
  const button = (name, after) => make("button", { type: "button", "aria-pressed": String(Boolean(state.showAfter) === after), class: Boolean(state.showAfter) === after ? "main" : null, onclick: () => set({ showAfter: after }) }, name);
  return make("p", {}, button(W.as.before, false), " ", button(W.as.after, true));
}

async function mapPage({ run }) {
  const [{ mapView }, movement, overview, drawn] = await Promise.all([import("./mapped.js"), view("view/movement", { run }), view("view/overview", { run }), (shapes ??= land())]);
  return mapView({ run, movement, overview, land: drawn });
}

export async function open(choice, push = false) {
  await stop();
  set({ open: choice, run: null, after: null, showAfter: false, overview: null, afterOf: null, ...(push ? { day: null, on: null } : {}) }, { push });
  page.replaceChildren();
  delete page.dataset.ready;
  refused = null;
  drawHead();
  try {
    const found = await post("/api/open", { choice });
    if (found.run) { await look(found.run); return; }
    drawPage();
    const mean = await follow({ choice, mean: true }, W.firstMean);
    if (state.open !== choice) return;
    if (mean) await look(mean);
    const whole = await follow({ choice, members: found.members }, W.firstRun(found.members));
    if (whole && state.open === choice && !state.after) await look(whole);
  } catch (error) {
    if (state.open !== choice) return;
    refused = choice;
    drawHead();
    refuse(page, error);
  }
}

export async function look(run) {
  const overview = await view("view/overview", { run });
  const isThere = !state.day || overview.days.includes(state.day);
  set({ run, overview, ...(isThere ? {} : { day: null, unread: [...state.unread, W.unread.day(state.day, overview.days)] }) });
  setTimeout(() => { if (state.run === run) import("./policies.js").then((each) => each.prepare(run)).catch(() => null); }, FIRST);
}

export async function refresh() { choices = await get("/api/choices"); drawHead(); }

listen((names) => {
  if (names.includes("job")) drawStatus();
  if (names.includes("overview")) drawHead();
  if (names.includes("page")) { drawNav(); page.focus({ preventScroll: true }); }
  if (!names.includes("page") && TYPED_INTO.includes(state.page) && page.dataset.ready === state.page) return;
  if (["run", "page", "showAfter"].some((name) => names.includes(name)) || (names.includes("after") && state.page !== "whatif")) drawPage();
});
addEventListener("popstate", () => { const before = state.open; read(); if (state.open !== before) open(state.open); else { drawNav(); drawPage(); } });

read();
show(foot, make("p", {}, `${W.foot} ${W.shapes}`));
drawNav();
drawHead();
(async () => {
  try {
    open(state.open);
    await refresh();
  } catch (error) { refuse(page, error); }
})();
