// What if: rules as switches with dates, readings as choices, constants in a drawer, and beside them what changes.

import { make, show, number, sentence, source } from "./make.js";
import { view } from "./ask.js";
import { state, set, reset, follow, isChanged } from "./state.js";
import { isReady, workAhead } from "./ahead.js";
import { results } from "./compare.js";
import { W } from "./words.js";

const words = W.whatif;
const DELAY = 150; // a few switches in a row are one question, where its answer is not there yet

export async function page() {
  const run = state.run;
  const [knobs, overview] = await Promise.all([view("view/knobs", { run }), view("view/overview", { run })]);
  const answer = make("section", { "aria-live": "polite" });
  const list = make("ul", { tabindex: "-1" }), message = make("div", {}), runButton = make("button", { type: "button", class: "main" }, words.run);
  const { usual, least, most } = knobs.ensemble;
  const members = make("input", { type: "number", min: String(least), max: String(most), step: "1", value: String(usual) });
  const undo = make("button", { type: "button" }, words.undo);
  const box = make("div", { class: "whatif" });
  const rules = make("div", { class: "rules" });

  const drawList = () => {
    const told = inWords(knobs);
    show(list, told.length ? told.map(item) : make("li", { class: "faint" }, words.nothing));
    undo.disabled = !told.length;
    runButton.disabled = !told.length || !members.checkValidity();
    box.classList.toggle("different", told.length > 0);
  };
  const item = ([text, back, isWritten]) => make("li", {}, text, " ", make("button", { type: "button", class: "plain", onclick: () => {
    back();
    changed();
    if (!isWritten) { drawRules(); drawKnobs(); }
    list.focus({ preventScroll: true });
  } }, words.back));
  let waiting;
  const changed = () => {
    set({ changes: state.changes });
    drawList();
    clearTimeout(waiting);
    show(message);
    if (!isChanged()) { set({ after: null, showAfter: false }); tell(words.empty); return; }
    if (!answer.querySelector(".say")) tell(words.working);
    waiting = setTimeout(() => compare(true), isReady(run, state.changes) ? 0 : DELAY);
  };
  const few = make("div", {});
  members.addEventListener("input", () => {
    show(few, members.checkValidity() ? null : make("p", { class: "refusal", role: "alert" }, words.few(least, most)));
    drawList();
  });
  const tell = (sentence) => show(answer, make("p", { class: "lead" }, sentence));
  // the run without changes that pairs; the studio runs it once
  const base = async (mean, count) => (mean && overview.mean ? run : follow({ run, changes: {}, mean, members: mean ? undefined : count }, mean ? W.baseMean : W.baseRun));
  const compare = async (mean) => {
    const asked = JSON.stringify(state.changes), count = Number(members.value) || undefined;
    const stillAsked = () => asked === JSON.stringify(state.changes) && state.run === run;
    const refuse = (kind, sentence) => { show(message, make("p", { class: kind, role: "alert" }, sentence)); show(answer); };
    answer.classList.add("stale");
    try {
      const same = !mean && count === knobs.members && !overview.mean;
      const before = same ? run : await base(mean, count);
      const after = before && (await follow({ run, changes: state.changes, mean, members: mean ? undefined : count }, mean ? W.meanRun : W.changedRun));
      if (!after) { if (stillAsked()) refuse("notice", W.stopped); return; }
      if (!stillAsked()) return;
      set({ after, afterOf: before });
      const told = await results(before, after);
      if (stillAsked()) show(answer, told);
    } catch (error) { if (stillAsked()) refuse("refusal", error.message); } finally { answer.classList.remove("stale"); }
  };
  runButton.addEventListener("click", () => { clearTimeout(waiting); compare(false); });
  undo.addEventListener("click", () => { reset(); changed(); drawRules(); drawKnobs(); });

  const find = make("input", { type: "search" });
  const holding = make("details", { class: "drawer" }), drawers = make("div", {});
  const drawRules = () => {
    const wanted = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = knobs.rules.filter((rule) => wanted.every((word) => `${rule.country} ${rule.what} ${rule.only} ${rule.ids.join(" ")}`.toLowerCase().includes(word)));
    show(rules, byCountry(found.filter((rule) => rule.changes), changed));
    const others = found.filter((rule) => !rule.changes);
    show(holding, make("summary", {}, `${words.always} (${others.length})`), byCountry(others, changed));
    holding.hidden = !others.length;
  };
  const drawKnobs = () => show(drawers, adding(knobs, changed), readings(knobs, changed), constants(knobs, changed));
  find.addEventListener("input", drawRules);
  drawRules();
  drawKnobs();
  drawList();
  show(box,
    make("div", { class: "controls" }, make("p", { class: "lead" }, words.lead),
      make("div", { class: "runbar" }, runButton, make("label", { class: "field" }, make("span", {}, words.members), members), undo, few, list)),
    make("div", { class: "answers", tabindex: "-1" }, make("h2", {}, words.result), message, answer),
    make("div", { class: "switches" }, make("h2", {}, words.changing), knobs.unheard ? make("p", { class: "faint" }, knobs.unheard) : null, make("label", { class: "field" }, make("span", {}, words.find), find), rules, holding, drawers),
    make("p", { class: "jump" }, make("button", { type: "button", class: "main", onclick: () => { const result = box.querySelector(".answers"); result.focus({ preventScroll: true }); result.scrollIntoView(); } }, words.seen)));
  tell(isChanged() ? words.working : words.empty);
  if (isChanged()) {
    if (state.after && state.afterOf) results(state.afterOf, state.after).then((told) => show(answer, told)).catch(() => changed());
    else changed();
  }
  return box;
}

