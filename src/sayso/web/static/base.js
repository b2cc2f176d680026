// On every page: "/" goes to the search, Escape closes “Keep…”, and a request that failed says so.

const TYPING = "input, textarea, select, [contenteditable]";

/** @param {KeyboardEvent} event */
function goToSearch(event) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target instanceof Element && event.target.closest(TYPING)) return;
  const search = document.querySelector("[data-search], main input[type=search]");
  if (!(search instanceof HTMLInputElement)) return;
  event.preventDefault();
  search.focus();
  search.select();
}

/** @param {KeyboardEvent} event */
function closeKeep(event) {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details[data-keep][open]");
  if (!(open instanceof HTMLDetailsElement)) return;
  event.preventDefault();
  open.open = false;
  open.querySelector("summary")?.focus();
}

/** @param {Event} event */
function placeKeep(event) {
  const open = event.target;
  if (!(open instanceof HTMLDetailsElement) || !open.open || !open.hasAttribute("data-keep")) return;
  const body = open.querySelector(".keep-body");
  if (body && body.getBoundingClientRect().right > document.documentElement.clientWidth) open.classList.add("at-end");
}

/** @param {MouseEvent} event */
function closeOthers(event) {
  for (const open of document.querySelectorAll("details[data-keep][open]")) {
    const inside = event.target instanceof Node && open.contains(event.target);
    if (open instanceof HTMLDetailsElement && !inside) open.open = false;
  }
}

/**
 * Say something to those who hear the page.
 * @param {string} words
 */
function tell(words) {
  const live = document.getElementById("live");
  if (live) live.textContent = words;
}

document.addEventListener("keydown", goToSearch);
document.addEventListener("keydown", closeKeep);
document.addEventListener("click", closeOthers);
document.addEventListener("toggle", placeKeep, true); // toggle does not bubble
document.addEventListener("htmx:responseError", () => tell("That did not work: the server refused it."));
document.addEventListener("htmx:sendError", () => tell("That did not work: Sayso does not answer."));
