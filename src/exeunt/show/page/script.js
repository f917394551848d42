// Draws the pictures one after the other, so that the page can be read meanwhile.
"use strict";
(async () => {
  const specs = JSON.parse(document.getElementById("pictures").textContent);
  // `ast` reads expressions without compiling them, which the page's own policy forbids
  const options = { actions: false, renderer: "svg", ast: true, logLevel: 1 };
  const draw = async (box) => {
    const spec = specs[box.dataset.picture];
    const width = box.clientWidth;
    if (!width) return;
    const sized = { ...spec, width: "container" };
    if (box.dataset.aspect) sized.height = Math.round(Math.max(240, width * Number(box.dataset.aspect)));
    try {
      await vegaEmbed(box, sized, options);
      box.dataset.drawn = "yes";
      box.dataset.width = width;
    } catch (error) {
      box.textContent = "This picture could not be drawn; the tables hold its numbers.";
      console.error(error);
    }
  };
  const boxes = [...document.querySelectorAll("[data-picture]")];
  for (const box of boxes) {
    await draw(box);
    await new Promise((next) => setTimeout(next, 0));
  }
  document.body.dataset.ready = "yes";
  let waiting;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      for (const box of boxes) if (box.dataset.aspect && box.clientWidth !== Number(box.dataset.width)) await draw(box);
    }, 200);
  });
  // a link into a closed part opens it
  const open = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let part = target; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", open);
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((part) => (part.open = true)));
  open();
})();