// what is one switch away is made ready while the run is looked at
export async function prepare(run) {
  const [knobs, overview] = await Promise.all([view("view/knobs", { run }), view("view/overview", { run })]);
  await workAhead({ run, isMean: overview.mean, next: (isLeft) => switched(knobs.rules).find((changes) => isChanged(changes) && isLeft(changes)) });
}

const nameOf = (rule) => `${rule.country}: ${rule.what}`;
const drop = (list, items) => list.filter((each) => !items.includes(each));

const isOn = (rule) => (rule.later ? rule.ids.every((id) => state.changes.supposed.includes(id)) : !rule.ids.some((id) => state.changes.without.includes(id)));

// the changes there are, with one rule switched
function withSwitched(rule) {
  const changes = structuredClone(state.changes), key = rule.later ? "supposed" : "without";
  changes[key] = isOn(rule) === Boolean(rule.later) ? drop(changes[key], rule.ids) : [...changes[key], ...rule.ids];
  if (!rule.later && isOn(rule)) for (const id of rule.ids) delete changes.moved[id];
  return changes;
}

// what is one switch away: that of the rule pointed at first, then as they stand in the list
function switched(known) {
  const pointed = document.querySelector(".rule:hover, .rule:focus-within")?.dataset.rule;
  const acting = known.filter((rule) => rule.changes || rule.ids[0] === pointed);
  return acting.sort((one, other) => (other.ids[0] === pointed) - (one.ids[0] === pointed)).map(withSwitched);
}

function byCountry(rules, changed) {
  const groups = Map.groupBy ? Map.groupBy(rules, (rule) => rule.country) : rules.reduce((map, rule) => map.set(rule.country, [...(map.get(rule.country) ?? []), rule]), new Map());
  return [...groups].map(([country, rows]) => [make("h3", {}, country), rows.map((rule) => ruleSwitch(rule, changed))]);
}

