// @ts-check
/**
 * The article's page: the card of an attribution, one voice at a time, quotations copied with their reference.
 *
 * Everything that is shown here is on the page already: the card is a copy of an entry of the list.
 */

import { announce, copy } from "./telling.js";

const article = /** @type {HTMLElement} */ (document.querySelector(".article"));
const text = /** @type {HTMLElement} */ (document.getElementById("text"));
const reading = /** @type {HTMLElement} */ (text.parentElement);
const HOVER_IN = 180; // milliseconds: a pointer on its way elsewhere opens nothing
const HOVER_OUT = 250;

/** @type {HTMLElement} */
const card = document.createElement("aside");
card.className = "card who-card";
card.hidden = true;
card.tabIndex = -1;
card.setAttribute("aria-label", "Who said this");
reading.append(card);

let pinned = false;
/** @type {HTMLElement | null} */
let opener = null;
/** @type {number | undefined} */
let timer;

/**
 * The stretch at an event, if it belongs to an attribution.
 * @param {Event} event
 * @returns {HTMLElement | null}
 */
function stretchAt(event) {
  const target = event.target;
  return target instanceof Element ? target.closest("#text [data-n]") : null;
}

/**
 * Which attributions a stretch is about: all that share its cue, else the innermost.
 * @param {HTMLElement} stretch
 */
function numbersOf(stretch) {
  return (stretch.dataset.cue ?? stretch.dataset.n ?? "").split(" ").slice(0, stretch.dataset.cue ? 6 : 1);
}

/**
 * @param {string[]} numbers
 */
function emphasise(numbers) {
  for (const element of text.querySelectorAll(".on")) element.classList.remove("on");
  for (const number of numbers) {
    for (const element of text.querySelectorAll(`[data-n~="${number}"]`)) element.classList.add("on");
  }
}

/**
 * @param {HTMLElement} stretch
 * @param {boolean} keep whether it stays when the pointer leaves
 */
function open(stretch, keep) {
  const numbers = numbersOf(stretch);
  const entries = numbers.map((number) => document.querySelector(`#l-${number} .told`));
  const copies = entries.flatMap((entry) => (entry ? [/** @type {HTMLElement} */ (entry.cloneNode(true))] : []));
  if (!copies.length) return;
  for (const entry of copies) entry.querySelector("[id]")?.removeAttribute("id");
  const close = document.createElement("button");
  close.type = "button";
  close.className = "card-close quiet small";
  close.textContent = "Close";
  close.addEventListener("click", () => shut(true));
  card.replaceChildren(close, ...copies);
  /** @type {any} */ (window).htmx?.process(card); // “Keep…” fetches which collections there are
  card.hidden = false;
  pinned = keep;
  opener = stretch;
  emphasise(numbers);
  place(stretch);
}

/** @param {HTMLElement} stretch */
function place(stretch) {
  const around = reading.getBoundingClientRect();
  const at = stretch.getClientRects()[0] ?? stretch.getBoundingClientRect();
  const left = Math.min(Math.max(0, at.left - around.left), Math.max(0, around.width - card.offsetWidth));
  const below = at.bottom - around.top + 10;
  const above = at.top - around.top - card.offsetHeight - 10;
  const fits = at.bottom + card.offsetHeight + 10 < window.innerHeight || at.top < card.offsetHeight + 10;
  card.style.left = `${left}px`;
  card.style.top = `${fits ? below : above}px`;
}

/** @param {boolean} back whether the keyboard goes back to where the card was opened */
function shut(back) {
  clearTimeout(timer);
  if (card.hidden) return;
  card.hidden = true;
  pinned = false;
  emphasise([]);
  if (back && opener instanceof HTMLAnchorElement) {
    quiet = true;
    opener.focus();
    quiet = false;
  }
}

let quiet = false; // focus that comes back opens nothing

text.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  const stretch = stretchAt(event);
  clearTimeout(timer);
  if (stretch && !pinned) timer = window.setTimeout(() => open(stretch, false), HOVER_IN);
});
for (const element of [text, card]) {
  element.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "touch" || pinned) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => shut(false), HOVER_OUT);
  });
}
card.addEventListener("pointerenter", () => clearTimeout(timer));

