/* page.js: the timeline page. The data (report_page.c says what is in it) is a list of runs; each gets a section with an overview of the
 * whole, rows of threads below, and its tables. A thread's life is an array of spans without gap, so that what is at a time is one
 * binary search; where many spans fall on one pixel their shares are drawn, from sums kept for every BLOCK spans: a million
 * events cost as much as a thousand.
 */
"use strict";

const STATES = "HWFCLNJSO";
const WORDS = {
  H: "has the lock", W: "wants the lock", F: "waits for I/O", C: "in a blocking call", L: "waits for a script lock", N: "waits to be told",
  J: "waits for a thread's end", S: "asleep", O: "parked",
};
const LEGEND = { H: "has the lock", W: "wants it", F: "I/O", C: "call", L: "script lock", N: "to be told", J: "join", S: "asleep", O: "parked" };
const HEIGHTS = [1, 0.62, 0.34, 0.34, 0.34, 0.34, 0.34, 0.14, 0.14]; /* of a row, by state */
const BLOCK = 64, ROW = 26, BAR = 18, AXIS = 22, GUTTER = 164, OVERVIEW = 44, MAX_ARROWS = 500;

const data = JSON.parse(document.getElementById("data").textContent);
const $ = id => document.getElementById(id);
const el = (tag, attrs = {}, ...kids) => {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attrs)) k in e ? e[k] = v : e.setAttribute(k, v);
  e.append(...kids);
  return e;
};
let colors = {}, showArrows = true, active = null;

/* --- Figures in words --- */

function time(ns) {
  const a = Math.abs(ns);
  for (const [unit, size] of [["s", 1e9], ["ms", 1e6], ["µs", 1e3]])
    if (a >= size) return (ns / size).toFixed(a / size >= 100 ? 0 : a / size >= 10 ? 1 : 2) + " " + unit;
  return Math.round(ns) + " ns";
}

/* A moment: digits enough to tell two apart in the picture. */
function moment(ns, ofView) {
  const [unit, size] = [["s", 1e9], ["ms", 1e6], ["µs", 1e3], ["ns", 1]].find(([, n]) => ns >= n) || ["ns", 1];
  const digits = Math.max(0, Math.min(Math.log10(size), Math.ceil(Math.log10(size / Math.max(1, ofView / 1000)))));
  return (ns / size).toFixed(digits) + " " + unit;
}

const span = ns => ns > 0 ? time(ns) : "–"; /* in tables, where most are nothing */

const count = n => n.toLocaleString("en").replace(/,/g, "\u2009");
const percent = (part, whole) => whole > 0 ? (100 * part / whole).toFixed(1) + " %" : "–";

/* Round steps for an axis: 1, 2 or 5 times a power of ten. */
function step(range, slots) {
  const raw = range / slots, p = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 5, 10].map(k => k * p).find(s => s >= raw);
}

/* The first i in [0, n) with test(i), or n. */
function first(n, test) {
  let lo = 0, hi = n;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    test(mid) ? hi = mid : lo = mid + 1;
  }
  return lo;
}

/* --- The data of a thread --- */

class Thread {
  constructor(row, index, raw) {
    const n = row.t.length;
    Object.assign(this, { id: row.id, name: row.name, index, raw, heading: row.heading, n, p: row.p, w: row.w, on: row.on, vain: Float64Array.from(row.vain) });
    this.at = new Float64Array(n + 1); /* where spans begin; the last: the end */
    this.s = new Uint8Array(n);
    this.sums = STATES.split("").map(() => new Float64Array(Math.floor(n / BLOCK) + 2)); /* of states before each block */
    this.at[0] = row.begin;
    for (let i = 0; i < n; i++) {
      this.at[i + 1] = this.at[i] + row.t[i];
      this.s[i] = STATES.indexOf(row.s[i]);
      const b = Math.floor(i / BLOCK);
      if (i % BLOCK === 0) this.sums.forEach(a => a[b + 1] = a[b]);
      this.sums[this.s[i]][b + 1] += row.t[i];
    }
  }

  get begin() { return this.at[0]; }
  get end() { return this.at[this.n]; }

  /* The span at t, or -1. */
  find(t) { return t < this.begin || t >= this.end ? -1 : first(this.n, i => this.at[i + 1] > t); }

  /* Adds to `into` how long it was in each state between t0 and t1, from span i on; the span at t1. */
  shares(i, t0, t1, into) {
    while (i < this.n && this.at[i] < t1) {
      const next = i + BLOCK;
      if (i % BLOCK === 0 && next <= this.n && this.at[i] >= t0 && this.at[next] <= t1) {
        const b = i / BLOCK;
        for (let s = 0; s < into.length; s++) into[s] += this.sums[s][b + 1] - this.sums[s][b];
        i = next;
        continue;
      }
      into[this.s[i]] += Math.min(this.at[i + 1], t1) - Math.max(this.at[i], t0);
      if (this.at[i + 1] > t1) break;
      i++;
    }
    return i;
  }
}

