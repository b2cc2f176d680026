// @ts-check
/**
 * Places in a document's text and places in the page.
 *
 * The ledger counts Unicode code points of the whole text; the page has UTF-16 text nodes, one in each
 * element with `data-s`, which is the place that it begins at. Line breaks stand between the elements.
 */

/** @typedef {{ start: number, node: Text, length: number }} Piece */
/** @typedef {[number, number]} Stretch start and end, in code points of the document's text */

/**
 * How many UTF-16 units the first code points of the words take.
 * @param {string} words
 * @param {number} points
 */
export function toUtf16(words, points) {
  let units = 0;
  for (let counted = 0; counted < points && units < words.length; counted += 1) {
    units += (words.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  }
  return units;
}

/**
 * How many code points stand in the first UTF-16 units of the words; half a letter counts as a whole one.
 * @param {string} words
 * @param {number} units
 */
export function toPoints(words, units) {
  let points = 0;
  for (const _ of words.slice(0, units)) points += 1;
  return points;
}

/** The text of one page, as the document counts it. */
export class TextMap {
  /** @param {Element} root */
  constructor(root) {
    /** @type {Piece[]} */
    this.pieces = [];
    /** @type {string[]} */
    this.points = [];
    for (const element of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-s]"))) {
      const node = element.firstChild;
      if (!(node instanceof Text)) continue;
      const start = Number(element.dataset.s);
      const first = this.pieces[0]?.start ?? start;
      while (this.points.length < start - first) this.points.push("\n");
      const points = Array.from(node.data);
      for (const point of points) this.points.push(point);
      this.pieces.push({ start, node, length: points.length });
    }
    this.start = this.pieces[0]?.start ?? 0;
    this.end = this.start + this.points.length;
    this.findWords();
  }

  /** Where words begin and end: what the arrow keys stop at. Marks count as words of their own. */
  findWords() {
    /** @type {number[]} */
    this.starts = [];
    /** @type {number[]} */
    this.ends = [];
    let place = this.start;
    for (const { segment } of new Intl.Segmenter(undefined, { granularity: "word" }).segment(this.points.join(""))) {
      const length = Array.from(segment).length;
      if (segment.trim()) {
        this.starts.push(place);
        this.ends.push(place + length);
      }
      place += length;
    }
  }

  /**
   * The words between two places, exactly.
   * @param {Stretch} stretch
   */
  words([start, end]) {
    return this.points.slice(start - this.start, end - this.start).join("");
  }

  /**
   * The page's place for a place in the text; at the seam of two pieces the later one, or for an end the earlier.
   * @param {number} place
   * @param {boolean} isEnd
   * @returns {{ node: Text, offset: number } | null}
   */
  position(place, isEnd) {
    const index = last(this.pieces, (piece) => (isEnd ? piece.start < place : piece.start <= place));
    const piece = this.pieces[Math.max(index, 0)];
    if (!piece) return null;
    const within = Math.min(Math.max(place - piece.start, 0), piece.length);
    return { node: piece.node, offset: toUtf16(piece.node.data, within) };
  }

  /**
   * @param {Stretch} stretch
   * @returns {Range | null}
   */
  range([start, end]) {
    const from = this.position(start, false);
    const to = this.position(end, true);
    if (!from || !to) return null;
    const range = document.createRange();
    range.setStart(from.node, from.offset);
    range.setEnd(to.node, to.offset);
    return range;
  }

  /**
   * The place in the text of a place in the page; the nearest after it where it is between pieces.
   * @param {Node} node
   * @param {number} offset
   */
  place(node, offset) {
    const own = node instanceof Text ? node.parentElement?.closest("[data-s]") : null;
    if (node instanceof Text && own instanceof HTMLElement) {
      return Number(own.dataset.s) + toPoints(node.data, offset);
    }
    const here = document.createRange();
    here.setStart(node, offset);
    const next = this.pieces.find((piece) => here.comparePoint(piece.node, 0) >= 0);
    if (next) return next.start;
    return this.end;
  }

  /**
   * What is selected in the page, as a place in the text without blanks around it; null where nothing is.
   * @param {Element} root
   * @returns {Stretch | null}
   */
  selected(root) {
    const selection = window.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    if (!root.contains(range.commonAncestorContainer)) return null;
    return this.bare([
      this.place(range.startContainer, range.startOffset),
      this.place(range.endContainer, range.endOffset),
    ]);
  }

  /**
   * The stretch without the blanks at its ends; null where nothing is left.
   * @param {Stretch} stretch
   * @returns {Stretch | null}
   */
  bare([start, end]) {
    while (start < end && !(this.points[start - this.start] ?? "").trim()) start += 1;
    while (start < end && !(this.points[end - 1 - this.start] ?? "").trim()) end -= 1;
    return start < end ? [start, end] : null;
  }

  /**
   * The next border of words after a place, or before it.
   * @param {number} place
   * @param {"start" | "end"} which
   * @param {number} step words, backwards where negative
   */
  border(place, which, step) {
    const borders = (which === "start" ? this.starts : this.ends) ?? [];
    const at = step > 0 ? last(borders, (one) => one <= place) + step : last(borders, (one) => one < place) + 1 + step;
    return borders[Math.min(Math.max(at, 0), borders.length - 1)] ?? place;
  }

  /**
   * The border of words nearest to a place.
   * @param {number} place
   * @param {"start" | "end"} which
   */
  nearest(place, which) {
    const borders = (which === "start" ? this.starts : this.ends) ?? [];
    const at = last(borders, (one) => one <= place);
    const [before, after] = [borders[at], borders[at + 1]];
    if (before === undefined) return after ?? place;
    return after !== undefined && after - place < place - before ? after : before;
  }

  /**
   * The word at a place, or the one after it.
   * @param {number} place
   * @returns {Stretch | null}
   */
  wordAt(place) {
    const at = last(this.starts ?? [], (one) => one <= place);
    for (const index of [Math.max(at, 0), at + 1]) {
      const [start, end] = [this.starts?.[index], this.ends?.[index]];
      if (start !== undefined && end !== undefined && end > place) return [start, end];
    }
    return null;
  }
}

/**
 * The place of the last item, of ordered ones, of which something is still true; -1 where it is of none.
 * @template Item
 * @param {Item[]} items
 * @param {(item: Item) => boolean} test
 */
function last(items, test) {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && test(item)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
