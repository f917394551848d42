// Builds elements; text is always text, so nothing that a scenario says can become markup.

import { W } from "./words.js";

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

export function show(box, ...children) {
  box.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return box;
}

// a half goes to the even number, as in tables and reports (bands.whole)
export const number = (value, digits = 0, least = 0) =>
  value === null || value === undefined || Number.isNaN(value)
    ? "–"
    : value.toLocaleString("en-GB", { maximumFractionDigits: digits, minimumFractionDigits: least, roundingMode: "halfEven" });

// with all its decimals, as the count has them that stands beside it
export const exact = (value, digits = 0) => number(value, digits, digits);

export function dayInWords(day) {
  const [y, m, d] = day.split("-").map(Number);
  return `${d} ${W.months[m - 1]} ${y}`;
}

// on a small screen each row is a list of its cells (style.css), which without roles would be a table no more
export function table(caption, heads, rows, { numeric = [], hidden = false } = {}) {
  const cell = (tag, content, place, more = {}) =>
    make(tag, { class: numeric.includes(place) ? "number" : null, role: "cell", ...more }, content);
  return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    make("table", { role: "table" },
      make("caption", { class: hidden ? "unseen" : null }, caption),
      make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, heads.map((head, place) => cell("th", head, place, { scope: "col", role: "columnheader" })))),
      make("tbody", { role: "rowgroup" }, rows.map((row) => {
        const cells = Array.isArray(row) ? row : row.cells;
        return make("tr", { class: row.class ?? null, role: "row" }, cells.map((content, place) => cell("td", content, place, { "data-head": heads[place] })));
      }))));
}

// an address is followed only where a browser may go, and tells nobody where it came from
export function source(told) {
  if (!told) return null;
  return make("span", { class: `source ${told.stance}` }, told.stance === "assumption" ? W.assumedSource : null,
    followed(told, [told.said_by || W.nobody, told.date, told.stance].filter(Boolean).join(", ")));
}

// whose word it is, where the rest stands beside
export const speaker = (told) => followed(told, told.said_by || W.nobody);

function followed(told, words) {
  const safe = /^https?:\/\//i.test(told.url || "");
  return safe ? make("a", { href: told.url, rel: "noreferrer noopener", target: "_blank", title: told.note }, words)
    : make("span", { title: told.note }, words);
}

// a sentence in which addresses can be followed, and what stands in backticks is code
export function sentence(text) {
  return text.split(/(https?:\/\/[^\s)]+|`[^`]+`)/).map((part) => {
    if (/^https?:/.test(part)) return make("a", { href: part, rel: "noreferrer noopener", target: "_blank" }, part);
    return /^`/.test(part) ? make("code", {}, part.slice(1, -1)) : part;
  });
}

export function field(label, input, note = null) {
  return make("label", { class: "field" }, make("span", {}, label), input, note ? make("small", {}, note) : null);
}