/* --- A run on the page --- */

/* A row that names a child process; below it come its threads. It is a thread that never lived. */
const heading = name => ({ id: 0, name, heading: true, begin: 0, t: [], s: "", p: [], w: [], on: [], vain: [] });

class Run {
  constructor(raw) {
    this.raw = raw;
    this.threads = raw.threads.map((row, i) => new Thread(row, i, raw));
    this.marks = raw.marks;
    this.collections = raw.collections;
    for (const child of raw.children) this.addProcess(child);
    this.end = Math.max(1, raw.wall_ns, ...this.threads.map(t => t.end));
    this.view = [0, this.end];
    this.hover = this.chosen = this.drag = null;
    this.matches = [];
    this.handOvers = this.findHandOvers();
    this.build();
  }

  /* A group of rows; marks and collections name their row. */
  addProcess(child) {
    this.threads.push(new Thread(heading(child.title), this.threads.length, child));
    const row = this.threads.length, moved = points => points.map(([at, ...rest]) => [at + row, ...rest]);
    child.threads.forEach((t, i) => this.threads.push(new Thread(t, row + i, child)));
    this.marks = this.marks.concat(moved(child.marks));
    this.collections = this.collections.concat(moved(child.collections));
  }

  /* Who gave to whom: holds in order of time, of each process. */
  findHandOvers() {
    const out = [];
    this.holds = new Map();
    for (const raw of [this.raw, ...this.raw.children]) {
      const holds = [];
      for (const t of this.threads)
        for (let i = 0; t.raw === raw && i < t.n; i++) if (t.s[i] === 0) holds.push([t.at[i], t.at[i + 1], t.index, i]);
      holds.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      this.holds.set(raw, holds);
      for (let i = 1; i < holds.length; i++)
        if (holds[i][2] !== holds[i - 1][2]) out.push([holds[i - 1][1], holds[i][0], holds[i - 1][2], holds[i][2]]);
    }
    return this.raw.children.length ? out.sort((a, b) => a[0] - b[0]) : out;
  }

  build() {
    const r = this.raw;
    this.over = el("canvas", { className: "over", height: OVERVIEW });
    this.line = el("canvas", { className: "line", tabIndex: 0 });
    this.line.setAttribute("aria-label", "timeline of " + r.title);
    this.spacer = el("div");
    this.rows = el("div", { className: "rows" }, this.line, this.spacer);
    this.chart = el("div", { className: "chart" }, this.over, this.rows);
    this.detail = el("div", { className: "detail" }, el("span", { className: "soft" }, "Point at the timeline; click to keep."));
    this.section = el("section", { className: "run" });
    const facts = el("div", { className: "facts" });
    facts.append(el("b", {}, r.title), ` under `, el("b", {}, r.policy), `, polls ${r.polls}, ${r.host}: ${time(r.wall_ns)}, `,
      `${this.threads.filter(t => !t.heading).length} threads${r.children.length ? ` in ${r.children.length + 1} processes` : ""}, ${count(this.threads.reduce((n, t) => n + t.n, 0))} spans`);
    if (r.dropped > 0) facts.append(el("b", {}, ` ${count(r.dropped)} events lost: the rings were full (--ring=N)`));
    this.section.append(facts, this.chart, this.detail, ...this.tables());
    $("runs").append(this.section);
    this.line.style.position = "sticky";
    this.line.style.top = 0;
    this.rows.addEventListener("scroll", () => this.draw());
    this.measure();
    this.listen();
  }

  /* --- Geometry --- */

  measure() { this.width = this.chart.clientWidth; } /* once a frame: asking the document is dear */
  get fullHeight() { return AXIS + this.threads.length * ROW + 6; }
  x(t) { return GUTTER + (t - this.view[0]) / (this.view[1] - this.view[0]) * (this.width - GUTTER); }
  t(x) { return this.view[0] + (x - GUTTER) / (this.width - GUTTER) * (this.view[1] - this.view[0]); }
  y(row) { return AXIS + row * ROW - this.rows.scrollTop; }
  row(y) { return Math.floor((y - AXIS + this.rows.scrollTop) / ROW); }

  setView(from, to) {
    const least = Math.min(this.end, 100);
    let size = Math.min(this.end, Math.max(least, to - from));
    from = Math.max(0, Math.min(this.end - size, (from + to) / 2 - size / 2));
    this.view = [from, from + size];
    this.draw();
  }

  zoom(factor, around = (this.view[0] + this.view[1]) / 2) {
    this.setView(around - (around - this.view[0]) * factor, around + (this.view[1] - around) * factor);
  }

