// Draws the pictures that are in sight one after the other, opens what a link leads to, and searches tables.
"use strict";
(async () => {
  const specs = JSON.parse(document.getElementById("pictures").textContent);
  // `ast` reads expressions without compiling them, which the page's own policy forbids
  const options = { actions: false, renderer: "svg", ast: true, logLevel: 1 };
  const heightAt = (box, width) => Math.round(Math.max(240, width * Number(box.dataset.aspect)));
  const draw = async (box) => {
    const spec = specs[box.dataset.picture];
    const width = box.clientWidth;
    if (!width) return;
    const sized = { ...spec, width: "container" };
    if (box.dataset.aspect) sized.height = heightAt(box, width);
    box.dataset.drawn = "begun";
    const said = box.getAttribute("aria-label");
    try {
      await vegaEmbed(box, sized, options);
      // the box says what the picture shows, in place of what vega says of any; its thousand marks would only be noise
      box.querySelector("svg").setAttribute("aria-hidden", "true");
      box.setAttribute("role", "img");
      box.setAttribute("aria-label", said);
      box.removeAttribute("aria-roledescription");
      box.dataset.drawn = "yes";
      box.dataset.width = width;
    } catch (error) {
      box.textContent = "This picture could not be drawn; the tables hold its numbers.";
      console.error(error);
    }
  };
  const boxes = [...document.querySelectorAll("[data-picture]")];
  // room is kept for what is not drawn yet, so that nothing jumps away from a reader
  for (const box of boxes) if (!box.dataset.aspect) box.style.minHeight = `${specs[box.dataset.picture].height}px`;
  const isClosed = (box) => box.closest("details:not([open])") !== null;
  const drawOpen = async () => {
    for (const box of boxes) {
      if (box.dataset.drawn || isClosed(box)) continue;
      await draw(box);
      await new Promise((next) => setTimeout(next, 0));
    }
  };
  let drawing = Promise.resolve();
  const drawSoon = () => (drawing = drawing.then(drawOpen));

  const parts = [...document.querySelectorAll("details")];
  for (const part of parts) part.addEventListener("toggle", () => part.open && drawSoon());
  const all = document.getElementById("all");
  all.hidden = false;
  all.addEventListener("click", () => {
    const open = all.textContent === "Open all";
    for (const part of parts) part.open = open;
    all.textContent = open ? "Close all" : "Open all";
  });

  // On paper everything is open (of two runs, what is said of both), and every picture is drawn anew at its width there.
  // Nothing here may wait for more than promises: these are kept before the browser lays out the paper, timers are not.
  let shut = [];
  addEventListener("beforeprint", async () => {
    shut = parts.filter((part) => !part.open && !part.closest("[data-apart]"));
    document.documentElement.classList.add("printed");
    for (const part of shut) part.open = true;
    for (const box of boxes) if (!isClosed(box)) await draw(box);
  });
  addEventListener("afterprint", async () => {
    document.documentElement.classList.remove("printed");
    for (const part of shut) part.open = false;
    for (const box of boxes) if (!isClosed(box)) await draw(box);
  });

  // every word that is typed must stand in a row
  for (const field of document.querySelectorAll("input[data-filters]")) {
    const rows = [...document.getElementById(field.dataset.filters).tBodies[0].rows];
    const told = field.closest("p").querySelector("output");
    const texts = rows.map((row) => row.textContent.toLowerCase());
    field.addEventListener("input", () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let found = 0;
      rows.forEach((row, place) => {
        row.hidden = !words.every((word) => texts[place].includes(word));
        found += row.hidden ? 0 : 1;
      });
      told.textContent = words.length ? `${found} of ${rows.length}` : "";
    });
  }

  // a link into a closed part opens it, and a row that a search has hidden comes back
  const open = (hash) => {
    const target = hash && document.getElementById(decodeURIComponent(hash.slice(1)));
    if (!target) return;
    for (let part = target; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
    if (target.hidden) {
      const field = document.querySelector(`input[data-filters="${CSS.escape(target.closest("table").id)}"]`);
      field.value = "";
      field.dispatchEvent(new Event("input"));
    }
    target.scrollIntoView();
  };
  addEventListener("hashchange", () => open(location.hash));
  // following the same link once more changes no address
  addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href^='#']");
    if (link && link.hash === location.hash) open(link.hash);
  });
  open(location.hash);

  let waiting;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      for (const box of boxes) if (box.dataset.width && box.dataset.aspect && box.clientWidth !== Number(box.dataset.width)) await draw(box);
    }, 200);
  });
  await drawSoon();
  document.body.dataset.ready = "yes";
})();
