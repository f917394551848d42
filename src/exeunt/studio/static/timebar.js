// The time bar: a day to scrub to or play, over a small picture of all arrivals and of when rules change.

import { make, dayInWords, number } from "./make.js";
import { W } from "./words.js";

const DAYS_A_SECOND = 3;

export function timebar(movement, overview, day, onDay) {
  const days = movement.days, last = days.length - 1;
  const totals = days.map((_, place) => movement.countries.reduce((sum, row) => sum + row.day[place], 0));
  const drawing = make("canvas", { "aria-hidden": "true" });
  const words = make("output", {});
  const slider = make("input", { type: "range", min: "0", max: String(last), step: "1", "aria-label": W.map.day, disabled: last === 0 });
  const play = make("button", { type: "button" }, W.map.play);
  const until = overview.known_until ? days.indexOf(overview.known_until) : -1;
  let now = day, playing = 0;

  const put = (place, from = "slider") => {
    now = Math.min(last, Math.max(0, place));
    const whole = Math.round(now);
    slider.value = String(whole);
    words.textContent = dayInWords(days[whole]);
    slider.setAttribute("aria-valuetext", `${dayInWords(days[whole])}, ${number(totals[whole])} arrive`);
    paint(drawing, totals, now, until);
    onDay(now, from);
  };
  const stop = () => { playing = 0; play.textContent = W.map.play; };
  slider.addEventListener("input", () => { stop(); put(Number(slider.value)); });
  play.addEventListener("click", () => {
    if (playing) { stop(); put(Math.round(now), "stop"); return; }
    if (now >= last) now = 0;
    playing = performance.now();
    play.textContent = W.map.pause;
    const step = (time) => {
      if (!playing || !drawing.isConnected) return;
      const next = now + ((time - playing) / 1000) * DAYS_A_SECOND;
      playing = time;
      if (next >= last) { stop(); put(last, "stop"); return; }
      put(next, "play");
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
  new ResizeObserver(() => paint(drawing, totals, now, until)).observe(drawing);
  const box = make("div", { class: "timebar" }, play, make("div", { class: "track" }, drawing, slider), words,
    overview.known_until && overview.known_until < days[last] ? make("div", { class: "faint" }, W.map.forecast(overview.known_until)) : null);
  return { box, put };
}

function paint(canvas, totals, now, until) {
  const width = canvas.clientWidth, height = canvas.clientHeight;
  if (!width) return;
  const ratio = devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio)) { canvas.width = width * ratio; canvas.height = height * ratio; }
  const pen = canvas.getContext("2d"), most = Math.max(1, ...totals), inset = 8; // half of a slider's thumb
  const x = (place) => inset + (place / Math.max(1, totals.length - 1)) * (width - 2 * inset);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  const bar = Math.max(1, (width - 2 * inset) / totals.length - 1);
  totals.forEach((total, place) => {
    const tall = (total / most) * (height - 4);
    pen.fillStyle = place <= now ? "#0072B2" : "#b9cfdd";
    pen.fillRect(x(place) - bar / 2, height - tall, bar, tall);
  });
  if (until >= 0 && until < totals.length - 1) {
    pen.strokeStyle = "#1b1b1b";
    pen.setLineDash([2, 3]);
    pen.beginPath(); pen.moveTo(x(until + 0.5), 0); pen.lineTo(x(until + 0.5), height); pen.stroke();
    pen.setLineDash([]);
  }
}