  move(part) {
    const d = (this.view[1] - this.view[0]) * part;
    const from = Math.max(0, Math.min(this.end - (this.view[1] - this.view[0]), this.view[0] + d));
    this.setView(from, from + this.view[1] - this.view[0]);
  }

  /* --- Drawing: once a frame at most --- */

  draw() {
    if (!this.frame) this.frame = requestAnimationFrame(() => { this.frame = 0; this.paint(); });
  }

  prepare(canvas, height) {
    const k = window.devicePixelRatio || 1, w = this.width;
    if (canvas.width !== Math.round(w * k) || canvas.height !== Math.round(height * k)) {
      canvas.width = Math.round(w * k);
      canvas.height = Math.round(height * k);
      canvas.style.height = height + "px";
    }
    const c = canvas.getContext("2d");
    c.setTransform(k, 0, 0, k, 0, 0);
    c.clearRect(0, 0, w, height);
    c.font = "12px system-ui, 'DejaVu Sans', sans-serif";
    c.textBaseline = "middle";
    return c;
  }

  paint() {
    this.measure();
    const limit = matchMedia("print").matches ? 8000 : Math.round(innerHeight * 0.6);
    const height = Math.min(this.fullHeight, Math.max(120, limit));
    this.spacer.style.height = Math.max(0, this.fullHeight - height) + "px";
    const c = this.prepare(this.line, height);
    const top = Math.max(0, this.row(AXIS)), bottom = Math.min(this.threads.length, this.row(height) + 1);
    this.paintMarks(c, height);
    for (let i = top; i < bottom; i++) this.paintRow(c, this.threads[i], this.y(i));
    this.paintVain(c, top, bottom);
    if (showArrows) this.paintArrows(c, top, bottom);
    this.paintChosen(c);
    this.paintLabels(c, top, bottom, height);
    this.paintAxis(c);
    this.paintDrag(c, height);
    this.paintOverview();
    this.chart.dataset.from = Math.round(this.view[0]);
    this.chart.dataset.to = Math.round(this.view[1]);
  }

  paintAxis(c) {
    const w = this.width, s = step(this.view[1] - this.view[0], (w - GUTTER) / 110);
    c.fillStyle = colors.bg;
    c.fillRect(0, 0, w, AXIS);
    c.fillStyle = colors.line;
    c.fillRect(0, AXIS - 1, w, 1);
    c.textAlign = "left";
    for (let t = Math.ceil(this.view[0] / s) * s; t <= this.view[1]; t += s) {
      c.fillStyle = colors.line;
      c.fillRect(Math.round(this.x(t)), AXIS - 6, 1, 6);
      c.fillStyle = colors.soft;
      c.fillText(time(t), this.x(t) + 4, AXIS / 2);
    }
  }

  paintLabels(c, top, bottom, height) {
    c.fillStyle = colors.bg;
    c.fillRect(0, AXIS, GUTTER - 4, height);
    c.textAlign = "left";
    for (let i = top; i < bottom; i++) {
      const t = this.threads[i];
      c.fillStyle = this.chosen && this.chosen.thread === t ? colors.accent : this.hit && this.hit.threads.has(i) ? colors.mark : colors.text;
      if (t.heading) {
        c.fillStyle = colors.soft;
        c.font = "600 " + c.font;
        c.fillText(t.name, 10, this.y(i) + ROW / 2);
        c.font = c.font.replace("600 ", "");
      } else {
        c.fillText(t.name, t.raw === this.raw ? 10 : 22, this.y(i) + ROW / 2, GUTTER - 20);
      }
      c.fillStyle = colors.line;
      c.fillRect(0, this.y(i) + ROW - 0.5, this.width, 0.5);
    }
  }

  paintRow(c, t, y) {
    const [from, to] = this.view, w = this.width, ns = (to - from) / (w - GUTTER), mid = y + ROW / 2;
    let i = first(t.n, k => t.at[k + 1] > from);
    const into = new Float64Array(STATES.length);
    while (i < t.n && t.at[i] < to) {
      const x0 = Math.max(GUTTER, this.x(t.at[i])), x1 = Math.min(w, this.x(t.at[i + 1]));
      if (x1 - x0 >= 1.2) {
        const h = BAR * HEIGHTS[t.s[i]];
        c.fillStyle = colors[STATES[t.s[i]]];
        c.fillRect(x0, mid - h / 2, x1 - x0, h);
        if (this.hit && this.hit.places.get(t.raw).has(t.p[i])) this.paintHit(c, x0, x1, mid);
        if (t.s[i] === 0 && x1 - x0 > 90) this.paintPlace(c, t.raw.places[t.p[i]], x0, x1, mid);
        i++;
        continue;
      }
      const column = Math.floor(x0), t0 = this.t(column), t1 = t0 + ns, begin = i;
      into.fill(0);
      const next = t.shares(i, Math.max(t0, t.begin), t1, into);
      let at = mid + BAR / 2;
      for (let s = 0; s < into.length; s++)
        if (into[s] > 0) {
          const h = into[s] / ns * BAR;
          c.fillStyle = colors[STATES[s]];
          c.fillRect(column, at - h, 1, h);
          at -= h;
        }
      i = next > begin ? next : i + 1;
    }
  }

