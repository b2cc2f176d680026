// @ts-check
/** An attribution that is being written: its spans, drawn over the text, and moved by keys or by hand. */

import { TextMap } from "./offsets.js";

/** @typedef {import("./offsets.js").Stretch} Stretch */
/** @typedef {"source" | "cue" | "content" | "addressee"} Role */
/** @typedef {Record<Role, Stretch[]>} Spans */
/** @typedef {{ role: Role, index: number }} Chosen */

/** @type {Role[]} */
export const ROLES = ["source", "cue", "content", "addressee"];

export class Draft {
  /**
   * @param {HTMLElement} text the element that holds the text
   * @param {TextMap} map
   * @param {Spans} spans
   * @param {() => void} changed called after every change
   */
  constructor(text, map, spans, changed) {
    this.text = text;
    this.map = map;
    this.spans = spans;
    this.changed = changed;
    /** @type {Chosen | null} the span that the keys move */
    this.chosen = null;
    /** @type {Stretch | null} what is selected and is no span yet */
    this.free = null;
    this.layer = document.createElement("div");
    this.layer.className = "draft-layer";
    text.append(this.layer);
    this.watch = new ResizeObserver(() => this.draw());
    this.watch.observe(text);
    text.classList.add("drafting");
  }

  close() {
    this.watch.disconnect();
    this.layer.remove();
    this.text.classList.remove("drafting");
  }

  /** @returns {Stretch | null} the span that the keys move, or what is selected */
  get current() {
    return this.free ?? (this.chosen ? (this.spans[this.chosen.role][this.chosen.index] ?? null) : null);
  }

  /**
   * What is selected becomes a span of this role; where nothing is, the role's next span is chosen.
   * @param {Role} role
   * @param {boolean} more as one more piece, else instead of what was there
   */
  assign(role, more) {
    const selected = this.map.selected(this.text) ?? this.free;
    if (!selected) return this.choose(role);
    window.getSelection()?.removeAllRanges();
    const apart = this.spans[role].filter(([start, end]) => end <= selected[0] || selected[1] <= start);
    const pieces = more && role !== "addressee" ? [...apart, selected] : [selected];
    this.spans[role] = pieces.sort((one, other) => one[0] - other[0]);
    this.free = null;
    this.chosen = { role, index: this.spans[role].indexOf(selected) };
    this.done();
  }

  /** @param {Role} role */
  choose(role) {
    const pieces = this.spans[role];
    const index = this.chosen?.role === role && !this.free ? (this.chosen.index + 1) % Math.max(pieces.length, 1) : 0;
    this.free = null;
    this.chosen = pieces.length ? { role, index } : null;
    this.done();
  }

  /**
   * Move an end of what is chosen by words; it stays at least a word long, and clear of its neighbours.
   * @param {"start" | "end"} which
   * @param {number} step
   */
  move(which, step) {
    const current = this.map.selected(this.text) ?? this.current;
    if (!current) return;
    const [start, end] = current;
    const place = this.map.border(which === "start" ? start : end, which, step);
    this.set(which === "start" ? [place, end] : [start, place]);
  }

  /** @param {Stretch} stretch */
  set(stretch) {
    if (stretch[0] >= stretch[1]) return;
    if (this.free || !this.chosen) {
      window.getSelection()?.removeAllRanges();
      this.free = stretch;
    } else {
      const { role, index } = this.chosen;
      const others = this.spans[role].filter((_, at) => at !== index);
      if (others.some(([start, end]) => start < stretch[1] && stretch[0] < end)) return;
      this.spans[role][index] = stretch;
    }
    this.done();
  }

  /**
   * Select a word: the next one, or from nothing the first that is seen.
   * @param {number} step
   */
  walk(step) {
    const selected = this.map.selected(this.text);
    const from = selected ?? this.current;
    window.getSelection()?.removeAllRanges();
    const place = from ? this.map.border(from[0], "start", step) : this.map.nearest(this.firstSeen(), "start");
    this.chosen = null;
    this.free = this.map.wordAt(place);
    this.done();
  }

  firstSeen() {
    const top = Math.max(0, this.text.getBoundingClientRect().top);
    for (const piece of this.map.pieces) {
      const at = piece.node.parentElement?.getBoundingClientRect();
      if (at && at.bottom > top) return piece.start;
    }
    return this.map.start;
  }

