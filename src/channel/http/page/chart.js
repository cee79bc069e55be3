// The picture of an answer, drawn from its columns and rows.
//
// The answer carries a Vega-Lite specification and an ECharts option for tools that have those
// libraries. This page has neither: the server decides the kind, and the three kinds that fit nearly
// every answer are drawn here.

import { isNumber, textOf } from "./table.js";
import { make, short, word } from "./words.js";

const MAX_BARS = 12;
const MAX_LINES = 5;
const MAX_PARTS = 6;

// Returns an element, or nothing when a picture would say no more than the table.
export function chart(answer) {
  const plan = reading(answer);
  if (!plan) return null;
  const kind = String(answer.chart?.kind ?? "");
  if (plan.category.role === "time" || /line|area|trend/.test(kind)) return lines(answer, plan);
  if (/share|pie|arc|ring|donut|stack/.test(kind)) return shares(answer, plan);
  return bars(answer, plan);
}

// A change taken apart: each part begins where the one before it ended. The marks are those of the
// answer's own picture.
export function waterfall(answer) {
  const marks = answer.chart?.kind === "waterfall" ? answer.chart.vega_lite?.data?.values ?? [] : [];
  const ends = marks.flatMap((mark) => [Number(mark.from), Number(mark.to)]);
  if (marks.length < 3 || !ends.every(Number.isFinite)) return null;
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  if (high === low) return null;
  const at = (value) => ((value - low) / (high - low)) * 100;
  const grid = marks.map((mark) => {
    const [from, to] = [Math.min(mark.from, mark.to), Math.max(mark.from, mark.to)];
    const fill = make("span", { class: "fill tone5" });
    // The colour of a direction is another one in Chinese than in English; the answer knows it.
    if (/^#[0-9a-f]{6}$/i.test(mark.ink)) fill.style.backgroundColor = mark.ink;
    fill.style.marginLeft = `${at(from)}%`;
    fill.style.width = `${Math.max(at(to) - at(from), 0.5)}%`;
    return make("div", { class: "bar" },
      make("span", { class: "name", title: String(mark.name) }, String(mark.name)),
      make("span", { class: "track" }, fill),
      make("span", { class: "value" }, String(mark.text)));
  });
  const title = String(answer.chart.vega_lite?.title?.text ?? "");
  return make("figure", { class: "chart", "aria-label": `${word("chart")}: ${title}` },
    make("figcaption", {}, title), make("div", { class: "bars" }, ...grid));
}

// The row of numbers of an answer that has no groups.
export function figures(answer) {
  if (answer.rows.length !== 1 || !answer.columns.every(isNumber)) return null;
  const tiles = answer.columns.map((column, index) =>
    make("div", { class: "figure" },
      make("span", { class: "label" }, String(column.label || column.name)),
      make("span", { class: "value" }, textOf(answer, 0, index))));
  return make("div", { class: "figures" }, ...tiles);
}

function reading(answer) {
  if (!answer.chart || answer.rows.length < 2) return null;
  const columns = answer.columns.map((column, index) => ({ ...column, index }));
  const groups = columns.filter((column) => column.role === "time" || column.role === "dimension");
  const category = groups.find((column) => column.role === "time") ?? groups[0];
  const metric = columns.find((column) => column.role === "metric" && isNumber(column));
  if (!category || !metric) return null;
  const series = groups.find((column) => column !== category) ?? null;
  return { category, metric, series };
}

function number(answer, row, column) {
  const value = answer.rows[row][column.index];
  const read = value === null ? NaN : Number(value);
  return Number.isFinite(read) ? read : null;
}

function nameOf(answer, row, plan) {
  const name = textOf(answer, row, plan.category.index);
  return plan.series ? `${name} · ${textOf(answer, row, plan.series.index)}` : name;
}

// Horizontal bars, in the order of the rows.
function bars(answer, plan) {
  const rows = answer.rows.map((_, row) => row).filter((row) => number(answer, row, plan.metric) !== null);
  const shown = rows.slice(0, MAX_BARS);
  const most = Math.max(...shown.map((row) => Math.abs(number(answer, row, plan.metric))));
  if (shown.length < 2 || most === 0) return null;
  const grid = shown.map((row) => {
    const value = number(answer, row, plan.metric);
    return bar(nameOf(answer, row, plan), textOf(answer, row, plan.metric.index), Math.abs(value) / most, value < 0);
  });
  return framed(plan, make("div", { class: "bars" }, ...grid));
}

// Parts of a whole as bars with their share; small parts are one.
function shares(answer, plan) {
  const parts = answer.rows
    .map((_, row) => ({ name: nameOf(answer, row, plan), value: number(answer, row, plan.metric) }))
    .filter((part) => part.value !== null && part.value >= 0)
    .sort((a, b) => b.value - a.value);
  const whole = plan.metric.unit === "ratio" ? 1 : parts.reduce((sum, part) => sum + part.value, 0);
  if (parts.length < 2 || whole <= 0) return null;
  const shown = parts.length > MAX_PARTS ? parts.slice(0, MAX_PARTS - 1) : parts;
  const rest = parts.slice(shown.length).reduce((sum, part) => sum + part.value, 0);
  if (parts.length > shown.length) shown.push({ name: word("others"), value: rest });
  const strip = make("div", { class: "strip" });
  shown.forEach((part, index) => {
    const piece = make("span", { class: `tone${index % 6}`, title: part.name });
    piece.style.flexGrow = String(part.value / whole);
    strip.append(piece);
  });
  const grid = shown.map((part, index) => {
    const share = part.value / whole;
    return bar(part.name, short(share, "ratio"), share, false, `tone${index % 6}`);
  });
  return framed(plan, strip, make("div", { class: "bars" }, ...grid));
}

function bar(name, text, share, negative, tone = "tone0") {
  const fill = make("span", { class: `fill ${negative ? "negative" : tone}` });
  fill.style.width = `${Math.max(share * 100, 0.5)}%`;
  return make("div", { class: "bar" },
    make("span", { class: "name", title: name }, name),
    make("span", { class: "track" }, fill),
    make("span", { class: "value" }, text));
}

function framed(plan, ...parts) {
  const label = `${word("chart")}: ${plan.metric.label || plan.metric.name}`;
  return make("figure", { class: "chart", "aria-label": label },
    make("figcaption", {}, String(plan.metric.label || plan.metric.name)), ...parts);
}

// Lines over time, one for each group; drawn again when the width changes.
function lines(answer, plan) {
  const { ticks, series } = byTime(answer, plan);
  if (ticks.length < 2) return null;
  const stage = make("div", { class: "stage" });
  const note = make("p", { class: "pointed", "aria-hidden": "true" }, "\u00a0");
  const figure = framed(plan, legend(series), stage, note);
  const watcher = new ResizeObserver(([entry]) => {
    const width = Math.round(entry.contentRect.width);
    if (width > 0) stage.replaceChildren(draw(ticks, series, plan, width, note));
  });
  watcher.observe(stage);
  return figure;
}

function byTime(answer, plan) {
  const ticks = [];
  const places = new Map();
  const groups = new Map();
  answer.rows.forEach((cells, row) => {
    const key = String(cells[plan.category.index]);
    if (!places.has(key)) {
      places.set(key, ticks.length);
      ticks.push({ key, text: textOf(answer, row, plan.category.index) });
    }
    const name = plan.series ? textOf(answer, row, plan.series.index) : "";
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push({ key, value: number(answer, row, plan.metric), text: textOf(answer, row, plan.metric.index) });
  });
  const numeric = ticks.every((tick) => tick.key !== "" && Number.isFinite(Number(tick.key)));
  ticks.sort((a, b) => (numeric ? Number(a.key) - Number(b.key) : a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const at = new Map(ticks.map((tick, index) => [tick.key, index]));
  const total = (points) => points.reduce((sum, point) => sum + (point.value ?? 0), 0);
  const largest = [...groups].sort((a, b) => total(b[1]) - total(a[1])).slice(0, MAX_LINES);
  const series = largest.map(([name, points], index) => {
    const slots = new Array(ticks.length).fill(null);
    for (const point of points) slots[at.get(point.key)] = point;
    return { name, slots, tone: `tone${index}` };
  });
  return { ticks, series };
}

function legend(series) {
  if (series.length < 2) return null;
  const items = series.map((one) => make("span", {}, make("i", { class: one.tone }), one.name));
  return make("div", { class: "legend" }, ...items);
}

function draw(ticks, series, plan, width, note) {
  const box = { left: 52, right: 14, top: 12, bottom: 26, width, height: Math.min(260, Math.max(170, width * 0.42)) };
  const values = series.flatMap((one) => one.slots).filter((slot) => slot && slot.value !== null).map((slot) => slot.value);
  const scale = axis(Math.min(0, ...values), Math.max(0, ...values));
  const x = (index) => box.left + (index * (box.width - box.left - box.right)) / (ticks.length - 1);
  const y = (value) => box.top + ((scale.top - value) * (box.height - box.top - box.bottom)) / (scale.top - scale.bottom);
  const picture = svg("svg", { viewBox: `0 0 ${box.width} ${box.height}`, width: box.width, height: box.height, "aria-hidden": "true" });
  for (const mark of scale.marks) {
    picture.append(svg("line", { class: "rule", x1: box.left, x2: box.width - box.right, y1: y(mark), y2: y(mark) }));
    picture.append(label(short(mark, plan.metric.unit), box.left - 8, y(mark) + 4, "end"));
  }
  const step = Math.ceil(ticks.length / Math.max(2, Math.floor((box.width - box.left) / 92)));
  for (let index = 0; index < ticks.length; index += step) {
    const anchor = index === 0 ? "start" : x(index) > box.width - 40 ? "end" : "middle";
    picture.append(label(ticks[index].text, x(index), box.height - 6, anchor));
  }
  for (const one of series) picture.append(...strokes(one, x, y));
  picture.append(pointer(ticks, series, x, box, note));
  return picture;
}

// A line breaks where there is no value: nothing is drawn that is not in the rows.
function strokes(one, x, y) {
  const runs = [[]];
  one.slots.forEach((slot, index) => {
    if (slot && slot.value !== null) runs.at(-1).push([x(index), y(slot.value)]);
    else if (runs.at(-1).length > 0) runs.push([]);
  });
  return runs.filter((run) => run.length > 0).map((run) =>
    run.length === 1
      ? svg("circle", { class: `dot ${one.tone}`, cx: run[0][0], cy: run[0][1], r: 3 })
      : svg("polyline", { class: `stroke ${one.tone}`, points: run.map((point) => point.join(",")).join(" ") }));
}

function pointer(ticks, series, x, box, note) {
  const group = svg("g", {});
  const hair = svg("line", { class: "hair", y1: box.top, y2: box.height - box.bottom, visibility: "hidden" });
  const area = svg("rect", { class: "area", x: 0, y: 0, width: box.width, height: box.height });
  const show = (event) => {
    const place = event.clientX - area.getBoundingClientRect().left;
    const share = (place - box.left) / (box.width - box.left - box.right);
    const index = Math.min(ticks.length - 1, Math.max(0, Math.round(share * (ticks.length - 1))));
    hair.setAttribute("x1", x(index));
    hair.setAttribute("x2", x(index));
    hair.setAttribute("visibility", "visible");
    const said = series.filter((one) => one.slots[index]).map((one) => `${one.name} ${one.slots[index].text}`.trim());
    note.textContent = `${ticks[index].text}  ${said.join("  ·  ")}`;
  };
  area.addEventListener("pointermove", show);
  area.addEventListener("pointerdown", show);
  group.append(hair, area);
  return group;
}

// Round marks that cover the values.
function axis(least, most) {
  const span = most - least || 1;
  const raw = span / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * [1, 2, 2.5, 5, 10].find((size) => size * power >= raw);
  const bottom = Math.floor(least / step) * step;
  const top = Math.max(Math.ceil(most / step) * step, bottom + step);
  const count = Math.round((top - bottom) / step);
  return { bottom, top, marks: Array.from({ length: count + 1 }, (_, index) => bottom + index * step) };
}

function label(text, x, y, anchor) {
  const element = svg("text", { x, y, "text-anchor": anchor });
  element.textContent = text;
  return element;
}

function svg(tag, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