  paintPlace(c, p, x0, x1, mid) {
    c.fillStyle = "#fff";
    c.textAlign = "left";
    c.save();
    c.beginPath();
    c.rect(x0, mid - BAR / 2, x1 - x0 - 4, BAR);
    c.clip();
    const [, name, line] = p || ["", "", 0];
    c.fillText(name ? `${name}:${line}` : "", x0 + 5, mid + 0.5);
    c.restore();
  }

  paintHit(c, x0, x1, mid) {
    c.strokeStyle = colors.mark;
    c.lineWidth = 2;
    c.strokeRect(x0 + 1, mid - BAR / 2 - 2, x1 - x0 - 2, BAR + 4);
  }

  paintMarks(c, height) {
    c.textAlign = "left";
    for (const [row, t, text] of this.marks) {
      if (t < this.view[0] || t > this.view[1]) continue;
      const x = this.x(t);
      c.fillStyle = colors.mark;
      c.fillRect(x, AXIS, 1, height);
      c.fillText(text, x + 3, this.y(row) + 5);
    }
    for (const [row, t, took] of this.collections) {
      const x0 = this.x(t - took), x1 = this.x(t);
      if (x1 < GUTTER || x0 > this.width) continue;
      c.fillStyle = colors.soft;
      c.fillRect(Math.max(GUTTER, x0), this.y(row) + ROW - 4, Math.max(1, x1 - x0), 3);
    }
  }

  /* Small triangles below the row; where there are several on a pixel, a band. */
  paintVain(c, top, bottom) {
    c.fillStyle = colors.vain;
    for (let row = top; row < bottom; row++) {
      const v = this.threads[row].vain, y = this.y(row) + ROW - 2, end = first(v.length, i => v[i] > this.view[1]);
      let i = first(v.length, k => v[k] >= this.view[0]);
      const band = end - i > 300;
      while (i < end) {
        const x = this.x(v[i]);
        if (band) {
          const until = this.t(Math.floor(x) + 1);
          c.fillRect(Math.floor(x), y - 3, 1, 3);
          while (i < end && v[i] < until) i++;
          continue;
        }
        c.beginPath();
        c.moveTo(x, y - 5);
        c.lineTo(x + 3, y);
        c.lineTo(x - 3, y);
        c.fill();
        i++;
      }
    }
  }

  paintArrows(c, top, bottom) {
    const h = this.handOvers, i0 = first(h.length, i => h[i][1] >= this.view[0]), i1 = first(h.length, i => h[i][0] > this.view[1]);
    if (i1 - i0 > MAX_ARROWS) return;
    c.strokeStyle = c.fillStyle = colors.text;
    c.lineWidth = 1;
    c.globalAlpha = 0.55;
    for (let i = i0; i < i1; i++) {
      const [t0, t1, from, to] = h[i];
      if (Math.max(from, to) < top || Math.min(from, to) >= bottom) continue;
      const x0 = this.x(t0), x1 = this.x(t1), y0 = this.y(from) + ROW / 2, y1 = this.y(to) + ROW / 2, d = Math.sign(y1 - y0);
      c.beginPath();
      c.moveTo(x0, y0 + d * BAR / 2);
      c.bezierCurveTo(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2, x1, y1 - d * BAR / 2);
      c.stroke();
      c.beginPath();
      c.moveTo(x1, y1 - d * BAR / 2);
      c.lineTo(x1 - 3, y1 - d * (BAR / 2 + 5));
      c.lineTo(x1 + 3, y1 - d * (BAR / 2 + 5));
      c.fill();
    }
    c.globalAlpha = 1;
  }

  paintChosen(c) {
    if (!this.chosen) return;
    const { thread, i } = this.chosen, x0 = this.x(thread.at[i]), x1 = this.x(thread.at[i + 1]);
    c.strokeStyle = colors.accent;
    c.lineWidth = 2;
    c.strokeRect(Math.max(GUTTER, x0) - 1, this.y(thread.index) + 2, Math.max(3, Math.min(x1, this.width) - Math.max(GUTTER, x0) + 2), ROW - 4);
  }