function ruleSwitch(rule, changed) {
  const box = make("input", { type: "checkbox", checked: isOn(rule), role: "switch" });
  const row = make("div", { class: rule.later ? "rule later" : "rule", "data-rule": rule.ids[0] });
  const paint = () => { row.classList.toggle("off", !box.checked); row.classList.toggle("changed", rule.later ? box.checked : !box.checked || rule.ids.some((id) => id in state.changes.moved)); };
  const dates = rule.ids.length === 1 && !rule.later ? make("div", { class: "dates" }, [words.from, words.until].map((name, place) => ending(rule, place, name, () => {
    paint();
    changed();
  }))) : null;
  box.addEventListener("change", () => {
    state.changes = withSwitched(rule);
    paint();
    changed();
  });
  paint();
  return show(row, make("span", {}, box), make("div", {},
    make("label", {}, label(box, rule)), rule.later ? make("small", {}, ` ${words.later}`) : null, make("br"),
    make("small", {}, rule.later ? W.map.since(rule) + "; " : rule.announced ? words.announced(rule.announced) : "", rule.sources.map((each, place) => [place ? "; " : "", source(each)])), dates));
}

// the first or last day of a rule, with the hour if it has one; what was there typed again is no change
function ending(rule, place, name, changed) {
  const [id] = rule.ids, before = [rule.since ?? "", rule.until ?? ""], now = () => state.changes.moved[id] ?? before;
  const [day, hour] = now()[place].split(" ");
  const typed = () => {
    const end = [on.value, on.value && at?.value].filter(Boolean).join(" "), ends = now().map((each, other) => (other === place ? end : each));
    if (ends.join() === before.join()) delete state.changes.moved[id]; else state.changes.moved[id] = ends;
    changed();
  };
  const on = make("input", { type: "date", value: day, onchange: typed });
  const at = before[place].includes(" ") ? make("input", { type: "time", value: hour ?? "", "aria-label": words.hour(name), onchange: typed }) : null;
  return make("div", {}, make("label", {}, make("small", {}, `${name} `), on), " ", at);
}

function label(box, rule) {
  box.id = `rule-${rule.ids[0]}`;
  const text = make("span", {}, `${rule.what}${rule.only && ` (${rule.only})`}`);
  queueMicrotask(() => text.parentElement?.setAttribute("for", box.id));
  return text;
}

function adding(knobs, changed) {
  const option = (value, text) => make("option", { value }, text);
  const where = make("select", {}, ["country", "gate"].map((kind) => make("optgroup", { label: words.kinds[kind] }, knobs.where.filter((each) => each.kind === kind).map((each) => option(each.id, each.name)))));
  const act = make("select", {}, knobs.acts.map((each) => option(each, words.acts[each])));
  const effect = make("input", { list: "effects", value: "deny" });
  const who = make("select", {}, option("", words.everyone), Object.entries(knobs.traits).map(([trait, values]) => make("optgroup", { label: trait }, values.map((value) => option(`${trait} = ${value}`, `${trait}: ${value}`)))));
  const since = make("input", { type: "date" }), until = make("input", { type: "date" });
  const told = make("div", {});
  const put = make("button", { type: "button", onclick: async () => {
    const rule = Object.fromEntries(Object.entries({ where: where.value, act: act.value, effect: effect.value, who: who.value, since: since.value, until: until.value }).filter(([, value]) => value));
    try {
      show(told, odd(await written(rule)));
      state.changes.added = [...state.changes.added, rule];
      changed();
    } catch (error) { show(told, make("p", { class: "refusal", role: "alert" }, error.message)); }
  } }, words.put);
  const field = (text, input) => make("label", { class: "field" }, make("span", {}, text), input);
  return make("details", { class: "drawer" }, make("summary", {}, words.add),
    make("div", { class: "filters" }, field(words.where, where), field(words.act, act), field(words.effect, effect), field(words.who, who), field(words.from, since), field(words.until, until), put), told,
    make("datalist", { id: "effects" }, Object.entries(words.effects).map(([value, text]) => make("option", { value }, text))));
}

