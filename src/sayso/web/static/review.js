// @ts-check
/** Judging an article: by mouse, by touch, and entirely by keyboard. */

import { Draft, ROLES } from "./drafting.js";
import { JudgeForm } from "./judging.js";
import { TextMap } from "./offsets.js";
import { announce } from "./telling.js";

/** @typedef {import("./drafting.js").Role} Role */
/** @typedef {import("./judging.js").Judged} Judged */
/** @typedef {{ number: number, attribution: string | null }} Answer */

const TYPING = "input, textarea, select, [contenteditable]";
const PRESSABLE = "button, a[href], summary";

/** @param {string} id */
function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

const page = byId("review");
const frame = byId("review-text");
const side = byId("review-side");
const note = /** @type {HTMLInputElement} */ (byId("review-note"));
const order = /** @type {HTMLSelectElement} */ (byId("review-order"));
const error = byId("review-error");
const documentId = page.dataset.document ?? "";
const part = page.dataset.part ?? "1";
const form = new JudgeForm(byId("review-edit"));

/** @type {HTMLElement[]} the attributions in the order of judging */
let items = [];
/** @type {string | null} */
let current = null;
/** How certain each was when it was first seen: what is judged stays where it was. */
const certainty = /** @type {Map<string, number>} */ (new Map());
/** @type {Draft | null} */
let draft = null;
/** @type {TextMap} */
let map;
/** Judgements are sent one after the other; a person may be faster than the server. */
let sending = Promise.resolve();
let waiting = 0;

const text = () => byId("text");
const itemOf = (/** @type {string | null} */ id) => items.find((item) => item.dataset.id === id);
const isJudged = (/** @type {HTMLElement} */ item) => Boolean(item.dataset.judged);

/** Reads what the server sent: after the page is loaded, and after every judgement. */
function read() {
  map = new TextMap(text());
  const listed = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#review-items > li"));
  items = [...listed];
  for (const { dataset } of items) {
    if (dataset.id && !certainty.has(dataset.id)) certainty.set(dataset.id, Number(dataset.confidence));
  }
  const sure = (/** @type {HTMLElement} */ item) => certainty.get(item.dataset.id ?? "") ?? 1;
  if (order.value === "certainty") items.sort((one, other) => sure(one) - sure(other));
  tally();
}

function tally() {
  const judged = items.filter(isJudged).length;
  const finished = byId("review-now").dataset.finished ? ", finished" : "";
  byId("review-count").textContent = `${judged} of ${items.length} judged${finished}`;
  for (const item of items) {
    for (const piece of text().querySelectorAll(`[data-n~="${item.dataset.number}"]`)) {
      piece.classList.toggle("judged", isJudged(item));
    }
  }
  const list = byId("review-list");
  list.replaceChildren(
    ...items.map((item) => {
      const entry = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "quiet small";
      button.dataset.select = item.dataset.id;
      button.dir = "auto";
      const state = item.dataset.judged ? `${item.dataset.judged}ed`.replace("ee", "e") : Number(item.dataset.confidence).toFixed(2);
      button.textContent = `${item.dataset.name} ${item.dataset.words} (${state})`;
      if (item.dataset.id === current) button.setAttribute("aria-current", "true");
      entry.append(button);
      return entry;
    }),
  );
}

/**
 * @param {string | null} id
 * @param {boolean} [scroll]
 */