  paintDrag(c, height) {
    if (!this.drag || !this.drag.zooming) return;
    const x0 = Math.min(this.drag.x, this.drag.now), x1 = Math.max(this.drag.x, this.drag.now);
    c.globalAlpha = 0.2;
    c.fillStyle = colors.accent;
    c.fillRect(x0, 0, x1 - x0, height);
    c.globalAlpha = 1;
    c.fillStyle = colors.text;
    c.fillText(time(this.t(x1) - this.t(x0)), x0 + 4, AXIS + 8);
  }

  /* The whole run: for each column, what part of the time the lock was held and by how many it was wanted. */
  paintOverview() {
    const key = [this.width, colors.bg].join();
    const c = this.prepare(this.over, OVERVIEW), w = this.width - GUTTER, ns = this.end / w;
    if (this.overKey !== key) {
      this.overKey = key;
      this.held = new Float64Array(Math.ceil(w));
      this.wanted = new Float64Array(Math.ceil(w));
      const into = new Float64Array(STATES.length);
      for (const t of this.threads) {
        let i = 0;
        for (let x = Math.floor(t.begin / ns); x < w && x * ns < t.end; x++) {
          into.fill(0);
          i = t.shares(i, x * ns, (x + 1) * ns, into);
          this.held[x] += into[0] / ns;
          this.wanted[x] += into[1] / ns;
        }
      }
    }
    const most = Math.max(1, ...this.wanted), h = OVERVIEW - 4;
    for (let x = 0; x < w; x++) {
      c.fillStyle = colors.W;
      c.globalAlpha = 0.85;
      c.fillRect(GUTTER + x, h / 2 - this.wanted[x] / most * h / 2 + 2, 1, this.wanted[x] / most * h / 2);
      c.globalAlpha = 1;
      c.fillStyle = colors.H;
      c.fillRect(GUTTER + x, h - Math.min(1, this.held[x]) * h / 2 + 3, 1, Math.min(1, this.held[x]) * h / 2);
    }
    c.fillStyle = colors.soft;
    c.textAlign = "left";
    c.fillText(`wanted (of ${Math.round(most)})`, 10, 13);
    c.fillText("held", 10, 33);
    const x0 = GUTTER + this.view[0] / ns, x1 = GUTTER + this.view[1] / ns;
    c.strokeStyle = colors.accent;
    c.lineWidth = 2;
    c.strokeRect(x0 + 1, 1, Math.max(2, x1 - x0 - 2), OVERVIEW - 2);
  }

  /* --- What is there, in words --- */

  at(x, y) {
    const thread = this.threads[this.row(y)];
    const i = thread && x >= GUTTER && y > AXIS ? thread.find(this.t(x)) : -1;
    return i < 0 ? null : { thread, i };
  }

  place(raw, p) {
    const [file, name, line] = raw.places[p] || [];
    if (!file) return "";
    const text = (raw.sources[file] || {})[line];
    return { where: `${name} (${file.split("/").pop()}:${line})`, text: text || "" };
  }

  /* Who had the lock while the thread waited: [name, ns], longest first. */
  holders(raw, t0, t1) {
    const sums = new Map(), h = this.holds.get(raw);
    for (let i = first(h.length, k => h[k][1] > t0); i < h.length && h[i][0] < t1; i++)
      sums.set(h[i][2], (sums.get(h[i][2]) || 0) + Math.min(t1, h[i][1]) - Math.max(t0, h[i][0]));
    return [...sums].sort((a, b) => b[1] - a[1]).slice(0, 3).map(([row, ns]) => [this.threads[row].name, ns]);
  }

  describe({ thread: t, i }) {
    const state = STATES[t.s[i]], out = [el("b", {}, t.name), ` ${WORDS[state]} `, el("b", {}, time(t.at[i + 1] - t.at[i])),
      ` from ${moment(t.at[i], this.view[1] - this.view[0])} to ${moment(t.at[i + 1], this.view[1] - this.view[0])}`];
    const on = t.on[i];
    if ((state === "L" || state === "N") && on) out.push(`, ${t.raw.locks[on] || "lock " + on}`);
    if (state === "J" && on) out.push(`, ${(this.threads.find(o => o.id === on && o.raw === t.raw) || { name: "thread " + on }).name}`);
    if (state === "F" && on) out.push(`, descriptor ${on}`);
    if (state === "H" && on) out.push(`, dropped and kept ${count(on)} ${on === 1 ? "time" : "times"}`);
    if (state === "H" && t.raw.reasons[t.w[i]]) out.push(`, let go: ${t.raw.reasons[t.w[i]]}`);
    if (state === "W") {
      const who = this.holders(t.raw, t.at[i], t.at[i + 1]).map(([name, ns]) => `${name} ${time(ns)}`).join(", ");
      if (who) out.push(`; held by ${who}`);
    }
    const p = this.place(t.raw, t.p[i]);
    if (p) out.push(el("br"), state === "H" ? "at " : "from ", p.where, " ", el("code", {}, p.text.trim()));
    return out;
  }