function readings(knobs, changed) {
  if (!knobs.readings.length) return null;
  return make("details", { class: "drawer" }, make("summary", {}, words.readings), knobs.readings.map((each) => {
    const choose = (value, ...label) => make("label", {}, make("input", { type: "radio", name: `reading-${each.quantity}`, checked: (state.changes.readings[each.quantity] ?? "") === value, onchange: () => {
      if (value) state.changes.readings[each.quantity] = value; else delete state.changes.readings[each.quantity];
      changed();
    } }), make("span", {}, ...label));
    return make("fieldset", {}, make("legend", {}, each.called), choose("", words.weighed),
      each.claims.map((claim) => choose(claim.claim, claim.value === null ? "" : `${number(claim.value, 2)} ${claim.unit} `, source(claim.source) ?? claim.claim, ` (${Math.round(100 * claim.weight)} %)`)));
  }));
}

function constants(knobs, changed) {
  return make("details", { class: "drawer" }, make("summary", {}, `${words.constants} (${knobs.constants.length})`), make("p", { class: "faint" }, words.constantsNote),
    knobs.constants.map((each) => make("div", { class: "knob" }, make("label", { class: "line" }, make("span", {}, each.called), make("input", { type: "number", step: "any", value: state.changes.constants[each.name] === undefined ? "" : String(state.changes.constants[each.name]), onchange: (event) => {
      if (event.target.value === "") delete state.changes.constants[each.name]; else state.changes.constants[each.name] = Number(event.target.value);
      changed();
    } })), make("small", {}, `${words.ran(number(each.ran_low, 3), number(each.ran_high, 3))} ${each.unit === "1" ? "" : each.unit}; `, sentence(each.meaning), " ", each.sources.map((each, place) => [place ? "; " : "", source(each)])))));
}

// a rule that somebody wrote as the studio tells rules, or a refusal
const written = (rule) => view("rule", { run: state.run, ...rule });

const odd = (told) => told.odd.map((each) => make("p", { class: "odd" }, sentence(each)));

function inOwnWords(rule) {
  const box = make("span", {}, words.added(Object.values(rule).join(" · ")));
  written(rule).then((told) => show(box, words.added(words.rule(told)), odd(told)), () => null); // as it was written, where it can be none
  return box;
}

// as a rule is told once it has other ends: of one that begins on a day that was typed it is known when it begins
function datedAnew(id, [since, until], name) {
  const box = make("span", {}, words.moved(name, since, until));
  view("dated", { run: state.run, rule: id, since, until }).then((told) => show(box, words.moved(nameOf(told), since, until)), () => null);
  return box;
}

// what is changed, each with how it is taken back and whether it is a rule that somebody wrote
function inWords(knobs) {
  const { changes } = state;
  const known = (id) => knobs.rules.find((each) => each.ids.includes(id)) ?? { ids: [id] };
  const called = (rule) => (rule.what ? nameOf(rule) : rule.ids[0]);
  const rules = (key) => [...new Set(changes[key].map((id) => known(id).ids[0]))].map(known);
  const told = (key, say) => rules(key).map((rule) => [say(called(rule)), () => { state.changes[key] = drop(state.changes[key], rule.ids); }]);
  const named = (key, say) => Object.entries(changes[key]).map(([name, value]) => [say(name, value), () => { delete state.changes[key][name]; }]);
  const believed = (quantity, id) => {
    const found = knobs.readings.find((each) => each.quantity === quantity), claim = found?.claims.find((each) => each.claim === id);
    return words.believed(found?.called ?? quantity, claim?.said_by || id);
  };
  return [
    ...told("without", words.off), ...named("moved", (id, ends) => datedAnew(id, ends, called(known(id)))), ...told("supposed", words.on),
    ...changes.added.map((rule) => [inOwnWords(rule), () => { state.changes.added = state.changes.added.filter((each) => each !== rule); }, true]),
    ...named("readings", believed), ...named("constants", (name, value) => words.held(knobs.constants.find((each) => each.name === name)?.called ?? name, value)),
  ];
}
