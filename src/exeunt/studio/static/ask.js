// Asks the studio, with the token that only this page knows. It is kept in memory: a reload begins anew.

import { W } from "./words.js";

let opening = null;
const kept = new Map();

export class Refusal extends Error {
  constructor(sentence, faults) {
    super(sentence);
    this.faults = faults ?? [];
  }
}

async function token() {
  opening ??= send("/api/tab", { method: "POST" }, "new").then((answer) => answer.json()).then((told) => told.tab);
  return opening;
}

async function send(address, options, tab) {
  let answer;
  try {
    answer = await fetch(address, { ...options, headers: { ...options.headers, "X-Exeunt-Tab": tab }, cache: options.cache ?? "no-store" });
  } catch {
    throw new Refusal(W.silent);
  }
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({}));
    throw new Refusal(told.error ?? W.answered(answer.status), told.faults);
  }
  return answer;
}

const address = (path, query) => (query ? `${path}?${new URLSearchParams(query)}` : path);

export async function get(path, query) {
  return (await send(address(path, query), { method: "GET" }, await token())).json();
}

// a run does not change, so what it answered once it answers again
export function view(name, query) {
  const key = JSON.stringify([name, query]);
  if (!kept.has(key)) {
    kept.set(key, get(`/api/${name}`, query).catch((error) => { kept.delete(key); throw error; }));
    if (kept.size > 80) kept.delete(kept.keys().next().value);
  }
  return kept.get(key);
}

export async function post(path, body) {
  return (await send(path, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }, await token())).json();
}

export async function upload(path, query, file) {
  return (await send(address(path, query), { method: "POST", body: file, headers: { "Content-Type": "application/octet-stream" } }, await token())).json();
}

export async function remove(path) {
  await send(path, { method: "DELETE" }, await token());
}

export async function download(path, query, name) {
  const answer = await send(address(path, query), { method: "GET" }, await token());
  save(await answer.blob(), name);
}

export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// server-sent events by fetch, since an EventSource cannot carry the token
export async function* events(path) {
  const answer = await send(path, { method: "GET" }, await token());
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n\n");
    rest = parts.pop();
    for (const part of parts) if (part.startsWith("data: ")) yield JSON.parse(part.slice(6));
  }
}

export async function land() {
  return (await fetch("/static/land.json")).json();
}
