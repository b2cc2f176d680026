// Pickers: names are suggested while somebody writes; what is chosen goes into the form by its id.
//
// An input with `data-picker` becomes one: `data-picker` is the name of the field that takes what is
// chosen, `data-kinds` selects the control that says what is looked for (else speakers are), `data-but`
// is an id that is not suggested, and with `data-submit` choosing sends the form. Without this script the
// form sends what was written, and the server looks for it.

/** @typedef {{ value: string, name: string, note: string }} Suggestion */
/** @typedef {Record<string, unknown>} Row */

const PAUSE = 150; // milliseconds after the last key before anything is asked for
const FEWEST = 2; // letters that say enough to look for
const MOST = 8; // suggestions: what is seen at a glance

let pickers = 0;

/**
 * @param {Row} row
 * @param {string} key
 */
function text(row, key) {
  const value = row[key];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/**
 * @param {string} kind
 * @param {Row} row
 * @returns {Suggestion}
 */
function toSuggestion(kind, row) {
  const n = Number(row.n_attributions ?? 0).toLocaleString("en");
  const noted = (/** @type {string[]} */ parts) => parts.filter(Boolean).join(", ");
  if (kind === "outlet") return { value: text(row, "name"), name: text(row, "name"), note: `${n} statements` };
  if (kind === "document") {
    const about = /** @type {Row} */ (row.metadata ?? {});
    const note = noted([text(about, "outlet"), text(about, "published").slice(0, 10)]);
    return { value: text(row, "id"), name: text(about, "title") || text(row, "name"), note };
  }
  const byName = row.by_name ? "a name only" : "";
  return { value: text(row, "id"), name: text(row, "name"), note: noted([text(row, "kind"), byName, `${n} statements`]) };
}

class Picker {
  /** @param {HTMLInputElement} input */
  constructor(input) {
    this.input = input;
    this.number = (pickers += 1);
    /** @type {Suggestion[]} */
    this.found = [];
    this.at = -1;
    /** @type {number | undefined} */
    this.waiting = undefined;
    this.asked = "";
    this.list = document.createElement("ul");
    this.list.id = `picker-${this.number}`;
    this.list.className = "picker-list";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Suggestions");
    this.list.hidden = true;
    const frame = document.createElement("span");
    frame.className = "picker";
    input.replaceWith(frame);
    frame.append(input, this.list);
    this.hidden = document.createElement("input");
    this.hidden.type = "hidden";
    frame.append(this.hidden);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"]])
      if (name && value) input.setAttribute(name, value);
    input.setAttribute("aria-controls", this.list.id);
    input.autocomplete = "off";
    input.addEventListener("input", () => this.wait());
    input.addEventListener("keydown", (event) => this.press(event));
    input.addEventListener("blur", () => this.close());
  }

  get kind() {
    const selected = this.input.dataset.kinds;
    const control = selected ? document.querySelector(selected) : null;
    return control instanceof HTMLSelectElement ? control.value : "speaker";
  }

  wait() {
    this.hidden.name = ""; // whatever was chosen is no longer what is written
    this.hidden.value = "";
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => void this.look(), PAUSE);
  }

  async look() {
    const part = this.input.value.trim();
    const kind = this.kind;
    this.asked = `${kind} ${part}`;
    if (part.length < FEWEST) return this.close();
    const address = `/api/${kind}s?${new URLSearchParams({ part, limit: String(MOST + 1) })}`;
    try {
      const response = await fetch(address, { headers: { accept: "application/json" } });
      const rows = response.ok ? (await response.json()).rows : [];
      if (this.asked !== `${kind} ${part}` || document.activeElement !== this.input) return;
      this.show(rows.map((/** @type {Row} */ row) => toSuggestion(kind, row)));
    } catch {
      this.close(); // no suggestions; the form still finds what is written
    }
  }

  /** @param {Suggestion[]} found */
  show(found) {
    const but = this.input.dataset.but;
    this.found = found.filter((one) => one.value && one.value !== but).slice(0, MOST);
    this.list.replaceChildren(...this.found.map((one, at) => this.option(one, at)));
    this.open(this.found.length > 0);
    this.mark(-1);
  }

  /**
   * @param {Suggestion} one
   * @param {number} at
   */
  option(one, at) {
    const option = document.createElement("li");
    option.id = `picker-${this.number}-${at}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const name = document.createElement("bdi");
    name.textContent = one.name; // never as HTML: names come from documents
    const note = document.createElement("span");
    note.className = "quiet";
    note.textContent = ` ${one.note}`;
    option.append(name, note);
    option.addEventListener("mousedown", (event) => event.preventDefault()); // the input keeps the focus
    option.addEventListener("click", () => this.choose(at));
    return option;
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    if (event.isComposing || this.list.hidden) return;
    const n = this.found.length;
    if (event.key === "ArrowDown") this.mark((this.at + 1) % n);
    else if (event.key === "ArrowUp") this.mark(this.at <= 0 ? n - 1 : this.at - 1);
    else if (event.key === "Enter" && this.at >= 0) this.choose(this.at);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  /** @param {number} at */
  mark(at) {
    this.at = at;
    [...this.list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
    if (at < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `picker-${this.number}-${at}`);
  }

  /** @param {number} at */
  choose(at) {
    const one = this.found[at];
    if (!one) return;
    const field = this.input.dataset.picker ?? "";
    this.hidden.name = field;
    this.hidden.value = this.input.dataset.kinds ? `${this.kind}:${one.value}` : one.value;
    this.input.value = one.name;
    this.close();
    if (!("submit" in this.input.dataset)) return;
    this.input.disabled = true; // what is chosen goes by its id alone
    this.input.form?.requestSubmit();
  }

  /** @param {boolean} open */
  open(open) {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
  }

  close() {
    clearTimeout(this.waiting);
    this.asked = "";
    this.open(false);
    this.mark(-1);
  }
}

/** @param {ParentNode} within */
function attach(within) {
  for (const input of within.querySelectorAll("input[data-picker]"))
    if (input instanceof HTMLInputElement && input.getAttribute("role") !== "combobox") new Picker(input);
}

attach(document);
document.addEventListener("htmx:load", (event) => event.target instanceof Element && attach(event.target));