  choose(what) {
    this.chosen = what;
    this.detail.replaceChildren(...(what ? this.describe(what) : [el("span", { className: "soft" }, "Point at the timeline; click to keep.")]));
    this.draw();
  }

  /* Brings a span into view, and chooses it. */
  show(thread, i) {
    const t0 = thread.at[i], t1 = thread.at[i + 1], size = this.view[1] - this.view[0];
    if (t0 < this.view[0] || t1 > this.view[1] || (t1 - t0) / size < 0.004) {
      const want = Math.min(size, Math.max((t1 - t0) * 12, 2000));
      this.setView((t0 + t1) / 2 - want / 2, (t0 + t1) / 2 + want / 2);
    }
    const y = thread.index * ROW;
    if (y < this.rows.scrollTop || y > this.rows.scrollTop + this.rows.clientHeight - 2 * ROW) this.rows.scrollTop = y - 2 * ROW;
    this.choose({ thread, i });
  }

  stepSpan(by) {
    const c = this.chosen;
    if (c && c.i + by >= 0 && c.i + by < c.thread.n) this.show(c.thread, c.i + by);
  }

  nextVain() {
    const now = this.chosen ? this.chosen.thread.at[this.chosen.i + 1] : this.view[0];
    let best = null;
    for (const t of this.threads) {
      const at = t.vain[first(t.vain.length, i => t.vain[i] >= now)];
      if (at !== undefined && (!best || at < best[0])) best = [at, t];
    }
    if (best) this.show(best[1], best[1].find(best[0]));
  }

  /* --- Finding --- */

  find(text) {
    this.hit = null;
    this.matches = [];
    if (text) {
      const has = s => s.toLowerCase().includes(text), places = new Map(), threads = new Set(), states = new Set();
      for (const raw of [this.raw, ...this.raw.children]) {
        const found = new Set();
        raw.places.forEach(([file, name, line], p) => {
          if (has(name) || has(`${file.split("/").pop()}:${line}`) || has((raw.sources[file] || {})[line] || "")) found.add(p);
        });
        places.set(raw, found);
      }
      this.threads.forEach((t, i) => has(t.name) && threads.add(i));
      STATES.split("").forEach((s, i) => has(WORDS[s]) && states.add(i));
      this.hit = { places, threads };
      for (const t of this.threads)
        for (let i = 0; i < t.n; i++)
          if ((t.s[i] === 0 && places.get(t.raw).has(t.p[i])) || states.has(t.s[i]) || (threads.has(t.index) && t.s[i] === 0))
            this.matches.push([t.at[i], t, i]);
      for (const [row, t, name] of this.marks)
        if (has(name)) this.matches.push([t, this.threads[row], Math.max(0, this.threads[row].find(t))]);
      this.matches.sort((a, b) => a[0] - b[0]);
    }
    this.match = -1;
    this.draw();
    return this.matches.length;
  }

  nextMatch(by) {
    const n = this.matches.length;
    if (n === 0) return;
    this.match = (this.match + by + n) % n;
    this.show(this.matches[this.match][1], this.matches[this.match][2]);
    $("found").textContent = `${this.match + 1} of ${count(n)}`;
  }

  /* --- Hands --- */

  listen() {
    const c = this.line, where = e => {
      const box = c.getBoundingClientRect();
      return [e.clientX - box.left, e.clientY - box.top];
    };
    c.addEventListener("pointerdown", e => {
      active = this;
      const [x, y] = where(e);
      this.drag = { x, y, now: x, view: this.view.slice(), zooming: e.shiftKey, moved: false };
      c.setPointerCapture(e.pointerId);
      c.focus({ preventScroll: true });
    });
    c.addEventListener("pointermove", e => {
      const [x, y] = where(e), d = this.drag;
      if (d) {
        d.now = x;
        d.moved = d.moved || Math.abs(x - d.x) > 3;
        if (d.moved && !d.zooming) {
          c.classList.add("pan");
          const ns = (d.view[1] - d.view[0]) / (this.width - GUTTER) * (d.x - x);
          const from = Math.max(0, Math.min(this.end - (d.view[1] - d.view[0]), d.view[0] + ns));
          this.setView(from, from + d.view[1] - d.view[0]);
        }
        this.draw();
        return;
      }
      active = this;
      this.pointer = x;
      this.tip(this.at(x, y), e.clientX, e.clientY);
    });
    c.addEventListener("pointerup", e => {
      const [x, y] = where(e), d = this.drag;
      this.drag = null;
      c.classList.remove("pan");
      if (d && d.moved && d.zooming) this.setView(this.t(Math.min(d.x, x)), this.t(Math.max(d.x, x)));
      else if (d && !d.moved) this.choose(this.at(x, y));
      this.draw();
    });
    c.addEventListener("pointerleave", () => { this.pointer = null; this.tip(null); });
    this.rows.addEventListener("wheel", e => {
      if (!e.ctrlKey && Math.abs(e.deltaX) <= Math.abs(e.deltaY) && !e.shiftKey) return;
      e.preventDefault();
      if (e.ctrlKey) this.zoom(1.0015 ** e.deltaY, this.t(Math.max(GUTTER, where(e)[0])));
      else this.move((e.deltaX || e.deltaY) / (this.width - GUTTER));
    }, { passive: false });
    const jump = e => {
      const t = (e.clientX - this.over.getBoundingClientRect().left - GUTTER) / (this.width - GUTTER) * this.end, half = (this.view[1] - this.view[0]) / 2;
      this.setView(t - half, t + half);
    };
    this.over.addEventListener("pointerdown", e => { active = this; this.over.setPointerCapture(e.pointerId); jump(e); });
    this.over.addEventListener("pointermove", e => e.buttons && jump(e));
    this.over.addEventListener("wheel", e => { e.preventDefault(); this.zoom(1.0015 ** e.deltaY); }, { passive: false });
  }

