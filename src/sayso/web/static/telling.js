// @ts-check
/** What pages tell their reader beside what they show. */

/**
 * Says it to whoever listens to the page, and for a moment shows it.
 * @param {string} words
 */
export function announce(words) {
  const live = document.getElementById("live");
  if (live) live.textContent = words;
}

/**
 * Copies the words exactly, and says so.
 * @param {string} words
 * @param {string} done
 */
export async function copy(words, done) {
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    // Served beyond loopback without TLS, a page has no clipboard but this one.
    const field = document.createElement("textarea");
    field.value = words;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  announce(done);
}