function select(id, scroll = true) {
  const item = itemOf(id) ?? items.find((one) => !isJudged(one)) ?? items[0];
  current = item?.dataset.id ?? null;
  for (const element of text().querySelectorAll(".now")) element.classList.remove("now");
  const told = byId("review-told");
  if (!item) {
    told.textContent = "Nothing is found here that somebody is said to have said. Add what was missed, or finish.";
    return;
  }
  const copy = item.querySelector(".told")?.cloneNode(true);
  if (copy instanceof HTMLElement) {
    for (const one of copy.querySelectorAll("[id]")) one.removeAttribute("id");
    told.replaceChildren(copy);
  }
  const pieces = text().querySelectorAll(`[data-n~="${item.dataset.number}"]`);
  for (const piece of pieces) piece.classList.add("now");
  for (const button of document.querySelectorAll("[data-select]")) {
    if (button instanceof HTMLElement && button.dataset.select === current) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
  // On a narrow screen the lower half is what is judged by.
  const block = window.matchMedia("(max-width: 62rem)").matches ? "start" : "center";
  if (scroll) (text().querySelector(".now.cue") ?? pieces[0])?.scrollIntoView({ block });
  const state = item.dataset.judged ? "judged" : `confidence ${Number(item.dataset.confidence).toFixed(2)}`;
  announce(`${items.indexOf(item) + 1} of ${items.length}: ${item.dataset.name} ${item.dataset.words}; ${state}.`);
}

/** @param {number} step */
function go(step) {
  const at = items.findIndex((item) => item.dataset.id === current);
  const next = items[Math.min(Math.max(at + step, 0), items.length - 1)];
  if (next) select(next.dataset.id ?? null);
}

/** To the next that nobody has judged, from here on and then from the beginning. */
function goOn() {
  const at = items.findIndex((item) => item.dataset.id === current);
  const next = [...items.slice(at + 1), ...items.slice(0, at)].find((item) => !isJudged(item));
  if (next) select(next.dataset.id ?? null);
  else {
    const item = itemOf(current);
    if (item) select(current, false);
    announce("All are judged here. Press f to finish the article.");
  }
}

/** @param {string} words */
function fail(words) {
  error.textContent = words;
  error.hidden = false;
}

/**
 * Sends to the API; throws what it says where it refuses.
 * @param {string} path
 * @param {unknown} body
 * @returns {Promise<Answer>}
 */
async function post(path, body) {
  const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
  const response = await fetch(`/api${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": token },
    body: JSON.stringify(body),
  });
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  const told = [answer.subject, answer.problem, answer.remedy].filter(Boolean).join(": ");
  throw new Error(told || `the server refused it (${response.status})`);
}

/** Fetches what stands now; what is selected stays selected. */
async function refresh() {
  const response = await fetch(`/documents/${documentId}/review/text?part=${part}`);
  if (!response.ok) throw new Error(`the text could not be fetched again (${response.status})`);
  const given = document.querySelector(".review-given details");
  const wasOpen = given instanceof HTMLDetailsElement && given.open;
  frame.innerHTML = await response.text();
  const now = document.querySelector(".review-given details");
  if (now instanceof HTMLDetailsElement) now.open = wasOpen;
  read();
}

/**
 * Sends a judgement, and shows what stands then. Where it fails, nothing is lost: all is as it was, and said.
 * @param {string} path
 * @param {unknown} body
 * @param {{ done: string, failed?: () => void, after?: (answer: Answer) => void }} then
 */
function send(path, body, then) {
  error.hidden = true;
  waiting += 1;
  page.setAttribute("aria-busy", "true");
  sending = sending.then(async () => {
    try {
      const answer = await post(path, body);
      waiting -= 1;
      then.after?.(answer);
      // While more judgements wait, or somebody writes one, the text stays under their hands.
      if (!waiting && !draft) {
        await refresh();
        select(current, false);
      }
      announce(then.done);
    } catch (problem) {
      waiting = Math.max(0, waiting - 1);
      then.failed?.();
      fail(`Not kept: ${problem instanceof Error ? problem.message : problem}`);
    }
    if (!waiting) page.removeAttribute("aria-busy");
  });
}

/** @param {"confirm" | "reject"} what */
function judge(what) {
  const item = itemOf(current);
  if (!item) return;
  const { id, judged: before } = item.dataset;
  const words = note.value.trim();
  item.dataset.judged = what;
  note.value = "";
  tally();
  goOn();
  send(
    `/documents/${documentId}/judgements`,
    { what, attribution: id, judged: null, note: words || null },
    {
      done: what === "confirm" ? "Confirmed." : "Rejected.",
      failed: () => {
        item.dataset.judged = before ?? "";
        note.value = words;
        tally();
        select(id ?? null);
      },
    },
  );
}

function undo() {
  const number = byId("review-now").dataset.last;
  if (waiting) {
    sending = sending.then(undo); // what is on its way is what is meant
    return;
  }
  if (!number) {
    announce("Nothing of yours to undo here.");
    return;
  }
  send(`/judgements/${number}/undo`, {}, { done: "Taken back." });
}

/** @param {string | null} id whose spans to begin with; null to add one that was missed */
function edit(id) {
  const item = itemOf(id);
  if (id !== null && !item) return;
  if (waiting) {
    sending = sending.then(() => edit(id));
    return;
  }
  const row = item?.dataset.row ? JSON.parse(item.dataset.row) : null;
  const selected = map.selected(text());
  form.open(row);
  byId("review-one").hidden = true;
  byId("edit-title").textContent = row ? "Edit" : "Add one that was missed";
  draft = new Draft(text(), map, form.spans, showDraft);
  if (!row && selected) draft.free = selected;
  if (row) draft.choose("content");
  else draft.done();
  // A selection stays for the keys that follow; the focus may not take it away.
  side.focus({ preventScroll: true });
  announce(row ? "Editing. Press question mark for the keys." : "Adding. Select the words of the content, and press t.");
}

function showDraft() {
  if (!draft) return;
  for (const role of ROLES) {
    const words = draft.spans[role].map((stretch) => map.words(stretch)).join(" … ");
    const chosen = !draft.free && draft.chosen?.role === role;
    form.show(role, words, chosen);
  }
}

function leave() {
  draft?.close();
  draft = null;
  form.close();
  byId("review-one").hidden = false;
  error.hidden = true;
  select(current, false);
  side.focus({ preventScroll: true });
}

function save() {
  if (!draft) return;
  const id = form.attribution;
  /** @type {Judged} */
  let judged;
  try {
    judged = form.read();
  } catch (problem) {
    fail(problem instanceof Error ? problem.message : String(problem));
    return;
  }
  const words = note.value.trim();
  const body = { what: id ? "correct" : "add", attribution: id, judged, note: words || null };
  const held = draft;
  send(`/documents/${documentId}/judgements`, body, {
    done: id ? "Corrected." : "Added.",
    after: (answer) => {
      if (draft !== held) return;
      note.value = "";
      leave();
      if (!id) return;
      if (answer.attribution) certainty.set(answer.attribution, certainty.get(id) ?? 1);
      const item = itemOf(id);
      if (item) item.dataset.judged = "correct";
      goOn();
    },
  });
}

function finish() {
  const words = note.value.trim();
  send(
    `/documents/${documentId}/judgements`,
    { what: "finish", attribution: null, judged: null, note: words || null },
    {
      done: "Finished.",
      after: () => {
        window.location.href = `/review/next?after=${encodeURIComponent(documentId)}`;
      },
    },
  );
}

function toggleKeys() {
  const keys = byId("review-keys");
  keys.hidden = !keys.hidden;
  document.querySelector('[data-do="keys"]')?.setAttribute("aria-expanded", String(!keys.hidden));
  if (!keys.hidden) keys.scrollIntoView({ block: "nearest" });
}

function writeNote() {
  if (draft) byId("review-one").hidden = false;
  note.focus();
}

/** @type {Record<string, () => void>} what the buttons do */
const DO = {
  confirm: () => judge("confirm"),
  reject: () => judge("reject"),
  edit: () => edit(current),
  add: () => edit(null),
  next: () => go(1),
  previous: () => go(-1),
  undo,
  cancel: leave,
  finish,
  keys: toggleKeys,
};

/** @type {Record<string, () => void>} */
const JUDGING = {
  j: () => go(1),
  k: () => go(-1),
  c: () => judge("confirm"),
  Enter: () => judge("confirm"),
  x: () => judge("reject"),
  e: () => edit(current),
  a: () => edit(null),
  u: undo,
  n: writeNote,
  f: finish,
  m: () => {
    const choice = document.querySelector(".choice button");
    if (choice instanceof HTMLElement) choice.focus();
  },
  "?": toggleKeys,
};

/** @type {Record<string, Role>} */
const ROLE_KEYS = { s: "source", q: "cue", t: "content", o: "addressee" };
/** @type {Record<string, string>} */
const FIELD_KEYS = { w: "edit-name", l: "edit-cue_class", d: "edit-date" };

/**
 * @param {KeyboardEvent} event
 * @param {Draft} writing
 * @returns {boolean} whether the key means something
 */
function pressWhileEditing(event, writing) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const role = ROLE_KEYS[key];
  const field = FIELD_KEYS[key];
  const sideways = { ArrowLeft: -1, ArrowRight: 1 }[key];
  const far = { ArrowUp: -10, ArrowDown: 10 }[key]; // words: about a line
  // On the page, left is earlier only where writing runs from the left.
  const flip = getComputedStyle(text()).direction === "rtl" ? -1 : 1;
  if (key === "Escape") leave();
  else if (key === "Enter") save();
  else if (key === "?") toggleKeys();
  else if (role) writing.assign(role, event.shiftKey);
  else if (field) byId(field).focus();
  else if (key === "n") writeNote();
  else if (key === "Delete" || key === "Backspace") writing.remove();
  else if (sideways && event.shiftKey) writing.move("end", sideways * flip);
  else if (sideways && event.altKey) writing.move("start", sideways * flip);
  else if (sideways) writing.walk(sideways * flip);
  else if (far) writing.walk(far);
  else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  const target = event.target;
  if (event.defaultPrevented || event.isComposing || !(target instanceof Element)) return;
  if (target.matches(TYPING)) {
    if (event.key === "Escape" || (event.key === "Enter" && target === note)) {
      event.preventDefault();
      side.focus({ preventScroll: true });
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && draft) {
      event.preventDefault();
      save();
    } else if (event.key === "Enter" && target.closest("#review-edit")) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey) return;
  if ((event.key === "Enter" || event.key === " ") && target.closest(PRESSABLE)) return;
  if (draft) {
    if (pressWhileEditing(event, draft)) event.preventDefault();
    return;
  }
  const meant = event.altKey ? undefined : JUDGING[event.key];
  if (meant) {
    event.preventDefault();
    meant();
  }
});

document.addEventListener("click", (event) => {
  const target = event.target;
  if (!(target instanceof Element)) return;
  const button = /** @type {HTMLElement | null} */ (target.closest("button"));
  if (button) press(button);
  const stretch = /** @type {HTMLElement | null} */ (target.closest("#text [data-n]"));
  const inText = target.closest("#text a, #review-told a.here");
  if (inText) event.preventDefault();
  if (stretch && !draft && window.getSelection()?.isCollapsed) {
    const number = (stretch.dataset.cue ?? stretch.dataset.n ?? "").split(" ")[0];
    const item = items.find((one) => one.dataset.number === number);
    if (item) select(item.dataset.id ?? null, false);
    side.focus({ preventScroll: true });
  }
});

/** @param {HTMLElement} button */
function press(button) {
  const { do: what, role, move, select: id, undo: number, answer } = button.dataset;
  if (what && what !== "save") DO[what]?.();
  else if (role && draft) draft.assign(/** @type {Role} */ (role), false);
  else if (move && draft) {
    const [which, step] = move.split(",");
    if (which === "remove") draft.remove();
    else draft.move(which === "start" ? "start" : "end", Number(step));
  } else if (id) select(id);
  else if (number) send(`/judgements/${number}/undo`, {}, { done: "Taken back." });
  else if (answer) {
    const { path, body } = JSON.parse(answer);
    send(path, body, { done: "Kept." });
  }
}

// A button must not take away what is selected in the text: it is what the button is about.
byId("review-edit").addEventListener("pointerdown", (event) => {
  if (event.target instanceof Element && event.target.closest("button[data-role], button[data-move]")) event.preventDefault();
});
byId("review-edit").addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});
order.addEventListener("change", () => {
  read();
  select(current);
  side.focus({ preventScroll: true });
});
window.addEventListener("beforeunload", (event) => {
  if (waiting || (draft && form.isChanged)) event.preventDefault();
});

read();
const asked = window.location.hash.startsWith("#a-") ? window.location.hash.slice(3) : null;
select(asked ?? items.find((item) => !isJudged(item))?.dataset.id ?? null);
