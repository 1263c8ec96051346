// An article's page: a desk beside the text with the quotation at hand, what is said of it, and what can be said.

import { Form } from "./review-form.js";
import { announce, ask, button, complain, described, element, post, quoted, shortened, tell } from "./review-server.js";
import { ArticleText, Walker } from "./review-text.js";

const COMPLETE = "The article is complete";
const capacity = (one) => [one.role, one.affiliation].filter(Boolean).join(", ");

class Desk {
  constructor(article) {
    this.id = article.dataset.article;
    this.text = new ArticleText(article.querySelector(".body"));
    this.walker = new Walker(this.text);
    this.items = [];
    this.state = null;
    this.current = null;
    this.form = null;
    this.spans = [];
    this.notes = new Map([...document.querySelectorAll("[data-quote]")].map((note) => [note.dataset.quote, note]));
    this.make();
    document.addEventListener("selectionchange", () => this.select());
    article.addEventListener("click", (event) => this.point(event.target));
    article.addEventListener("focusin", (event) => this.point(event.target));
  }

  make() {
    this.title = element("h2", { id: "review-title" }, "Review");
    this.shown = element("div", { class: "review-shown" });
    this.place = element("div");
    this.buttons = {
      confirm: button("Confirm", () => this.say("confirm"), { class: "review-main", title: "c" }),
      reject: button("Reject", () => this.say("reject"), { title: "x" }),
      edit: button("Change", () => this.edit(), { title: "e" }),
      undo: button("Undo", () => this.undo(), { title: "u" }),
      before: button("←", () => this.move(-1), { "aria-label": "Previous quotation", title: "k" }),
      after: button("→", () => this.move(1), { "aria-label": "Next quotation", title: "j" }),
      add: button("Add a missed quotation", () => this.add(), { title: "a" }),
      whole: button(COMPLETE, () => this.complete()),
    };
    const { confirm, reject, edit, undo, before, after, add, whole } = this.buttons;
    this.whole = element("p", { class: "review-said" });
    this.onShow = () => {};
    this.desk = element(
      "section",
      { class: "review-desk", "aria-labelledby": this.title.id },
      element("div", { class: "review-head" }, this.title, element("span", { class: "review-row" }, before, after)),
      this.shown,
      element("p", { class: "review-row review-tools" }, confirm, reject, edit, undo),
      this.place,
      element("p", { class: "review-row review-more" }, add, whole),
      this.whole,
    );
    document.querySelector(".panel").prepend(this.desk);
    this.added = element("section", { class: "notes review-added", "aria-label": "Added quotations", hidden: true });
    (document.querySelector(".notes") ?? document.querySelector("article")).after(this.added);
  }

  async start() {
    this.take(await ask("article", { id: this.id }));
    const arrived = document.getElementById(location.hash.slice(1))?.closest(".ref, [data-quote]");
    const note = arrived?.matches(".ref") ? document.getElementById(arrived.id.replace("q-", "n-")) : arrived;
    const first = this.items.find((item) => item.id === note?.dataset.quote);
    this.show(first ?? this.items.find((item) => !item.said) ?? this.items[0] ?? null, { scroll: Boolean(first) });
  }

  take(state) {
    this.state = state;
    this.items = [
      ...state.quotes,
      ...state.added.map((said) => ({ ...said.answer, id: said.id, said, isAdded: true, confidence: null })),
    ];
    for (const item of state.quotes) this.mark(item);
    this.list(state.added);
    const { complete } = state;
    const since = complete?.waits || complete?.undone ? ", from the next run on" : "";
    const said = complete?.undone ? `not said any more${since}` : `says ${complete?.who}${since}`;
    this.whole.textContent = complete ? `All quotations are here and right: ${said}.` : "";
    this.buttons.whole.textContent = complete && !complete.undone ? "It isn’t complete" : COMPLETE;
  }

  /* What was said stands at the quotation too, in the text and in the note below it. */
  mark(item) {
    const note = this.notes.get(item.id);
    if (!note) return;
    const anchor = note.id.slice(2);
    const stands = item.said && !item.said.undone;
    for (const piece of document.querySelectorAll(`[data-q="${CSS.escape(anchor)}"]`)) {
      piece.classList.toggle("review-rejected", Boolean(stands && item.said.waits && item.said.action === "reject"));
    }
    document.getElementById(`q-${anchor}`)?.classList.toggle("review-done", Boolean(stands));
    let line = note.querySelector(".review-said");
    if (!line) note.append((line = element("p", { class: "review-said" })));
    const isNews = item.said?.waits || item.said?.undone; // the note itself tells of what is in the tables
    line.replaceChildren(...(isNews ? this.told(item) : []));
  }