  remove() {
    if (this.chosen && !this.free) this.spans[this.chosen.role].splice(this.chosen.index, 1);
    this.chosen = null;
    this.free = null;
    this.done();
  }

  done() {
    this.draw();
    this.changed();
    const shown = this.layer.querySelector(".draft-now");
    if (shown) shown.scrollIntoView({ block: "nearest" });
  }

  draw() {
    this.layer.replaceChildren();
    for (const role of ROLES) {
      this.spans[role].forEach((stretch, index) => {
        const isChosen = !this.free && this.chosen?.role === role && this.chosen.index === index;
        this.show(stretch, `draft draft-${role}${isChosen ? " draft-now" : ""}`, isChosen);
      });
    }
    if (this.free) this.show(this.free, "draft draft-free draft-now", true);
  }

  /**
   * @param {Stretch} stretch
   * @param {string} names
   * @param {boolean} handled
   */
  show(stretch, names, handled) {
    const around = this.text.getBoundingClientRect();
    const rectangles = [...(this.map.range(stretch)?.getClientRects() ?? [])].filter((one) => one.width > 0);
    for (const one of rectangles) {
      const drawn = document.createElement("div");
      drawn.className = names;
      drawn.style.left = `${one.left - around.left}px`;
      drawn.style.top = `${one.top - around.top}px`;
      drawn.style.width = `${one.width}px`;
      drawn.style.height = `${one.height}px`;
      this.layer.append(drawn);
    }
    const [first, final] = [rectangles[0], rectangles.at(-1)];
    if (!handled || !first || !final) return;
    const rightToLeft = getComputedStyle(this.text).direction === "rtl";
    this.handle("start", rightToLeft ? first.right : first.left, first, around);
    this.handle("end", rightToLeft ? final.left : final.right, final, around);
  }

  /**
   * @param {"start" | "end"} which
   * @param {number} left
   * @param {DOMRect} line
   * @param {DOMRect} around
   */
  handle(which, left, line, around) {
    const grip = document.createElement("div");
    grip.className = `grip grip-${which}`;
    grip.style.left = `${left - around.left}px`;
    grip.style.top = `${line.top - around.top}px`;
    grip.style.height = `${line.height}px`;
    grip.addEventListener("pointerdown", (event) => this.drag(event, which, line));
    this.layer.append(grip);
  }

  /**
   * @param {PointerEvent} event
   * @param {"start" | "end"} which
   * @param {DOMRect} line
   */
  drag(event, which, line) {
    event.preventDefault();
    window.getSelection()?.removeAllRanges();
    // The grip hangs at the line's edge: what counts is the middle of the line, not where it is held.
    const held = event.clientY - (line.top + line.height / 2);
    const before = this.current;
    if (!before) return;
    this.layer.classList.add("dragging");
    /** @param {PointerEvent} moved */
    const follow = (moved) => {
      const place = placeAt(this.map, moved.clientX, moved.clientY - held, this.text);
      const current = this.current;
      if (place === null || !current) return;
      const border = moved.altKey ? place : this.map.nearest(place, which);
      this.set(which === "start" ? [border, current[1]] : [current[0], border]);
    };
    const drop = () => {
      window.removeEventListener("pointermove", follow);
      window.removeEventListener("pointerup", drop);
      window.removeEventListener("pointercancel", drop);
      this.layer.classList.remove("dragging");
    };
    window.addEventListener("pointermove", follow);
    window.addEventListener("pointerup", drop);
    window.addEventListener("pointercancel", drop);
  }
}

/**
 * The place in the text under a point of the window; null where there is none.
 * @param {TextMap} map
 * @param {number} x
 * @param {number} y
 * @param {HTMLElement} text
 */
function placeAt(map, x, y, text) {
  /** @type {{ offsetNode: Node, offset: number } | null} */
  let found = null;
  if ("caretPositionFromPoint" in document) {
    found = document.caretPositionFromPoint(x, y);
  } else {
    const range = /** @type {any} */ (document).caretRangeFromPoint(x, y);
    found = range && { offsetNode: range.startContainer, offset: range.startOffset };
  }
  return found && text.contains(found.offsetNode) ? map.place(found.offsetNode, found.offset) : null;
}
