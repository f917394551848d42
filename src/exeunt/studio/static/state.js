// What the page shows. The address bar holds it, so that a view can be sent; of the traveller's page it holds only that
// it is open, never what was asked there.

import { post, events, remove } from "./ask.js";
import { W } from "./words.js";

const NOTHING = () => ({ without: [], moved: {}, supposed: [], added: [], readings: {}, constants: {} });
const listeners = new Set();

export const state = {
  open: "mobilisation-2022", page: "map", day: null, on: null, crisis: null,
  unread: [], // what the address asks for and cannot be shown, in sentences
  seen: null, // the day that the map shows, also where nobody chose it
  changes: NOTHING(),
  run: null, overview: null, // the run that is shown first, and the head of the page
  after: null, afterOf: null, // the changed run, and what it is to be compared with
  job: null,
};

export const isChanged = (changes = state.changes) => Object.values(changes).some((value) => (Array.isArray(value) ? value.length : Object.keys(value).length));
export const shown = () => (state.showAfter && state.after ? state.after : state.run);

export function listen(listener) { listeners.add(listener); }

export function set(more, { push = false } = {}) {
  Object.assign(state, push ? { unread: [] } : {}, more);
  const address = `?${write()}`;
  if (address !== location.search) history[push ? "pushState" : "replaceState"](null, "", address);
  for (const listener of listeners) listener(Object.keys(more));
}

function write() {
  const query = new URLSearchParams();
  query.set("open", state.open);
  if (state.page !== "map") query.set("page", state.page);
  if (state.page !== "traveller") {
    if (state.day) query.set("day", state.day);
    if (state.on) query.set("on", state.on);
    if (state.page === "crisis" && state.crisis) query.set("crisis", state.crisis);
    if (isChanged()) query.set("changes", JSON.stringify(slim(state.changes)));
  }
  return query.toString();
}

const slim = (changes) => Object.fromEntries(Object.entries(changes).filter(([, value]) => (Array.isArray(value) ? value.length : Object.keys(value).length)));

export function read() {
  const query = new URLSearchParams(location.search), unread = [], page = query.get("page") ?? "map";
  const found = { open: query.get("open") ?? "mobilisation-2022", page: Object.hasOwn(W.pages, page) ? page : "map", on: query.get("on"), crisis: query.get("crisis"), unread };
  if (page !== found.page) unread.push(W.unread.page(page));
  if (query.get("day")) found.day = query.get("day");
  if (query.get("changes")) {
    const changes = changesIn(query.get("changes"));
    if (changes) found.changes = changes; else unread.push(W.unread.changes);
  }
  Object.assign(state, found);
}

// what an address says is changed, or null where it is no such thing: the run is then shown as it is
function changesIn(text) {
  const nothing = NOTHING();
  const isAlike = ([name, value]) => Object.hasOwn(nothing, name) && value !== null && typeof value === "object" && Array.isArray(value) === Array.isArray(nothing[name]);
  try {
    const said = JSON.parse(text);
    return Object.entries(said).every(isAlike) ? { ...nothing, ...said } : null;
  } catch { return null; }
}

export function reset() { state.changes = NOTHING(); }

// Follow a run under way, telling how far it is; resolves to its key, or null if it was stopped.
export async function follow(asked, words) {
  const question = JSON.stringify(asked);
  if (state.job && state.job.question !== question) await stop();
  const started = await post("/api/jobs", asked);
  if (!started.job) return started.run;
  const job = state.job?.id === started.job ? state.job : { id: started.job, question, words, done: 0, total: 0, stage: "", begun: performance.now() };
  set({ job });
  let ended = null;
  try {
    for await (const event of events(`/api/jobs/${started.job}/events`)) {
      if (event.kind === "progress") { Object.assign(job, event); set({ job: state.job }); }
      else ended = event;
    }
    if (ended?.kind === "done") return started.run;
    if (ended?.kind === "stopped") return null;
    throw new Error(ended?.error ?? W.broken);
  } finally {
    if (state.job === job) set({ job: null });
  }
}

export async function stop() {
  const job = state.job;
  if (!job) return;
  set({ job: null });
  await remove(`/api/jobs/${job.id}`).catch(() => null);
}