  told(item) {
    if (!item.said) return [];
    const parts = [described(item.said)];
    const { answer } = item.said;
    if (answer && item.said.action === "change") {
      const who = answer.speaker ? [answer.speaker, capacity(answer)].filter(Boolean).join(", ") : "no speaker";
      parts.push(`: ${who}, ${answer.type}`, answer.text === item.text ? "" : `, ${quoted(shortened(answer.text))}`);
    }
    if (item.said.note) parts.push(` · ${item.said.note}`);
    return parts.map((part) => element("bdi", {}, part));
  }

  list(added) {
    this.added.hidden = !added.length;
    this.added.replaceChildren(
      element("h2", {}, "Added, from the next run on"),
      element("ol", {}, ...added.map((said) => element(
        "li", {},
        element("p", { class: "who" }, element("bdi", {}, said.answer.speaker ?? "No speaker")),
        element("p", { dir: "auto" }, element("q", {}, shortened(said.answer.text))),
        element("p", { class: "how" }, `${said.answer.type} · ${described(said)} `, button("Look at it", () => this.go(said.id))),
      ))),
    );
    this.text.mark("review-added", added.flatMap((said) => said.answer.spans));
  }

  go(id) {
    this.show(this.items.find((item) => item.id === id) ?? null, { scroll: true, told: true });
  }

  show(item, { scroll = false, told = false } = {}) {
    this.current = item;
    for (const lit of document.querySelectorAll(".review-current")) lit.classList.remove("review-current");
    for (const name of ["confirm", "reject", "edit"]) this.buttons[name].disabled = !item;
    const stands = item?.said && !item.said.undone ? item.said : null;
    this.buttons.undo.disabled = !stands;
    this.buttons.confirm.disabled = !item || Boolean(stands?.waits && stands.action !== "reject");
    this.buttons.reject.disabled = !item || Boolean(stands?.waits && stands.action === "reject");
    this.onShow(item && !item.isAdded ? item.id : null);
    if (!item) {
      this.title.textContent = "Review";
      this.shown.replaceChildren(element("p", {}, "Nobody is quoted here."));
      return;
    }
    const number = this.items.indexOf(item) + 1;
    const changed = item.said?.waits && !item.said.undone && item.said.action === "change" ? item.said.answer : null;
    const one = changed ?? item;
    this.title.textContent = `Quotation ${number} of ${this.items.length}`;
    const sure = item.confidence === null ? "" : ` · confidence ${item.confidence.toFixed(2)}`;
    this.shown.replaceChildren(
      element("p", { class: "who" }, element("bdi", {}, one.speaker ?? "No speaker")),
      element("p", { class: "capacity", dir: "auto" }, one.speaker ? capacity(one) : (item.reason ?? "")),
      element("p", { class: "review-words", dir: "auto" }, element("q", {}, shortened(one.text, 220))),
      element("p", { class: "how" }, `${one.type}${item.said && !item.said.undone && !item.said.waits ? "" : sure}`),
      element("p", { class: "review-said" }, ...this.told({ ...item, said: item.said && { ...item.said, answer: null } })),
    );
    this.text.mark("review-now", changed ? changed.spans : item.isAdded ? item.spans : []);
    const note = this.notes.get(item.id);
    if (note) {
      for (const piece of document.querySelectorAll(`[data-q="${CSS.escape(note.id.slice(2))}"]`)) piece.classList.add("review-current");
      note.classList.add("review-current");
      history.replaceState(null, "", `#q-${note.id.slice(2)}`);
    }
    if (scroll) this.scroll(one.spans);
    if (told) announce(`Quotation ${number} of ${this.items.length}: ${one.speaker ?? "no speaker"}, ${one.type}. ${shortened(one.text, 200)}`);
  }

  scroll(spans) {
    if (!spans.length) return;
    const box = this.text.rangeOf(spans[0]).getBoundingClientRect();
    const last = innerWidth > 992 ? innerHeight * 0.8 : innerHeight * 0.45;
    if (box.top < 90 || box.bottom > last) scrollBy(0, box.top - last * 0.4);
  }