  tip(what, x, y) {
    const tip = $("tip");
    tip.style.visibility = what ? "visible" : "hidden";
    if (!what) return;
    tip.replaceChildren(...this.describe(what));
    tip.style.left = Math.max(4, Math.min(x + 14, innerWidth - tip.offsetWidth - 8)) + "px";
    tip.style.top = (y + 18 + tip.offsetHeight > innerHeight ? y - tip.offsetHeight - 10 : y + 18) + "px";
  }

  /* --- Tables --- */

  tables() {
    const out = [], s = this.raw.summary, wall = this.raw.wall_ns;
    const rows = [this.raw, ...this.raw.children].flatMap(raw => raw.summary.threads.map(r =>
      ({ ...r, raw, name: raw === this.raw ? r.name : `${r.name}, ${raw.title}` })));
    out.push(el("h2", {}, "Threads"), el("div", { className: "scroll" }, table("threads", [
      ["thread", r => r.name, r => r.name], ["held", r => span(r.held_ns), r => r.held_ns],
      ["of the run", r => bar(r.held_ns, wall), r => r.held_ns, "bar"], ["wanted", r => span(r.waited_ns), r => r.waited_ns],
      ["I/O", r => span(r.fd_ns + r.call_ns), r => r.fd_ns + r.call_ns], ["locks", r => span(r.lock_ns), r => r.lock_ns],
      ["told, joined", r => span(r.notify_ns + r.join_ns), r => r.notify_ns + r.join_ns],
      ["asleep", r => span(r.sleep_ns), r => r.sleep_ns], ["switches", r => count(r.switches), r => r.switches],
      ["forced", r => count(r.forced), r => r.forced],
      ["kept", r => count(r.kept), r => r.kept], ["wasted wake-ups", r => count(r.vain), r => r.vain],
      ["wait p50", r => span(r.wait_p50_ns), r => r.wait_p50_ns], ["p99", r => span(r.wait_p99_ns), r => r.wait_p99_ns],
      ["max", r => span(r.wait_max_ns), r => r.wait_max_ns],
    ], rows, r => this.showThread(r))));
    out.push(el("p", { className: "facts", style: "margin: 6px 20px" },
      `The lock was held ${percent(s.lock.held_ns, wall)} of the time, went over ${count(s.lock.hand_overs)} times `,
      `(${count(Math.round(s.lock.hand_overs / (wall / 1e9)))} a second); longest hold ${time(s.lock.held_max_ns)}; `,
      `${count(s.lock.vain)} wasted wake-ups.`));
    if (this.raw.blame.length > 0) {
      const whole = this.raw.blame.reduce((n, b) => n + b.ns, 0);
      out.push(el("h2", {}, "Who made the others wait"), el("div", { className: "scroll blame" }, table("blame", [
        ["place", b => b.file ? `${b.function} (${b.file.split("/").pop()}:${b.line})` : b.function, b => b.function],
        ["", b => el("code", {}, ((this.raw.sources[b.file] || {})[b.line] || "").trim().slice(0, 60)), b => b.line],
        ["for", b => b.lock, b => b.lock], ["waited", b => time(b.ns), b => b.ns], ["of all waiting", b => bar(b.ns, whole), b => b.ns, "bar"],
      ], this.raw.blame.slice(0, 40), null)));
    }
    return out;
  }

  showThread(row) {
    const t = this.threads.find(o => o.id === row.id && o.raw === row.raw && !o.heading);
    if (t) this.show(t, 0);
  }
}