text.addEventListener("click", (event) => {
  const stretch = stretchAt(event);
  if (!stretch || !window.getSelection()?.isCollapsed || event.ctrlKey || event.metaKey) return;
  clearTimeout(timer);
  event.preventDefault(); // to follow the link would move the text under the reader's eyes
  if (stretch instanceof HTMLAnchorElement) window.history.replaceState(null, "", stretch.href);
  open(stretch, true);
  if (event.detail === 0) card.focus(); // the keyboard: what follows is read and reached there
});
text.addEventListener("focusin", (event) => {
  const stretch = stretchAt(event);
  if (stretch && !quiet && stretch.matches(":focus-visible")) open(stretch, false);
});
document.addEventListener("pointerdown", (event) => {
  const target = event.target;
  if (pinned && target instanceof Element && !target.closest(".who-card, #text [data-n]")) shut(false);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !card.hidden) shut(card.contains(document.activeElement));
});
document.addEventListener("focusin", (event) => {
  const target = event.target;
  if (!pinned && target instanceof Element && !target.closest(".who-card, #text")) shut(false);
});

document.addEventListener("click", (event) => {
  const target = event.target;
  if (!(target instanceof Element)) return;
  const button = target.closest("button.copy");
  if (button instanceof HTMLElement && button.dataset.copy) {
    copy(JSON.parse(button.dataset.copy), "The quotation and its reference are copied.");
  }
  if (target.closest(".who-card a.here")) shut(false);
});

/**
 * Dims all voices but one; "" dims none.
 * @param {string} only
 */
function choose(only) {
  article.dataset.only = only;
  for (const stretch of /** @type {NodeListOf<HTMLElement>} */ (text.querySelectorAll("[data-v]"))) {
    stretch.classList.toggle("dim", only !== "" && stretch.dataset.v !== only);
  }
  let name = "";
  for (const link of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("a.voice"))) {
    const chosen = link.dataset.v === only;
    link.classList.toggle("chosen", chosen);
    if (chosen) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
    if (chosen) name = link.querySelector(".voice-name")?.textContent ?? "";
  }
  const all = /** @type {HTMLElement | null} */ (document.querySelector(".switches .all"));
  if (all) all.hidden = only === "";
  const address = new URL(window.location.href);
  if (only) address.searchParams.set("only", only);
  else address.searchParams.delete("only");
  window.history.replaceState(null, "", address);
  announce(only ? `Only ${name} is shown in full.` : "All voices are shown.");
}

document.addEventListener("click", (event) => {
  const target = event.target;
  if (!(target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const voice = target.closest("a.voice");
  if (voice instanceof HTMLElement) {
    event.preventDefault();
    choose(voice.dataset.v === article.dataset.only ? "" : (voice.dataset.v ?? ""));
  } else if (target.closest(".switches .all")) {
    event.preventDefault();
    choose("");
  }
});

/** Shows the attribution of the address, in another part of the text where it is there. */
function follow() {
  const hash = window.location.hash.slice(1);
  if (hash.startsWith("l-")) {
    document.querySelector("#list")?.setAttribute("open", "");
    document.getElementById(hash)?.scrollIntoView({ block: "center" });
  }
  if (!hash.startsWith("a-")) return;
  const target = document.getElementById(hash);
  if (target) {
    const shown = target.matches("[data-n]") ? target : text.querySelector(`[id="${hash}"] ~ [data-cue]`);
    if (shown instanceof HTMLElement) emphasise(numbersOf(shown));
    return;
  }
  const asked = "sayso-sought";
  const sought = window.sessionStorage.getItem(asked);
  if (sought === hash) {
    window.sessionStorage.removeItem(asked);
    announce("That attribution is not in the newest reading any more.");
    return;
  }
  window.sessionStorage.setItem(asked, hash);
  window.location.replace(`/a/${encodeURIComponent(hash.slice(2))}`);
}
window.addEventListener("hashchange", follow);
follow();

const numbers = /** @type {HTMLInputElement | null} */ (document.getElementById("switch-numbers"));
if (numbers) {
  numbers.checked = window.localStorage.getItem("sayso-numbers") === "yes";
  numbers.addEventListener("change", () => {
    window.localStorage.setItem("sayso-numbers", numbers.checked ? "yes" : "no");
  });
}
window.addEventListener("beforeprint", () => document.querySelector("#list")?.setAttribute("open", ""));