  move(step) {
    if (!this.items.length || this.form) return;
    const at = this.items.indexOf(this.current) + step;
    this.show(this.items[Math.min(Math.max(at, 0), this.items.length - 1)], { scroll: true, told: true });
  }

  point(target) {
    if (this.form || this.walker.isWalking || !(target instanceof Element)) return;
    const anchor = target.closest(".ref")?.id.slice(2) ?? target.closest("[data-q]")?.dataset.q;
    const note = anchor && document.getElementById(`n-${anchor}`);
    const item = note && this.items.find((each) => each.id === note.dataset.quote);
    if (item) this.show(item);
  }

  select() {
    if (getSelection().isCollapsed && !this.text.body.contains(getSelection().anchorNode)) return;
    const spans = this.text.selected();
    if (!spans.length && !getSelection().isCollapsed) return; // something else is selected
    this.spans = spans;
    this.form?.noteSelection(spans);
  }

  async say(action, more = {}) {
    const item = this.current;
    if (!item) return;
    if (item.isAdded && action === "reject") {
      await this.undo();
      return;
    }
    await this.send({ action, quote_id: item.id, ...more }, item.id);
  }

  async undo() {
    const item = this.current;
    if (!item?.said || item.said.undone) return;
    await this.send({ action: "withdraw", of: item.said.id }, item.id);
  }

  async complete() {
    const { complete } = this.state;
    const body = complete && !complete.undone ? { action: "withdraw", of: complete.id } : { action: "complete" };
    await this.send(body, this.current?.id);
  }

  /* Posts what is said of this article, and shows how things stand then, at the quotation of this id. */
  async send(body, id, { rethrow = false } = {}) {
    try {
      const before = new Set(this.items.map((item) => item.id));
      this.take(await post("say", { article_id: this.id, ...body }));
      const item = this.items.find((each) => (id === null ? !before.has(each.id) : each.id === id));
      this.show(item ?? this.items.at(-1) ?? null);
      tell(body.action === "complete" ? "Complete, from the next run on." : item?.said ? `${described(item.said)}.` : "Taken back.");
    } catch (error) {
      if (rethrow) throw error;
      complain(error.message);
    }
  }

  open(title, given, back, onSave) {
    this.desk.classList.add("review-open");
    this.scroll(given.spans);
    this.form = new Form(this.place, {
      title,
      given,
      speakers: this.state.speakers,
      text: this.text,
      chosen: () => {
        const now = this.text.selected();
        return now.length ? now : this.spans;
      },
      walk: (offset, done) => this.walker.begin(offset ?? this.current?.spans[0]?.[0] ?? 0, done),
      onSave,
      onClose: () => {
        this.form = null;
        this.desk.classList.remove("review-open");
        back.focus();
      },
    });
  }

  edit() {
    const item = this.current;
    if (!item || this.form) return;
    const waits = item.said?.waits && !item.said.undone && item.said.answer;
    const given = { ...(waits || item), isKnown: true };
    const body = item.isAdded ? { action: "add", of: item.id } : { action: "change", quote_id: item.id };
    this.open("Change this quotation", given, this.buttons.edit, (answer, note) =>
      this.send({ ...body, answer, note }, item.isAdded ? null : item.id, { rethrow: true }));
  }

  add() {
    if (this.form) return;
    const given = { spans: this.spans, type: "direct", isKnown: false };
    this.open("Add a quotation", given, this.buttons.add, (answer, note) =>
      this.send({ action: "add", answer, note }, null, { rethrow: true }));
  }
}

/* Makes the desk of an article's page; gives what its keys do. */
export async function reviewArticle(article, onShow) {
  const desk = new Desk(article);
  desk.onShow = onShow;
  await desk.start();
  const free = (act) => () => {
    if (!desk.form && !desk.walker.isWalking) act();
  };
  return {
    j: ["next quotation", free(() => desk.move(1))],
    k: ["previous quotation", free(() => desk.move(-1))],
    c: ["confirm it", free(() => desk.buttons.confirm.disabled || desk.say("confirm"))],
    x: ["reject it: nobody said this", free(() => desk.buttons.reject.disabled || desk.say("reject"))],
    e: ["change it", free(() => desk.edit())],
    a: ["add a quotation that was missed", free(() => desk.add())],
    u: ["undo what was said of it", free(() => desk.undo())],
  };
}
