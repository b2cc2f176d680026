// Timelines: how much was said, by month, as bars. Drag to look closer, double-click for the whole.
//
// Any element of class "timeline" becomes one. It has its numbers in `data-values`, as JSON of
// [["2024-01", 12], …], or fetches the same from `data-source`. `data-link`, where given, is the address
// that a month opens, with since and until added to it. A table beside it says the same without drawing.

import uPlot from "./vendor/uPlot.esm.js";

/** @typedef {[string, number]} Month the month as 2024-01, and how much was said in it */
/** @typedef {{ first: number, counts: number[] }} Series every month from `first` on, empty ones too */

const MONTH = /^(\d{4})-(\d\d)$/;
const NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const HEIGHT = 180; // CSS pixels
const STILL = 4; // pixels that a click may wander before it is a drag
const TWICE = 300; // milliseconds within which a second click makes it a double-click

/**
 * The months in order without gaps; what is no month is left out.
 * @param {Month[]} values
 * @returns {Series}
 */
export function toSeries(values) {
  /** @type {Map<number, number>} */
  const found = new Map();
  for (const [month, count] of values) {
    const parts = MONTH.exec(month);
    if (parts) found.set(Number(parts[1]) * 12 + Number(parts[2]) - 1, count);
  }
  const numbers = [...found.keys()].sort((one, other) => one - other);
  const first = numbers[0];
  const last = numbers.at(-1);
  if (first === undefined || last === undefined) return { first: 0, counts: [] };
  const length = last - first + 1;
  return { first, counts: Array.from({ length }, (_, place) => found.get(first + place) ?? 0) };
}

/**
 * The month of this number as addresses write it.
 * @param {number} number
 */
export function toMonth(number) {
  const year = String(Math.floor(number / 12)).padStart(4, "0");
  return `${year}-${String((number % 12) + 1).padStart(2, "0")}`;
}

/** @param {number} number */
function named(number) {
  return `${NAMES[number % 12]} ${Math.floor(number / 12)}`;
}

/** @param {string} name */
function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "gray";
}

class Timeline {
  /**
   * @param {HTMLElement} place
   * @param {Series} series
   */
  constructor(place, series) {
    this.place = place;
    this.series = series;
    this.canvas = document.createElement("div");
    this.canvas.setAttribute("aria-hidden", "true"); // the table says the same
    this.told = document.createElement("p");
    this.told.className = "timeline-told";
    this.whole = document.createElement("button");
    this.whole.type = "button";
    this.whole.className = "timeline-whole";
    this.whole.textContent = "Show the whole time";
    this.whole.hidden = true;
    this.whole.addEventListener("click", () => this.reset());
    const foot = document.createElement("div");
    foot.className = "timeline-foot";
    foot.append(this.told, this.whole);
    place.replaceChildren(this.canvas, foot);
    this.plot = this.draw();
    this.tell(null);
    new ResizeObserver(() => this.fit()).observe(place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.redraw());
  }

  get last() {
    return this.series.first + this.series.counts.length - 1;
  }

  get zoomed() {
    const shown = this.plot.scales.x;
    return (shown?.min ?? -Infinity) > this.series.first || (shown?.max ?? Infinity) < this.last;
  }

  draw() {
    const { first, counts } = this.series;
    const accent = colour("--accent");
    const quiet = colour("--quiet");
    const line = colour("--line");
    const font = `12px ${colour("--sans")}`;
    /** @type {uPlot.Options} */
    const options = {
      width: Math.max(this.place.clientWidth, 120),
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, dist: STILL } },
      scales: {
        x: { time: false, range: (_, min, max) => [Math.floor(min + 0.5) - 0.5, Math.ceil(max - 0.5) + 0.5] },
        y: { range: (_, __, max) => [0, Math.max(max, 1)] },
      },
      axes: [
        {
          stroke: quiet,
          font,
          grid: { show: false },
          ticks: { stroke: line, size: 4 },
          space: 70,
          incrs: [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200],
          values: (_, splits) => splits.map((at) => (Number.isInteger(at) ? named(at) : "")),
        },
        {
          stroke: quiet,
          font,
          size: 44,
          grid: { stroke: line, width: 1 },
          ticks: { show: false },
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000],
          values: (_, splits) => splits.map((at) => at.toLocaleString("en")),
        },
      ],
      series: [
        {},
        { stroke: accent, fill: accent, width: 0, points: { show: false }, paths: uPlot.paths.bars?.({ size: [0.8, 48] }) },
      ],
      hooks: {
        setCursor: [(plot) => this.tell(plot.cursor.idx ?? null)],
        setScale: [(_, key) => key === "x" && this.noticeZoom()],
      },
    };
    const plot = new uPlot(options, [counts.map((_, at) => first + at), counts], this.canvas);
    this.listen(plot);
    return plot;
  }

  /** @param {uPlot} plot */
  listen(plot) {
    let began = 0;
    /** @type {number | undefined} */
    let waiting;
    plot.over.addEventListener("mousedown", (event) => (began = event.clientX));
    plot.over.addEventListener("dblclick", () => clearTimeout(waiting));
    plot.over.addEventListener("click", (event) => {
      const at = plot.cursor.idx;
      if (Math.abs(event.clientX - began) > STILL || at === null || at === undefined) return;
      clearTimeout(waiting);
      // Where there is nothing to go back to, nobody double-clicks.
      waiting = window.setTimeout(() => this.open(at), this.zoomed ? TWICE : 0);
    });
    plot.over.classList.toggle("timeline-linked", Boolean(this.place.dataset.link));
  }

  /** @param {number} at */
  open(at) {
    const link = this.place.dataset.link;
    if (!link || !this.series.counts[at]) return;
    const address = new URL(link, location.href);
    const month = toMonth(this.series.first + at);
    address.searchParams.set("since", month);
    address.searchParams.set("until", month);
    location.assign(address);
  }

  /** @param {number | null} at */
  tell(at) {
    const { first, counts } = this.series;
    const total = counts.reduce((sum, count) => sum + count, 0);
    this.told.textContent =
      at === null || at >= counts.length
        ? `${named(first)} to ${named(this.last)}: ${total.toLocaleString("en")} dated. Drag to look closer.`
        : `${named(first + at)}: ${(counts[at] ?? 0).toLocaleString("en")}`;
  }

  noticeZoom() {
    queueMicrotask(() => (this.whole.hidden = !this.zoomed));
  }

  reset() {
    this.plot.setScale("x", { min: this.series.first, max: this.last });
  }

  fit() {
    const width = this.place.clientWidth;
    if (width && width !== this.plot.width) this.plot.setSize({ width, height: HEIGHT });
  }

  redraw() {
    this.plot.destroy();
    this.plot = this.draw();
  }
}

/**
 * Draw one timeline, unless that is done or there is nothing to draw.
 * @param {HTMLElement} place
 */
async function show(place) {
  if (place.dataset.drawn) return;
  place.dataset.drawn = "yes";
  const source = place.dataset.source;
  const values = source ? await (await fetch(source)).json() : JSON.parse(place.dataset.values ?? "[]");
  const series = toSeries(values);
  place.hidden = series.counts.length < 2; // one month is no course of time
  if (!place.hidden) new Timeline(place, series);
}

/** @param {ParentNode} within */
function showAll(within) {
  for (const place of within.querySelectorAll(".timeline")) if (place instanceof HTMLElement) void show(place);
}

showAll(document);
document.addEventListener("htmx:load", (event) => event.target instanceof Element && showAll(event.target));
