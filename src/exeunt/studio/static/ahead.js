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
  if (working === run) return;
  working = run;
  let compared = null; // one is compared while the next is run
  while (state.run === run && working === run) {
    const changes = document.hidden || state.job ? null : next((each) => !begun.has(named(run, each)));
    if (!changes) { await pause(PAUSE); continue; }
    // by the process that answers what is asked, so that it has opened the run by then
    const before = isMean ? run : await makeReady({ run, changes: {}, mean: true }).catch(() => null);
    if (!before) break;
    const started = performance.now();
    try {
      const after = await makeReady({ run, changes, mean: true, ahead: true });
      if (!after) { await pause(BUSY); continue; }
      begun.add(named(run, changes));
      if (performance.now() - started > LONG) break;
      await compared;
      compared = view("difference", { run: before, against: after }).then(() => ready.add(named(run, changes)), () => null);
    } catch { begun.add(named(run, changes)); } // whoever asks for it is told why
  }
  if (working === run) working = null;
}

// resolves to the run, or null where others are served first
async function makeReady(asked) {
  const started = await post("/api/jobs", asked);
  if (!started.job) return started.run;
  let ended = null;
  for await (const event of events(`/api/jobs/${started.job}/events`)) ended = event;
  if (ended?.kind !== "done") throw new Error(ended?.error);
  return started.run;
}