function bar(part, whole) {
  const p = whole > 0 ? 100 * part / whole : 0;
  return [el("span", { style: `width: ${(p * 0.6).toFixed(1)}%` }), " ", percent(part, whole)];
}

/* columns: [head, shown, sorted by, class]. A click on a head sorts, a second one turns round. */
function table(name, columns, rows, click) {
  const body = el("tbody"), head = el("tr");
  let sorted = -1, down = true;
  const fill = list => body.replaceChildren(...list.map(r => {
    const tr = el("tr", {}, ...columns.map(([, show, , cls]) => el("td", { className: cls || "" }, ...[show(r)].flat())));
    if (click) tr.addEventListener("click", () => click(r));
    return tr;
  }));
  columns.forEach(([title, , key], i) => {
    const th = el("th", { scope: "col" }, title);
    th.addEventListener("click", () => {
      down = sorted === i ? !down : true;
      sorted = i;
      const sign = down ? -1 : 1;
      fill([...rows].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) * sign));
    });
    head.append(th);
  });
  fill(rows);
  return el("table", { className: name }, el("thead", {}, head), body);
}

/* --- The page --- */

function readColors() {
  const css = getComputedStyle(document.documentElement);
  for (const name of ["bg", "panel", "line", "text", "soft", "accent", "vain", "mark", "hit", ...STATES])
    colors[name] = css.getPropertyValue("--" + name).trim();
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  readColors();
  runs.forEach(r => r.draw());
}

function search() {
  const text = $("search").value.trim().toLowerCase();
  const n = runs.reduce((sum, r) => sum + r.find(text), 0);
  $("found").textContent = text === "" ? "" : n === 0 ? "nothing found" : `${count(n)} found`;
}

const runs = [];
readColors();
$("title").textContent = data.runs.map(r => r.title).filter((t, i, all) => all.indexOf(t) === i).join(", ");
document.title = "gilvm: " + $("title").textContent;
$("what").textContent = data.runs.length > 1 ? `${data.runs.length} runs, one below the other` : "";
const seen = new Set(data.runs.flatMap(r => r.threads.flatMap(t => [...new Set(t.s)])));
$("legend").append(...STATES.split("").filter(s => seen.has(s)).map(s => el("span", {}, el("i", { style: `background: var(--${s})` }), LEGEND[s])));
if (data.runs.some(r => r.threads.some(t => t.vain.length > 0))) $("legend").append(el("span", {}, el("i", { style: "background: var(--vain)" }), "wasted wake-up"));
for (const raw of data.runs) runs.push(new Run(raw));
active = runs[0];

$("fit").onclick = () => active.setView(0, active.end);
$("in").onclick = () => active.zoom(0.5);
$("out").onclick = () => active.zoom(2);
$("arrows").onclick = () => {
  showArrows = !showArrows;
  $("arrows").setAttribute("aria-pressed", showArrows);
  runs.forEach(r => r.draw());
};
$("theme").onclick = () => setTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
$("help").onclick = () => $("keys").showModal();
$("keys").onclick = () => $("keys").close();
$("search").oninput = search;
$("search").onkeydown = e => {
  if (e.key === "Enter") (active.matches.length ? active : runs.find(r => r.matches.length) || active).nextMatch(e.shiftKey ? -1 : 1);
  if (e.key === "Escape") e.target.blur();
};

const around = () => active.pointer ? active.t(active.pointer) : undefined;
const KEYS = {
  w: () => active.zoom(0.6, around()), "+": () => active.zoom(0.6, around()), s: () => active.zoom(1 / 0.6, around()),
  "-": () => active.zoom(1 / 0.6, around()), a: () => active.move(-0.2), d: () => active.move(0.2), ArrowLeft: () => active.move(-0.1),
  ArrowRight: () => active.move(0.1), f: $("fit").onclick, h: $("arrows").onclick, t: $("theme").onclick, "?": $("help").onclick,
  "/": () => $("search").focus(), n: () => active.nextMatch(1), p: () => active.nextMatch(-1), v: () => active.nextVain(),
  "[": () => active.stepSpan(-1), "]": () => active.stepSpan(1), Escape: () => active.choose(null),
};
addEventListener("keydown", e => {
  if (e.target.tagName === "INPUT" || e.ctrlKey || e.metaKey || e.altKey || $("keys").open) return;
  const act = KEYS[e.key] || KEYS[e.key.toLowerCase()];
  if (act) {
    e.preventDefault();
    act();
  }
});
addEventListener("resize", () => runs.forEach(r => r.draw()));
let themeBefore;
addEventListener("beforeprint", () => { themeBefore = document.documentElement.dataset.theme; setTheme("light"); runs.forEach(r => r.paint()); });
addEventListener("afterprint", () => setTheme(themeBefore || "light"));
setTheme(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
