// The report's pictures, drawn by Vega when they come into sight; the script that draws is fetched with the first.

import { make, source } from "./make.js";
import { save } from "./ask.js";
import { W } from "./words.js";

let drawer = null;

function vega() {
  drawer ??= new Promise((done, failed) => {
    const script = make("script", { src: "/static/vega.js" });
    script.onload = () => done(window.vegaEmbed);
    script.onerror = () => failed(new Error(W.fans.drawn));
    document.head.append(script);
  });
  return drawer;
}

// `ast` reads expressions without compiling them, which the page's own policy forbids; so it does style elements
const OPTIONS = { actions: false, renderer: "svg", ast: true, logLevel: 1, defaultStyle: false, tooltip: { disableDefaultStyle: true } };
const drawn = new Map();
const sight = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => { sight.unobserve(entry.target); draw(entry.target); }), { rootMargin: "300px" });

async function draw(box) {
  const picture = box.picture, width = box.clientWidth;
  if (!width) { sight.observe(box); return; }
  const spec = { ...picture.spec, width };
  if (picture.aspect) spec.height = Math.round(Math.max(240, width * picture.aspect));
  try {
    const embed = await vega();
    box.shown?.finalize();
    box.shown = await embed(box, spec, OPTIONS);
    // the box says what the picture shows, where Vega would say that it is one; its thousand marks would only be noise
    for (const [name, value] of Object.entries(said(picture))) box.setAttribute(name, value);
    box.removeAttribute("aria-roledescription");
    box.querySelector("svg")?.setAttribute("aria-hidden", "true");
    box.wide = width;
    box.dataset.drawn = "yes";
    box.style.minHeight = "";
  } catch (error) {
    box.textContent = W.fans.drawn;
    console.error(error);
  }
}

const said = (told) => ({ role: "img", "aria-label": told.said });

let again;
addEventListener("resize", () => {
  clearTimeout(again);
  again = setTimeout(() => { for (const box of document.querySelectorAll(".chart[data-drawn]")) if (Math.abs(box.clientWidth - box.wide) > 4) draw(box); }, 200);
});

export function picture(told, { figures = true } = {}) {
  const box = make("div", { class: "chart", ...said(told) }, make("p", { class: "faint" }, W.fans.drawing)); // until it is
  box.picture = told;
  box.style.minHeight = `${told.spec.height ?? 150}px`;
  sight.observe(box);
  const png = make("button", { type: "button", class: "tools", title: W.fans.save, onclick: async () => {
    const address = await box.shown?.view.toImageURL("png", 2);
    if (address) save(await (await fetch(address)).blob(), `${told.name}.png`);
  } }, W.fans.fullSize);
  return make("figure", { class: told.assumed ? "assumed" : null },
    png, make("figcaption", { class: told.assumed ? "assumed-tag" : null }, told.title), box,
    figures && told.score ? make("p", { class: "score" }, W.fans.score(told.score)) : null,
    told.note ? make("p", { class: "faint" }, told.note) : null,
    figures && told.figures.length ? make("details", {}, make("summary", {}, W.fans.counted(told.figures.length)), make("ul", {}, told.figures.map(figure))) : null);
}

export function figure(told) {
  return make("li", {}, W.fans.figure(told), source(told.source) ?? told.said_by,
    told.run ? make("small", {}, W.fans.says(told)) : null);
}

export const pictures = (all, options) => all.map((each) => picture(each, options));
