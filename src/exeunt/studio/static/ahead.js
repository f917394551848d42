// Makes ready what may be asked next while nobody waits for anything, so that its answer is there at once.

import { post, events, view } from "./ask.js";
import { state } from "./state.js";

const PAUSE = 400; // milliseconds until it is looked again whether there is something to do
const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE));

// Until `box` is taken from the page: what `next` says is run, paired with `run`, and compared with what `before` gives.
// `next` returns changes that it is told are not ready yet, `ready` collects those that are, as text.
export async function workAhead({ box, run, next, before, ready }) {
  const failed = new Set();
  do {
    await pause();
    if (document.hidden || state.job) continue;
    const changes = next((text) => ready.has(text) || failed.has(text));
    if (!changes) continue;
    const base = await before().catch(() => null);
    if (!base) return; // stopped, or it cannot be run, which whoever asks for it is told
    const text = JSON.stringify(changes);
    try {
      const made = await makeReady({ run, changes, mean: true, ahead: true });
      if (!made) continue; // others are served first
      await view("difference", { run: base, against: made });
      ready.add(text);
    } catch { failed.add(text); }
  } while (box.isConnected);
}

async function makeReady(asked) {
  const started = await post("/api/jobs", asked);
  if (!started.job) return started.run;
  let ended = null;
  for await (const event of events(`/api/jobs/${started.job}/events`)) ended = event;
  if (ended?.kind !== "done") throw new Error(ended?.error);
  return started.run;
}
