// The page of the map: finding, map, time bar, and what stands beside.

import { make, show, field } from "./make.js";
import { save } from "./ask.js";
import { state, set } from "./state.js";
import { FlowMap } from "./map.js";
import { timebar } from "./timebar.js";
import { listLines, card } from "./gates.js";
import { W } from "./words.js";

const MOST_FOUND = 8;

export function mapView({ run, movement, overview, land }) {
  const canvas = make("canvas", { role: "img", "aria-label": W.map.label });
  const tip = make("div", { class: "tip", hidden: true });
  const side = make("aside", { class: "side", "aria-label": W.map.longest(movement.days[0]).replace(/ on .*/, "") });
  const lists = make("div", {}), chosenBox = make("div", {});
  show(side, finder(movement, (found) => pick(found)), chosenBox, lists);
  let moveCard = null, shownDay = -1, asked = null; // from where the card was asked for
  const first = Math.max(0, movement.days.indexOf(state.day ?? busiest(movement)));
  const tools = make("div", { class: "zoom" }), map = new FlowMap(canvas, tip, { onPick: pick, tools });
  map.words = (found, day) => ({ gate: () => `${found.name}: ${W.map.line(found, day)}`, way: () => W.map.way(found, day), country: () => (found.day ? `${found.name}: ${W.map.arrived(found, day)}` : null) })[found.kind]();

  function pick(found) {
    map.chosen = found?.id ?? null;
    map.dirty = true;
    set({ on: found?.id ?? null });
    moveCard = null;
    if (found && !chosenBox.contains(document.activeElement)) asked = document.activeElement;
    chosenBox.replaceChildren();
    if (!found) { asked?.focus({ preventScroll: true }); return; }
    moveCard = card(chosenBox, run, movement, found, Math.max(0, shownDay), () => pick(null));
    chosenBox.querySelector("h2").focus({ preventScroll: true });
    const { top } = chosenBox.getBoundingClientRect();
    if (top < 0 || top > innerHeight - 120) chosenBox.scrollIntoView({ block: "start" }); // below the map on a small screen
  }

  const bar = timebar(movement, overview, first, (day, from) => {
    map.setDay(day);
    const whole = Math.round(day);
    state.seen = movement.days[whole];
    if (whole !== shownDay) {
      shownDay = whole;
      listLines(lists, movement, whole, pick);
      moveCard?.(whole);
    }
    if (from !== "play" && from !== "first") later(movement.days[whole]);
  });
  bar.put(first, "first");
  map.set(movement, land);
  map.start();
  canvas.studio = map; // for whoever measures
  const on = state.on && everything(movement).find((row) => row.id === state.on);
  if (on) queueMicrotask(() => pick(on));
  const { view } = movement;
  const stage = make("div", { class: "stage" });
  stage.style.aspectRatio = `${view.right - view.left} / ${view.top - view.bottom}`;
  const zoom = (sign, words, by) => make("button", { type: "button", "aria-label": words, title: words, onclick: () => map.zoomTo(by ? map.zoom * by : 1) }, sign);
  return make("div", { class: "mapped" },
    make("div", { class: "finding" }, overview.finding.map((each) => make("p", {}, each)), overview.too_few ? make("p", { class: "faint" }, overview.too_few) : null),
    make("div", {},
      show(stage, canvas, tip, show(tools, zoom("+", W.map.zoomIn, 1.6), zoom("−", W.map.zoomOut, 1 / 1.6), zoom("◻", W.map.whole), make("button", { type: "button", "aria-label": W.map.png, title: W.map.png, onclick: () => canvas.toBlob((blob) => save(blob, `map-${movement.days[shownDay]}.png`)) }, "⤓"))),
      bar.box,
      make("ul", { class: "key" }, W.map.key.map(([name, words]) => make("li", {}, make("i", { class: name }), words))),
      make("p", { class: "faint" }, W.map.estimated(overview.mean))),
    side);
}

const everything = ({ gates, countries, ways }) => [["gate", gates], ["country", countries], ["way", ways]].flatMap(([kind, rows]) => rows.map((row) => ({ kind, ...row })));

// whatever is called by some words: what is called just so first, then countries
function named(all, typed) {
  const whole = typed.trim().toLowerCase(), words = whole.split(/\s+/);
  const rank = ([name, { kind }]) => (name.toLowerCase() === whole ? 0 : kind === "country" ? 1 : 2);
  return all.filter(([name]) => whole && words.every((word) => name.toLowerCase().includes(word))).sort((one, other) => rank(one) - rank(other));
}

// whatever can be clicked on the map, found by its name; Enter takes the first
function finder(movement, onPick) {
  const all = everything(movement).map((row) => [W.map.called(row), row]), found = make("ol", { class: "found" });
  const input = make("input", { type: "search", autocomplete: "off", oninput: () => {
    const some = named(all, input.value);
    show(found, some.slice(0, MOST_FOUND).map(([name, row]) => make("li", {}, make("button", { type: "button", onclick: () => onPick(row) }, name))), input.value.trim() && !some.length ? make("li", { class: "faint" }, W.map.notFound) : null);
  } });
  const first = (event) => { event.preventDefault(); found.querySelector("button")?.click(); };
  return make("form", { class: "finder", role: "search", onsubmit: first }, field(W.map.find, input), found);
}

let waiting;
// browsers refuse an address that changes with every pixel
function later(day) { clearTimeout(waiting); waiting = setTimeout(() => set({ day }), 250); }

function busiest(movement) {
  const lines = movement.days.map((_, place) => movement.gates.reduce((sum, row) => sum + (row.air ? 0 : row.line[place]), 0));
  const arrivals = movement.days.map((_, place) => movement.countries.reduce((sum, row) => sum + row.day[place], 0));
  const series = Math.max(...lines) > 0 ? lines : arrivals;
  return movement.days[series.indexOf(Math.max(...series))];
}
