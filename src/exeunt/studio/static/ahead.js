// Makes ready what may be asked next while nobody waits for anything, so that its answer is there at once.

import { post, events, view } from "./ask.js";
import { state } from "./state.js";

const PAUSE = 400, BUSY = 3000; // milliseconds until it is looked again whether there is something to do, and room for it
const LONG = 20000; // a world that takes as long to run is run only when somebody asks
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
const begun = new Set(), ready = new Set();
const named = (run, changes) => JSON.stringify([run, changes]);
let working = null;

export const isReady = (run, changes) => ready.has(named(run, changes));

// As long as `run` is looked at: what `next` gives, changes that it is told are left to do, is run and compared with the
// mean course of `run`, which is the run itself if that is one.
export async function workAhead({ run, isMean, next }) {
  if (working?.run === run) return;
  const mine = working = { run };
  try { await workOn(mine, isMean, next); } finally { if (working === mine) working = null; }
}

async function workOn(mine, isMean, next) {
  const { run } = mine, isLeft = (changes) => !begun.has(named(run, changes));
  let compared = null; // one is compared while the next is run
  while (state.run === run && working === mine) {
    if (document.hidden || state.job || !next(isLeft)) { await pause(PAUSE); continue; }
    const before = isMean ? run : await makeReady(run, {}).catch(() => undefined);
    if (before === undefined) return; // whoever asks for it is told why
    const changes = next(isLeft), started = performance.now(); // what is pointed at by now
    const after = before && changes ? await makeReady(run, changes).catch(() => undefined) : null;
    if (after === null) { await pause(BUSY); continue; }
    begun.add(named(run, changes));
    if (performance.now() - started > LONG) return;
    await compared;
    compared = after && view("difference", { run: before, against: after }).then(() => ready.add(named(run, changes)), () => null);
  }
}

// resolves to the run, or null where others are served first or somebody stopped it
async function makeReady(run, changes) {
  const started = await post("/api/jobs", { run, changes, mean: true, ahead: true });
  if (!started.job) return started.run;
  let ended = null;
  for await (const event of events(`/api/jobs/${started.job}/events`)) ended = event;
  if (ended?.kind === "stopped") return null;
  if (ended?.kind !== "done") throw new Error(ended?.error);
  return started.run;
}
