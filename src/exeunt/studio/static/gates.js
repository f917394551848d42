// Beside the map: the longest lines of the day, and the card of what was chosen, a gate, a country or a way.

import { make, show, number, source } from "./make.js";
import { view } from "./ask.js";
import { figure, pictures } from "./pictures.js";
import { W } from "./words.js";

const MOST = 8;

export function listLines(box, movement, day, onPick) {
  const gates = movement.gates.map((row) => [row.line[day], row]).filter(([people]) => people >= movement.few).sort((a, b) => b[0] - a[0]).slice(0, MOST);
  const ends = movement.countries.map((row) => [row.day[day], row]).filter(([people]) => people >= 1).sort((a, b) => b[0] - a[0]).slice(0, MOST);
  const line = ([people, row]) => make("li", {}, make("button", { type: "button", onclick: () => onPick({ kind: "gate", ...row }) },
    make("span", {}, W.map.called(row)), make("b", {}, number(people)), make("small", {}, [W.map.wait(row, day), W.map.vehicles(row, day)].filter(Boolean).join(", "))));
  const end = ([people, row]) => make("li", { class: row.assumed ? "assumed" : null }, make("button", { type: "button", class: row.assumed ? "assumed" : null, onclick: () => onPick({ kind: "country", ...row }) },
    make("span", {}, row.name), make("b", {}, number(people)), row.assumed ? make("small", {}, W.pairs.assumed) : null));
  show(box, make("h2", {}, W.map.longest(movement.days[day])), gates.length ? make("ol", {}, gates.map(line)) : make("p", { class: "faint" }, W.map.noLine(movement.few)),
    make("h2", {}, W.map.arriving(movement.days[day])), make("ol", {}, ends.map(end)));
}

// the card of what was chosen; it answers a function that brings it to another day
export function card(box, run, movement, chosen, day, onClose) {
  const facts = make("div", {}), limits = make("div", {}), rules = make("div", {}), counted = make("div", {});
  const heading = make("h2", { tabindex: "-1" }, W.map.called(chosen));
  show(box, make("section", { class: "card" }, make("div", { class: "top" }, heading, make("button", { type: "button", onclick: onClose }, W.map.close)), facts, limits, rules, counted));
  let waiting;
  const put = (at) => {
    show(facts, told(chosen, at));
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const found = await view("acting", { run, on: chosen.id, day: movement.days[at] }).catch(() => []);
      show(rules, make("h3", {}, W.map.gate.rules(movement.days[at])), found.length ? make("ul", {}, found.map(rule)) : make("p", { class: "faint" }, W.map.gate.none));
    }, 120);
  };
  put(day);
  if (chosen.kind === "gate") fill(limits, counted, run, chosen.id);
  return put;
}

function told(chosen, at) {
  if (chosen.kind === "gate") return [make("p", {}, W.map.line(chosen, at)), make("p", { class: "faint" }, [W.map.wait(chosen, at), W.map.vehicles(chosen, at)].filter(Boolean).join(", "))];
  if (chosen.kind === "way") return [make("p", {}, W.map.way(chosen, at)), chosen.assumed ? make("p", { class: "assumed-tag" }, W.map.assumed) : null];
  if (!chosen.day) return [];
  return [make("p", {}, W.map.arrived(chosen, at)), make("p", { class: "faint" }, W.map.inAll(chosen)), chosen.assumed ? make("p", { class: "assumed-tag" }, W.map.assumed) : null];
}

export function rule(told) {
  return make("li", {}, told.country ? make("b", {}, `${told.country}: `) : null, told.what, told.only && ` (${told.only})`, make("br"),
    make("small", {}, W.map.since(told), "; ", told.sources.length ? told.sources.map((each, place) => [place ? "; " : "", source(each)]) : W.map.noSource));
}

async function fill(box, counted, run, id) {
  const gate = await view("gate", { run, id }).catch(() => null);
  if (!gate) return;
  const most = gate.capacities.map((each) => `${number(each.number)} ${each.what}`).join(", ");
  const facts = [[W.map.gate.clears, gate.note], [W.map.gate.capacity, most ? [most, " ", source(gate.claim)] : W.map.gate.unlimited(gate.seats)], [W.map.gate.hours, gate.hours || W.map.gate.always]];
  show(box, make("dl", {}, facts.filter(([, value]) => value).map(([name, value]) => [make("dt", {}, name), make("dd", {}, value)])));
  show(counted, make("h3", {}, W.map.gate.counted),
    gate.figures.length ? make("ul", {}, gate.figures.map(figure)) : make("p", { class: "faint" }, W.map.gate.notCounted),
    make("details", { class: "drawer", ontoggle: (event) => { if (event.target.open && event.target.children.length === 1) event.target.append(...pictures(gate.pictures)); } }, make("summary", {}, W.map.gate.days)));
}

