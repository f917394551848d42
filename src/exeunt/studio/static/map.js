// The map: land, the ways people take as moving dots, gates by their line. Drawn on a canvas, so that scrubbing is quick.

const COLOURS = { counted: "#0072B2", assumed: "#C98200", gate: "#C04A00", air: "#9C4F86", ink: "#1b1b1b", land: "#eceae4", home: "#dcd8cd", edge: "#b5b0a6", sea: "#f7fafc" };
const WIDEST = 11, LARGEST = 24, SPEED = 26; // pixels, and pixels a second
const RADIANS = Math.PI / 180;
const FURTHEST_ZOOM = 14;

// Azimuthal equal-area (Snyder 1987, equations 24-2 to 24-4), as in the report; null behind the globe.
function projector({ lon, lat }) {
  const s0 = Math.sin(lat * RADIANS), c0 = Math.cos(lat * RADIANS);
  return ([x, y]) => {
    const a = (x - lon) * RADIANS, s = Math.sin(y * RADIANS), c = Math.cos(y * RADIANS);
    const near = s0 * s + c0 * c * Math.cos(a);
    if (near < -0.6) return null;
    const k = Math.sqrt(2 / Math.max(1 + near, 1e-6));
    return [k * c * Math.sin(a), -k * (c0 * s - s0 * c * Math.cos(a))];
  };
}

export const at = (series, day) => {
  const first = Math.floor(day), part = day - first;
  const low = series[first] ?? 0;
  return part ? low + part * ((series[first + 1] ?? low) - low) : low;
};

export class FlowMap {
  constructor(canvas, tip, { onPick, tools }) {
    this.canvas = canvas;
    this.tip = tip;
    this.pen = canvas.getContext("2d");
    this.backdrop = document.createElement("canvas");
    this.onPick = onPick;
    this.tools = tools; // what lies over it in a corner
    this.day = 0;
    this.zoom = 1;
    this.shift = [0, 0];
    this.chosen = null;
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.frames = 0;
    this.watch = new ResizeObserver(() => this.resize());
    this.watch.observe(canvas);
    this.#listen();
  }

