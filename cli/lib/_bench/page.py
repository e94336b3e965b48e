"""The results as a page with charts; it loads nothing."""
import json

from _bench.report import data

HTML = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>gilvm bench</title><style>
:root { color-scheme: light dark; --bg: #fff; --text: #1c2430; --soft: #667180; --line: #dfe3e8; --panel: #f6f7f9; }
@media (prefers-color-scheme: dark) { :root { --bg: #12161c; --text: #e4e9f0; --soft: #93a0b0; --line: #303945; --panel: #1b2129; } }
body { margin: 0 auto; max-width: 1100px; padding: 16px 20px 40px; background: var(--bg); color: var(--text);
  font: 14px/1.45 system-ui, "DejaVu Sans", sans-serif; }
h1 { font-size: 20px; margin: 0; } h2 { font-size: 16px; margin: 30px 0 0; } p { margin: 2px 0 8px; color: var(--soft); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; margin-top: 8px; }
th, td { padding: 3px 10px; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th { color: var(--soft); } th:nth-child(-n+2), td:nth-child(-n+2) { text-align: left; }
.charts { display: flex; flex-wrap: wrap; gap: 10px 26px; } figure { margin: 8px 0; } figcaption { color: var(--soft); font-size: 13px; }
svg text { fill: var(--text); font: 12px system-ui, "DejaVu Sans", sans-serif; } svg .soft { fill: var(--soft); } svg .grid { stroke: var(--line); }
.scroll { overflow-x: auto; }
</style></head><body><h1>gilvm bench</h1><p id="machine"></p><main id="all"></main>
<script type="application/json" id="data">@DATA@</script><script>
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const PALETTE = ["#16966a", "#ee9b00", "#2f7ed8", "#b5479a", "#d62839", "#7a6ff0", "#5a8f29", "#8d6e63", "#607d8b", "#c2185b"];
const NS = "http://www.w3.org/2000/svg";
const median = v => { const s = [...v].sort((a, b) => a - b), n = s.length; return n % 2 ? s[n >> 1] : (s[n / 2 - 1] + s[n / 2]) / 2; };
const svg = (tag, attrs, text) => {
  const e = document.createElementNS(NS, tag);
  for (const [k, v] of Object.entries(attrs)) e.setAttribute(k, v);
  if (text !== undefined) e.textContent = text;
  return e;
};
const el = (tag, text, ...kids) => { const e = document.createElement(tag); if (text) e.textContent = text; e.append(...kids); return e; };
const show = (f, x) => f.digits === null ? String(+x.toPrecision(6)) : (x * f.scale).toFixed(f.digits);
const unit = f => f.title + (f.unit ? ", " + f.unit : "");
const colour = (bench, under) => PALETTE[[...new Set(bench.cells.map(c => c.under))].indexOf(under) % PALETTE.length];
const label = c => [c.case, c.cores ? c.cores + (c.cores > 1 ? " cores" : " core") : ""].filter(Boolean).join(", ");

/* Bars, a group for each case; each with the range of its runs as a line. */
function bars(bench, f) {
  const cells = bench.cells.filter(c => c.values[f.name]);
  const cases = [...new Set(cells.map(label))], most = Math.max(...cells.map(c => Math.max(...c.values[f.name]))) || 1;
  const left = 190, width = 330, h = 17, gap = 10;
  const height = cases.reduce((n, k) => n + cells.filter(c => label(c) === k).length * h + gap, 6);
  const s = svg("svg", { width: left + width + 70, height, role: "img", "aria-label": bench.name + ": " + f.title });
  let y = 4;
  for (const k of cases) {
    let head = k;
    for (const c of cells.filter(c => label(c) === k)) {
      const v = c.values[f.name], m = median(v), x = n => left + n / most * width;
      s.append(svg("text", { x: 0, y: y + 12, class: "soft" }, head), svg("text", { x: left - 6, y: y + 12, "text-anchor": "end" }, c.under));
      const bar = svg("rect", { x: left, y: y + 2, width: Math.max(1, x(m) - left), height: h - 5, rx: 2, fill: colour(bench, c.under) });
      bar.append(svg("title", {}, `${k} ${c.under}: ${show(f, m)} (${show(f, Math.min(...v))} to ${show(f, Math.max(...v))})`));
      s.append(bar, svg("line", { x1: x(Math.min(...v)), x2: x(Math.max(...v)), y1: y + h / 2, y2: y + h / 2, stroke: "var(--text)" }));
      s.append(svg("text", { x: x(Math.max(...v)) + 6, y: y + 12 }, show(f, m)));
      head = "";
      y += h;
    }
    y += gap;
  }
  return s;
}

/* Round marks and a function from values to heights: from 0, or, where the values are far apart, in powers of ten. */
function scale(values, bottom, top) {
  const most = Math.max(...values) || 1, least = Math.min(...values);
  if (least > 0 && most / least > 50) {
    const lo = Math.floor(Math.log10(least)), hi = Math.ceil(Math.log10(most)), marks = [];
    for (let e = lo; e <= hi; e++) marks.push(10 ** e);
    return [marks, v => bottom - (Math.log10(v) - lo) / (hi - lo) * (bottom - top)];
  }
  const unit = 10 ** Math.floor(Math.log10(most)), step = [0.2, 0.5, 1, 2].map(n => n * unit).find(n => most / n <= 5) || 2 * unit, marks = [];
  for (let i = 0; i * step < most + step; i++) marks.push(i * step);
  return [marks, v => bottom - v / marks[marks.length - 1] * (bottom - top)];
}

/* A line for each subject over the benchmark's axis, in powers of two or ten. */
function lines(bench, f) {
  const cells = bench.cells.filter(c => c.values[f.name] && c.x > 0);
  const series = new Map();
  const several = new Set(cells.map(c => c.cores)).size > 1, rivals = cells.some(o => o.under !== cells[0].under && o.case === cells[0].case);
  for (const c of cells) {
    const cores = several ? c.cores + (c.cores > 1 ? " cores" : " core") : "";
    const key = [rivals ? c.under : "", cores].filter(Boolean).join(", ") || f.title;
    series.set(key, [...(series.get(key) || []), c]);
  }
  const xs = [...new Set(cells.map(c => c.x))].sort((a, b) => a - b), W = 410, H = 220, L = 60, B = 44;
  const middles = cells.map(c => median(c.values[f.name])), lo = Math.log(xs[0]), hi = Math.log(xs[xs.length - 1]) || 1;
  const [marks, Y] = scale(middles.map(v => v * f.scale), H - B, 16);
  const X = x => L + (Math.log(x) - lo) / (hi - lo || 1) * (W - L - 20);
  const s = svg("svg", { width: W + 120, height: H, role: "img", "aria-label": bench.name + ": " + f.title });
  for (const m of marks) {
    s.append(svg("line", { x1: L, x2: W - 20, y1: Y(m), y2: Y(m), class: "grid" }));
    s.append(svg("text", { x: L - 6, y: Y(m) + 4, "text-anchor": "end", class: "soft" }, m >= 1e4 ? m.toExponential().replace("+", "") : +m.toPrecision(3)));
  }
  for (const x of xs) s.append(svg("text", { x: X(x), y: H - B + 16, "text-anchor": "middle", class: "soft" }, x));
  s.append(svg("text", { x: (L + W) / 2, y: H - 6, "text-anchor": "middle", class: "soft" }, bench.axis));
  [...series].forEach(([name, row], i) => {
    const color = PALETTE[i % PALETTE.length], points = row.map(c => [X(c.x), Y(median(c.values[f.name]) * f.scale)]);
    s.append(svg("polyline", { points: points.map(p => p.join()).join(" "), fill: "none", stroke: color, "stroke-width": 2 }));
    points.forEach((p, k) => {
      const dot = svg("circle", { cx: p[0], cy: p[1], r: 3.5, fill: color });
      dot.append(svg("title", {}, `${name}, ${row[k].x}: ${show(f, median(row[k].values[f.name]))}`));
      s.append(dot);
    });
    s.append(svg("rect", { x: W - 6, y: 14 + i * 17, width: 10, height: 10, fill: color }), svg("text", { x: W + 9, y: 23 + i * 17 }, name));
  });
  return s;
}

/* A distribution: from the middle to the worst, a line for each subject, on a logarithmic scale. One chart a case. */
function spread(bench, names, which) {
  const f = bench.figures.find(g => g.name === names[0][0]), tiny = 1e-3;
  const all = bench.cells.filter(c => names.every(([n]) => c.values[n])), cells = all.filter(c => label(c) === which);
  const at = (c, n) => { const g = bench.figures.find(h => h.name === n); return Math.max(tiny, median(c.values[n]) * (n.endsWith("_ns") ? 1e-3 : g.scale)); };
  const values = all.flatMap(c => names.map(([n]) => at(c, n)));
  const lo = Math.floor(Math.log10(Math.min(...values))), hi = Math.max(lo + 1, Math.ceil(Math.log10(Math.max(...values))));
  const W = 300, H = 200, L = 56, B = 28, X = i => L + 14 + i / (names.length - 1) * (W - L - 40);
  const Y = v => H - B - (Math.log10(v) - lo) / (hi - lo) * (H - B - 24);
  const s = svg("svg", { width: W + 110, height: H, role: "img", "aria-label": `${bench.name}, ${which}: ${f.title} and beyond` });
  for (let e = lo; e <= hi; e++) {
    const text = e < 0 ? 10 ** e * 1000 + " ns" : e < 3 ? 10 ** e + " us" : e < 6 ? 10 ** (e - 3) + " ms" : 10 ** (e - 6) + " s";
    s.append(svg("line", { x1: L, x2: W - 10, y1: Y(10 ** e), y2: Y(10 ** e), class: "grid" }),
      svg("text", { x: L - 6, y: Y(10 ** e) + 4, "text-anchor": "end", class: "soft" }, text));
  }
  names.forEach(([, text], i) => s.append(svg("text", { x: X(i), y: H - 8, "text-anchor": "middle", class: "soft" }, text)));
  s.append(svg("text", { x: L, y: 12 }, which));
  cells.forEach((c, i) => {
    const color = colour(bench, c.under), points = names.map(([n], k) => [X(k), Y(at(c, n))]);
    s.append(svg("polyline", { points: points.map(p => p.join()).join(" "), fill: "none", stroke: color, "stroke-width": 2 }));
    points.forEach((p, k) => {
      const dot = svg("circle", { cx: p[0], cy: p[1], r: 3.5, fill: color });
      dot.append(svg("title", {}, `${c.under}: ${names[k][1]} within ${at(c, names[k][0]).toPrecision(3)} us`));
      s.append(dot);
    });
    s.append(svg("rect", { x: W + 2, y: 20 + i * 17, width: 10, height: 10, rx: 2, fill: color }), svg("text", { x: W + 17, y: 29 + i * 17 }, c.under));
  });
  return s;
}

function table(bench) {
  const shown = bench.figures.filter(f => bench.cells.some(c => c.values[f.name]));
  const head = el("tr", "", el("th", "case"), el("th", "under"), ...shown.map(f => el("th", unit(f))));
  const rows = bench.cells.map(c => el("tr", "", el("td", label(c)), el("td", c.under), ...(c.errors.length
    ? [el("td", "failed: " + c.errors[0])] : shown.map(f => el("td", c.values[f.name] ? show(f, median(c.values[f.name])) : "–")))));
  const t = el("table", "", head, ...rows), box = el("div", "", t);
  box.className = "scroll";
  return box;
}

document.getElementById("machine").textContent = data.machine;
for (const bench of data.benches) {
  const charts = el("div"), figures = bench.figures.filter(f => bench.cells.some(c => c.values[f.name]));
  charts.className = "charts";
  const inSpread = new Set(bench.spreads.flat().map(([n]) => n));
  const better = f => f.less === null ? "" : f.less ? "; less is better" : "; more is better";
  for (const f of figures.filter(g => !inSpread.has(g.name)).slice(0, 4))
    charts.append(el("figure", "", bench.axis ? lines(bench, f) : bars(bench, f), el("figcaption", unit(f) + better(f))));
  for (const names of bench.spreads)
    for (const which of new Set(bench.cells.filter(c => names.every(([n]) => c.values[n])).map(label)))
      charts.append(el("figure", "", spread(bench, names, which), el("figcaption", (names[0][0] === "p50" ? "times" : "waits for the lock") + ": this share is shorter")));
  document.getElementById("all").append(el("h2", bench.name), el("p", bench.doc), charts, table(bench));
}
</script></body></html>
"""


def html(cells, runs, idle, out):
    text = json.dumps(data(cells, runs, idle)).replace("<", "\\u003c")
    head, tail = HTML.split("@DATA@")
    out.write(head + text + tail)
