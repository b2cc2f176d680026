// @ts-check
/** The form of an attribution that is corrected or added: what is known of it, and what the API is told. */

/** @typedef {import("./offsets.js").Stretch} Stretch */
/** @typedef {import("./drafting.js").Role} Role */
/** @typedef {import("./drafting.js").Spans} Spans */
/** @typedef {{ start: number, end: number, text: string }} Slice */
/**
 * @typedef {object} Row the record of an attribution, as `sayso schema` describes it
 * @property {string} id
 * @property {Slice[]} source
 * @property {Slice[]} cue
 * @property {Slice[]} content
 * @property {Slice | null} addressee
 * @property {{ name: string, kind: string | null, role: string | null } | null} speaker
 * @property {string | null} cue_class
 * @property {string | null} polarity
 * @property {string | null} modality
 * @property {string | null} stance
 * @property {{ value: string, granularity: string } | null} date
 */
/** @typedef {Record<string, unknown>} Judged what the API is told; what is left out stays as it is */

/** @type {("cue_class" | "polarity" | "modality" | "stance")[]} */
const CHOICES = ["cue_class", "polarity", "modality", "stance"];
/** @type {[string, RegExp][]} the forms of dates, as the record has them */
const DATES = [
  ["time", /^\d{4}-\d\d-\d\dT\d\d(?::\d\d(?::\d\d)?)?(?:Z|[+-]\d\d:\d\d)?$/],
  ["day", /^\d{4}-\d\d-\d\d$/],
  ["week", /^\d{4}-W\d\d$/],
  ["month", /^\d{4}-\d\d$/],
  ["year", /^\d{4}$/],
];

export class JudgeForm {
  /** @param {HTMLElement} form */
  constructor(form) {
    this.form = form;
    /** @type {Spans} */
    this.spans = { source: [], cue: [], content: [], addressee: [] };
    /** @type {Row | null} */
    this.row = null;
    this.before = "";
  }

  /** @returns {string | null} the id of what is corrected; null where one is added */
  get attribution() {
    return this.row?.id ?? null;
  }

  /** @param {string} name */
  field(name) {
    return /** @type {HTMLInputElement | HTMLSelectElement} */ (this.form.querySelector(`#edit-${name}`));
  }

  /** What the picker keeps beside the name: the id of the ledger's speaker that was picked. */
  get pick() {
    return /** @type {HTMLInputElement | null} */ (this.form.querySelector('input[name="speaker_id"]'));
  }

  get picked() {
    return this.pick?.value || null;
  }

  /** @param {Row | null} row */
  open(row) {
    this.row = row;
    this.spans = {
      source: stretches(row?.source),
      cue: stretches(row?.cue),
      content: stretches(row?.content),
      addressee: stretches(row?.addressee ? [row.addressee] : []),
    };
    this.field("name").value = row?.speaker?.name ?? "";
    if (this.pick) this.pick.value = ""; // what was picked for another
    this.field("kind").value = row?.speaker?.kind ?? "";
    this.field("role").value = row?.speaker?.role ?? "";
    for (const name of CHOICES) this.field(name).value = row?.[name] ?? "";
    this.field("date").value = row?.date?.value ?? "";
    this.form.hidden = false;
    this.before = this.state();
  }

  close() {
    this.form.hidden = true;
    this.row = null;
  }

  state() {
    const names = ["name", "kind", "role", "date", ...CHOICES];
    return JSON.stringify([this.spans, this.picked, ...names.map((name) => this.field(name).value)]);
  }

  get isChanged() {
    return !this.form.hidden && this.state() !== this.before;
  }

  /**
   * @param {Role} role
   * @param {string} words
   * @param {boolean} chosen
   */
  show(role, words, chosen) {
    const shown = this.form.querySelector(`[data-words="${role}"]`);
    if (shown) shown.textContent = words || (role === "source" ? "none named" : role === "addressee" ? "not said" : "none yet");
    const button = this.form.querySelector(`button[data-role="${role}"]`);
    button?.setAttribute("aria-pressed", String(chosen));
  }

  /**
   * What the API is told: all of what is added, of what is corrected only what is another now. Throws what is
   * missing.
   * @returns {Judged}
   */
  read() {
    if (!this.spans.cue.length) throw new Error("A cue is missing: select the words that tell it, and press q.");
    if (!this.spans.content.length) throw new Error("A content is missing: select what is said, and press t.");
    /** @type {Judged} */
    const judged = {
      source: this.spans.source,
      cue: this.spans.cue,
      content: this.spans.content,
      quotation: null,
    };
    const addressee = this.spans.addressee[0] ?? null;
    const known = stretches(this.row?.addressee ? [this.row.addressee] : [])[0] ?? null;
    if (JSON.stringify(addressee) !== JSON.stringify(known)) judged.addressee = addressee;
    this.readSpeaker(judged);
    for (const name of CHOICES) {
      const value = this.field(name).value || null;
      if (value !== (this.row?.[name] ?? null)) judged[name] = value;
    }
    const date = this.field("date").value.trim();
    if (date !== (this.row?.date?.value ?? "")) judged.date = date ? dated(date) : null;
    return judged;
  }

  /** @param {Judged} judged */
  readSpeaker(judged) {
    const [name, kind, role] = ["name", "kind", "role"].map((each) => this.field(each).value.trim());
    const before = this.row?.speaker;
    const same = name === (before?.name ?? "") && (kind || null) === (before?.kind ?? null) && (role || null) === (before?.role ?? null);
    // A name that was not there yet is another's: what is known of the former speaker is not known of this one.
    const another = name !== (before?.name ?? "");
    if (this.picked) judged.speaker_id = this.picked;
    if (same) return;
    const kept = (/** @type {string | undefined} */ value, /** @type {string | null | undefined} */ was) =>
      another && value && value === was ? null : value || null;
    judged.speaker = name ? { name, kind: kept(kind, before?.kind), role: kept(role, before?.role) } : null;
  }
}

/**
 * @param {Slice[] | undefined} slices
 * @returns {Stretch[]}
 */
function stretches(slices) {
  return (slices ?? []).map(({ start, end }) => [start, end]);
}

/** @param {string} value */
function dated(value) {
  for (const [granularity, form] of DATES) if (form.test(value)) return { value, granularity };
  throw new Error(`${value} is no date: write 2020, 2020-01, 2020-W02 or 2020-01-12.`);
}