  set(movement, land) {
    this.movement = movement;
    const project = projector(movement.view);
    this.project = project;
    this.countries = movement.real ? land.map(({ c, p }) => ({ code: c, path: outline(p, project), home: movement.home.includes(c) })) : [];
    this.ways = movement.ways.map((way) => ({ ...way, line: way.points.map(project).filter(Boolean) }));
    this.gates = movement.gates.map((gate) => ({ ...gate, spot: project([gate.lon, gate.lat]) })).filter((gate) => gate.spot);
    this.ends = movement.countries.map((end) => ({ ...end, spot: project([end.lon, end.lat]), so: sums(end.day) })).filter((end) => end.spot);
    this.homes = movement.homes.map((home) => ({ ...home, spot: project([home.lon, home.lat]) })).filter((home) => home.spot);
    const most = (rows, name) => Math.max(1, ...rows.map((row) => Math.max(...row[name])));
    this.most = { way: most(this.ways, "people"), gate: most(this.gates, "line"), home: most(this.homes, "day") };
    this.resize();
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!width || !this.movement) return;
    this.ratio = Math.min(devicePixelRatio || 1, 2);
    for (const canvas of [this.canvas, this.backdrop]) { canvas.width = width * this.ratio; canvas.height = height * this.ratio; }
    this.size = [width, height];
    this.#place();
  }

  zoomTo(zoom, around = [this.size[0] / 2, this.size[1] / 2]) {
    const next = Math.min(FURTHEST_ZOOM, Math.max(1, zoom)), by = next / this.zoom;
    this.shift = [0, 1].map((axis) => around[axis] - by * (around[axis] - this.shift[axis]));
    this.zoom = next;
    if (next === 1) this.shift = [0, 0];
    this.#place();
  }

  // where everything lies on the screen, and the land beneath it, until the view changes
  #place() {
    const { left, right, top, bottom } = this.movement.view, [width, height] = this.size;
    const scale = Math.min(width / (right - left), height / (top - bottom));
    this.scale = scale * this.zoom;
    this.origin = [
      (width / 2 - ((left + right) / 2) * scale) * this.zoom + this.shift[0],
      (height / 2 + ((top + bottom) / 2) * scale) * this.zoom + this.shift[1],
    ];
    const put = ([x, y]) => [x * this.scale + this.origin[0], y * this.scale + this.origin[1]];
    for (const way of this.ways) {
      way.screen = way.line.map(put);
      way.path = new Path2D();
      way.screen.forEach(([x, y], place) => (place ? way.path.lineTo(x, y) : way.path.moveTo(x, y)));
    }
    for (const rows of [this.gates, this.ends, this.homes]) for (const row of rows) row.screen = put(row.spot);
    const pen = this.backdrop.getContext("2d");
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    pen.fillStyle = COLOURS.sea;
    pen.fillRect(0, 0, width, height);
    pen.translate(...this.origin);
    pen.scale(this.scale, this.scale);
    pen.lineWidth = 0.7 / this.scale;
    pen.strokeStyle = COLOURS.edge;
    for (const country of this.countries) {
      pen.fillStyle = country.home ? COLOURS.home : COLOURS.land;
      pen.fill(country.path);
      pen.stroke(country.path);
    }
    this.#label();
    this.draw(performance.now());
  }

  // the names of countries, those of most arrivals first, each where it keeps clear of the others
  #label() {
    this.pen.font = "600 12px system-ui, sans-serif";
    const taken = [], { offsetLeft: left, offsetTop: top, offsetHeight: high } = this.tools;
    for (const end of [...this.ends].sort((a, b) => b.arrivals - a.arrivals)) {
      const wide = Math.max(this.pen.measureText(end.name).width, 40) / 2 + 3;
      const [x, y] = end.screen;
      const free = [[0, 0], [wide + 8, 0], [-wide - 8, 0], [0, 24], [0, -24], [wide, 22], [-wide, 22], [wide, -22], [-wide, -22]]
        .map(([dx, dy]) => [x + dx, y + dy])
        .find(([cx, cy]) => cx > wide && cx < this.size[0] - wide && cy > 16 && cy < this.size[1] - 16
          && !(cx + wide > left && cy - 16 < top + high)
          && !taken.some(([ox, oy, ow]) => Math.abs(ox - cx) < ow + wide && Math.abs(oy - cy) < 30));
      end.label = free ?? null;
      if (free) taken.push([...free, wide]);
    }
  }

  setDay(day) { this.day = day; this.dirty = true; }

  start() {
    const frame = (now) => {
      if (!this.canvas.isConnected) { this.watch.disconnect(); return; }
      if (this.movement && this.size && (this.dirty || !this.still)) this.draw(now);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  draw(now) {
    const pen = this.pen;
    if (!this.size) return;
    this.dirty = false;
    this.frames += 1;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.drawImage(this.backdrop, 0, 0);
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.#drawHomes(pen);
    this.#drawWays(pen, now);
    this.#drawGates(pen);
    this.#drawNames(pen);
  }

  #drawHomes(pen) {
    pen.fillStyle = "#59595944";
    for (const home of this.homes) {
      const people = at(home.day, this.day);
      if (people >= 1) disc(pen, home.screen, 1.5 + 13 * Math.sqrt(people / this.most.home));
    }
  }

  #drawWays(pen, now) {
    pen.lineCap = "round";
    pen.lineJoin = "round";
    const moving = [];
    for (const way of this.ways) {
      const people = at(way.people, this.day);
      if (people < 1) continue;
      const part = Math.sqrt(people / this.most.way), wide = 0.6 + WIDEST * part;
      const colour = way.assumed ? COLOURS.assumed : COLOURS.counted;
      const isChosen = this.chosen === way.id;
      pen.globalAlpha = isChosen ? 0.95 : 0.2 + 0.4 * part;
      pen.strokeStyle = isChosen ? COLOURS.ink : colour;
      pen.lineWidth = wide;
      pen.stroke(way.path);
      moving.push([way, wide, part, colour]);
    }
    if (!this.still) {
      for (const [way, wide, part, colour] of moving) {
        if (wide < 1.1) continue;
        pen.globalAlpha = 0.55 + 0.45 * part;
        pen.strokeStyle = wide > 4 ? "#ffffff" : colour;
        pen.lineWidth = Math.max(1.4, wide * 0.42);
        const gap = 22 - 13 * part;
        pen.setLineDash([0.1, gap]);
        pen.lineDashOffset = -((now / 1000) * SPEED) % (gap + 0.1);
        pen.stroke(way.path);
      }
      pen.setLineDash([]);
    }
    pen.globalAlpha = 1;
  }

  #drawGates(pen) {
    pen.strokeStyle = "#fff";
    pen.lineWidth = 1;
    for (const gate of this.gates) {
      const people = at(gate.line, this.day), size = this.#radius(people);
      pen.fillStyle = gate.air ? COLOURS.air : COLOURS.gate;
      pen.globalAlpha = people >= 1 ? 0.88 : 0.55;
      if (gate.air) {
        const [x, y] = gate.screen;
        pen.beginPath(); pen.moveTo(x, y - size); pen.lineTo(x + size, y); pen.lineTo(x, y + size); pen.lineTo(x - size, y); pen.closePath(); pen.fill(); pen.stroke();
      } else { disc(pen, gate.screen, size); pen.stroke(); }
      if (this.chosen === gate.id) { pen.globalAlpha = 1; pen.strokeStyle = COLOURS.ink; pen.lineWidth = 2.5; pen.beginPath(); pen.arc(...gate.screen, size + 3, 0, 7); pen.stroke(); pen.strokeStyle = "#fff"; pen.lineWidth = 1; }
    }
    pen.globalAlpha = 1;
  }

  #radius(people) { return 2.2 + LARGEST * Math.sqrt(people / this.most.gate); }

  #drawNames(pen) {
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineWidth = 4;
    pen.lineJoin = "round";
    pen.strokeStyle = "#ffffffe0";
    for (const end of this.ends) {
      if (!end.label) continue;
      const people = at(end.so, this.day);
      if (people < 1 && this.chosen !== end.id) continue;
      const [x, y] = end.label, digits = Math.max(0, Math.floor(Math.log10(Math.max(people, 1))) - 2);
      const told = (Math.round(people / 10 ** digits) * 10 ** digits).toLocaleString("en-GB");
      pen.font = "600 12px system-ui, sans-serif";
      pen.strokeText(end.name, x, y - 6);
      pen.fillStyle = this.chosen === end.id ? COLOURS.gate : COLOURS.ink;
      pen.fillText(end.name, x, y - 6);
      pen.font = "12px system-ui, sans-serif";
      pen.strokeText(told, x, y + 8);
      pen.fillText(told, x, y + 8);
    }
  }

  // what lies at a point: a gate, a country's name, a way, a country
  under([x, y]) {
    const far = ([a, b]) => Math.hypot(a - x, b - y);
    const gates = this.gates.map((gate) => [far(gate.screen) - this.#radius(at(gate.line, this.day)), gate]).filter(([d]) => d < 7).sort((a, b) => a[0] - b[0]);
    if (gates.length) return { kind: "gate", ...gates[0][1] };
    const name = this.ends.find((end) => end.label && Math.abs(end.label[0] - x) < 36 && Math.abs(end.label[1] - y) < 15 && at(end.so, this.day) >= 1);
    if (name) return { kind: "country", ...name };
    let best = null, least = 7;
    for (const way of this.ways) {
      if (at(way.people, this.day) < 1) continue;
      const away = distance([x, y], way.screen);
      if (away < least) { least = away; best = way; }
    }
    if (best) return { kind: "way", ...best };
    const point = [(x - this.origin[0]) / this.scale, (y - this.origin[1]) / this.scale];
    const country = this.countries.find(({ path }) => this.pen.isPointInPath(path, ...this.#device(point)));
    return country?.code ? { kind: "country", ...(this.ends.find((end) => end.id === country.code) ?? { id: country.code, name: null }) } : null;
  }

  // isPointInPath asks in the pixels of the canvas under its present transformation
  #device(point) { this.pen.setTransform(1, 0, 0, 1, 0, 0); return point; }

  #listen() {
    const canvas = this.canvas;
    const where = (event) => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
    let held = null, moved = false;
    canvas.addEventListener("pointerdown", (event) => { held = where(event); moved = false; if (event.pointerType === "mouse") canvas.setPointerCapture(event.pointerId); });
    canvas.addEventListener("pointermove", (event) => {
      const point = where(event);
      if (held && this.zoom > 1 && (moved || Math.hypot(point[0] - held[0], point[1] - held[1]) > 4)) {
        moved = true;
        this.shift = [this.shift[0] + point[0] - held[0], this.shift[1] + point[1] - held[1]];
        held = point;
        this.tip.hidden = true;
        this.#place();
      } else if (!held && this.movement) this.#tell(point);
    });
    canvas.addEventListener("pointerup", (event) => {
      if (held && !moved && this.movement) this.onPick(this.under(where(event)));
      held = null;
    });
    canvas.addEventListener("pointercancel", () => { held = null; });
    canvas.addEventListener("pointerleave", () => { this.tip.hidden = true; });
    canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && this.zoom === 1 && event.deltaY > 0) return; // the page scrolls on
      if (!event.ctrlKey && !event.altKey && !event.metaKey) return;
      event.preventDefault();
      this.zoomTo(this.zoom * Math.exp(-event.deltaY / 300), where(event));
    }, { passive: false });
  }

  #tell(point) {
    const found = this.under(point);
    this.canvas.style.cursor = found ? "pointer" : this.zoom > 1 ? "grab" : "default";
    const words = found && this.words?.(found, Math.round(this.day));
    this.tip.hidden = !words;
    if (!words) return;
    this.tip.textContent = words;
    const wide = Math.min(260, this.tip.offsetWidth);
    this.tip.style.left = `${Math.min(point[0] + 14, this.size[0] - wide - 6)}px`;
    this.tip.style.top = `${Math.max(4, point[1] - 34)}px`;
  }
}

function outline(rings, project) {
  const path = new Path2D();
  for (const ring of rings) {
    const points = ring.map(project);
    if (points.some((point) => point === null)) continue; // behind the globe
    points.forEach(([x, y], place) => (place ? path.lineTo(x, y) : path.moveTo(x, y)));
    path.closePath();
  }
  return path;
}

const sums = (series) => { let sum = 0; return series.map((value) => (sum += value)); };

function disc(pen, [x, y], size) { pen.beginPath(); pen.arc(x, y, size, 0, 7); pen.fill(); }

function distance([x, y], line) {
  let least = Infinity;
  for (let place = 1; place < line.length; place += 1) {
    const [ax, ay] = line[place - 1], [bx, by] = line[place], dx = bx - ax, dy = by - ay;
    const part = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
    least = Math.min(least, Math.hypot(x - ax - part * dx, y - ay - part * dy));
  }
  return least;
}
