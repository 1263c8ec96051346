// The form for one quotation: who says it, in which words, of which type. It posts by fetch, never by itself.

import { button, element, offering, quoted, shortened } from "./review-server.js";

const KINDS = ["person", "organization", "group", "place", "document", "other"];
const TYPES = [
  ["direct", "direct: whole clauses in quotation marks"],
  ["partial", "partial: a marked fragment in reported speech"],
  ["indirect", "indirect: reported without marks"],
];

function field(id, label, input) {
  input.id = `review-${id}`;
  return element("p", { class: "field" }, element("label", { for: input.id }, label), input);
}

const select = (options) =>
  element("select", {}, ...options.map(([value, label]) => element("option", { value }, label ?? value)));

/* Opens a form in `place`. `given` is what the quotation is now; `spans` the words that it begins with. */
export class Form {
  constructor(place, { title, given, speakers, text, walk, chosen, onSave, onClose }) {
    Object.assign(this, { place, given, text, chosen, onSave, onClose, walk });
    this.spans = given.spans;
    this.isFresh = given.spans.length > 0; // the first words that are chosen take their place
    const names = element("datalist", { id: "review-names" });
    this.speaker = element("input", { type: "text", list: names.id, autocomplete: "off", maxlength: 300, spellcheck: "false" });
    this.kind = select(KINDS.map((kind) => [kind]));
    this.role = element("input", { type: "text", autocomplete: "off", maxlength: 300 });
    this.affiliation = element("input", { type: "text", autocomplete: "off", maxlength: 300 });
    this.type = select(TYPES);
    this.note = element("input", { type: "text", autocomplete: "off", maxlength: 2000 });
    this.nobody = element("input", { type: "checkbox", id: "review-nobody" });
    this.words = element("ol", { class: "review-pieces", "aria-label": "Words of the quotation" });
    this.these = button("These words", () => this.take());
    this.keyboard = button("Choose with the keyboard", () => this.byKeyboard(), { class: "review-keyboard" });
    this.these.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
    this.fault = element("p", { class: "review-fault", role: "alert" });
    this.known = offering(this.speaker, names, speakers, () => null);
    this.fill(given);
    this.form = element(
      "form",
      { class: "review-form", "aria-label": title },
      element("h3", {}, title),
      element("fieldset", {}, element("legend", {}, "Words"), this.words,
        element("p", { class: "review-row" }, this.these, this.keyboard)),
      element("fieldset", {}, element("legend", {}, "Speaker"),
        field("speaker", "Who says it", this.speaker), names,
        element("p", { class: "review-check" }, this.nobody, element("label", { for: this.nobody.id }, "Nobody: the text leaves it open")),
        field("kind", "Kind", this.kind), field("role", "Role", this.role), field("affiliation", "Organisation of the role", this.affiliation)),
      field("type", "Type", this.type),
      field("note", "Note", this.note),
      this.fault,
      element("p", { class: "review-row" }, element("button", { type: "submit", class: "review-main" }, "Save"), button("Cancel", () => this.close())),
    );
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
    this.form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    this.nobody.addEventListener("change", () => this.enable());
    this.speaker.addEventListener("input", () => this.recognise());
    place.replaceChildren(this.form);
    this.enable();
    this.list();
    this.noteSelection(chosen());
    (this.spans.length ? this.speaker : this.keyboard).focus();
  }

  fill(given) {
    this.speaker.value = given.speaker ?? "";
    this.kind.value = given.kind ?? "person";
    this.role.value = given.role ?? "";
    this.affiliation.value = given.affiliation ?? "";
    this.filled = { role: this.role.value, affiliation: this.affiliation.value };
    this.type.value = given.type;
    this.nobody.checked = given.isKnown && !given.speaker;
  }

  /* A name that was offered brings its kind with it; another speaker's role isn't this one's, unless typed. */
  recognise() {
    const name = this.speaker.value.trim();
    const one = name === this.given.speaker ? this.given : (this.known.get(name) ?? {});
    if (one.kind) this.kind.value = one.kind;
    for (const part of ["role", "affiliation"]) {
      if (this[part].value === this.filled[part]) this[part].value = this.filled[part] = one[part] ?? "";
    }
  }

  enable() {
    for (const each of [this.speaker, this.kind, this.role, this.affiliation]) each.disabled = this.nobody.checked;
  }

  /* Called whenever other words are selected in the text. */
  noteSelection(spans) {
    this.these.disabled = spans.length === 0;
    this.these.textContent = this.isFresh || !this.spans.length ? "These words" : "These words too";
  }

  take() {
    const spans = this.chosen();
    if (!spans.length) return;
    this.spans = this.isFresh ? spans : [...this.spans, ...spans].sort((a, b) => a[0] - b[0]);
    this.isFresh = false;
    this.list();
    this.noteSelection(spans);
  }

  byKeyboard() {
    this.walk(this.spans[0]?.[0] ?? null, (taken) => {
      if (taken) this.take();
      this.keyboard.focus();
    });
  }

  list() {
    this.text.mark("review-chosen", this.spans);
    this.words.replaceChildren(
      ...this.spans.map((span, at) => {
        const words = this.text.wordsOf(span);
        const remove = button("×", () => {
          this.spans = this.spans.filter((_, other) => other !== at);
          this.isFresh = false;
          this.list();
          this.noteSelection(this.chosen());
          this.keyboard.focus();
        }, { "aria-label": `Without ${quoted(shortened(words, 60))}`, class: "review-remove" });
        return element("li", {}, element("q", { dir: "auto" }, shortened(words)), remove);
      }),
    );
    if (!this.spans.length) {
      this.words.replaceChildren(element("li", { class: "review-hint" }, "Select the words in the text, then press “These words”."));
    }
  }

  async save() {
    const speaker = this.nobody.checked ? null : this.speaker.value.trim();
    if (speaker === "") {
      this.refuse("Who says it? Name them, or tick that the text leaves it open.", this.speaker);
      return;
    }
    if (!this.spans.length) {
      this.refuse("Which words? Select them in the text and press “These words”.", this.keyboard);
      return;
    }
    const answer = { type: this.type.value, spans: this.spans };
    if (speaker) Object.assign(answer, { speaker, kind: this.kind.value, role: this.role.value || null, affiliation: this.affiliation.value || null });
    try {
      await this.onSave(answer, this.note.value.trim() || null);
    } catch (error) {
      this.refuse(error.message, null);
      return;
    }
    this.close();
  }

  refuse(why, at) {
    this.fault.textContent = why;
    at?.focus();
  }

  close() {
    this.text.mark("review-chosen", []);
    this.place.replaceChildren();
    this.onClose();
  }
}
