// Adding files: they can be dropped, folders with all that is in them, and what was chosen is shown
// before it is sent. Without this script the form's two fields do the same by choosing.

const SHOWN = 12; // names: enough to see that the right folder was dropped
const MEGABYTE = 1_000_000;

/**
 * The files that a dropped thing is or holds, hidden ones left out.
 * @param {FileSystemEntry} entry
 * @returns {Promise<File[]>}
 */
async function filesOf(entry) {
  if (entry.name.startsWith(".")) return [];
  if (entry.isFile) {
    const one = /** @type {FileSystemFileEntry} */ (entry);
    return [await new Promise((resolve, reject) => one.file(resolve, reject))];
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  const found = [];
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return found; // a browser gives a hundred at a time
    for (const inner of some) found.push(...(await filesOf(inner)));
  }
}

/**
 * What was dropped, so that it can be read later: a folder's entry, or the file.
 * @param {DataTransferItem} item
 */
function taken(item) {
  if (item.kind !== "file") return null;
  const entry = item.webkitGetAsEntry();
  return entry?.isDirectory ? entry : item.getAsFile();
}

/** @param {number} bytes */
function size(bytes) {
  return bytes < MEGABYTE ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / MEGABYTE).toFixed(1)} MB`;
}

class Drop {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.area = /** @type {HTMLElement} */ (form.querySelector(".add-drop"));
    this.chosen = /** @type {HTMLElement} */ (form.querySelector(".add-chosen"));
    this.inputs = [.../** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("input[type=file]"))];
    this.mostFiles = Number(form.dataset.mostFiles);
    this.mostBytes = Number(form.dataset.mostBytes);
    const here = form.querySelector(".add-drop-here");
    if (here instanceof HTMLElement) here.hidden = false;
    for (const input of this.inputs) input.addEventListener("change", () => this.show());
    this.area.addEventListener("dragover", (event) => this.over(event, true));
    this.area.addEventListener("dragleave", (event) => this.over(event, false));
    this.area.addEventListener("drop", (event) => void this.drop(event));
    form.addEventListener("submit", (event) => this.refuse(event));
    this.show(); // after going back, a browser has what was chosen still
  }

  get files() {
    return this.inputs.flatMap((input) => [...(input.files ?? [])]);
  }

  /**
   * @param {DragEvent} event
   * @param {boolean} is
   */
  over(event, is) {
    event.preventDefault();
    this.area.classList.toggle("is-over", is);
  }

  /** @param {DragEvent} event */
  async drop(event) {
    this.over(event, false);
    // All at once: after the first wait the browser has forgotten what was dropped.
    const dropped = [...(event.dataTransfer?.items ?? [])].map(taken);
    const input = this.inputs[0];
    if (!input) return;
    const files = new DataTransfer();
    try {
      for (const file of input.files ?? []) files.items.add(file);
      for (const thing of dropped) {
        const found = thing instanceof File ? [thing] : thing ? await filesOf(thing) : [];
        for (const file of found) files.items.add(file);
      }
    } catch {
      this.say("Something that was dropped cannot be read.");
      return;
    }
    input.files = files.files;
    this.show();
  }

  /** What is wrong with what was chosen; nothing where it can be sent. */
  problem() {
    const files = this.files;
    const bytes = files.reduce((sum, file) => sum + file.size, 0);
    if (files.length === 0) return "Choose or drop at least one file.";
    if (files.length > this.mostFiles) return `${files.length} files are more than ${this.mostFiles}.`;
    if (bytes > this.mostBytes) return `${size(bytes)} are more than ${size(this.mostBytes)}.`;
    return "";
  }

  /** @param {string} words */
  say(words) {
    const line = document.createElement("p");
    line.textContent = words;
    this.chosen.replaceChildren(line);
  }

  show() {
    const files = this.files;
    if (files.length === 0) {
      this.chosen.replaceChildren();
      return;
    }
    const bytes = files.reduce((sum, file) => sum + file.size, 0);
    this.say(this.problem() || `${files.length} ${files.length === 1 ? "file" : "files"}, ${size(bytes)}`);
    const list = document.createElement("ul");
    for (const file of files.slice(0, SHOWN)) {
      const item = document.createElement("li");
      const name = document.createElement("bdi"); // of any script, and the list stays where it is
      name.textContent = file.webkitRelativePath || file.name;
      item.append(name);
      list.append(item);
    }
    if (files.length > SHOWN) {
      const rest = document.createElement("li");
      rest.textContent = `and ${files.length - SHOWN} more`;
      list.append(rest);
    }
    this.chosen.append(list);
  }

  /** @param {SubmitEvent} event */
  refuse(event) {
    const problem = this.problem();
    if (!problem) return;
    event.preventDefault();
    this.say(problem);
  }
}

for (const form of document.querySelectorAll("form[data-drop]")) {
  if (form instanceof HTMLFormElement) new Drop(form);
}
