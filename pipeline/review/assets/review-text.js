// The article's text on the page, in the server's measure: code points of the text, from its beginning.
//
// JavaScript counts UTF-16 units, so a letter outside the basic plane counts twice there and once here. The
// numbers of quotations stand in the text too, and count for nothing. Whoever has no mouse walks from word to
// word with the arrow keys.

import { announce, shortened } from "./review-server.js";

const WORTH = /[\p{L}\p{N}\p{S}\p{Extended_Pictographic}]/u; // a segment that can be walked to
const segmenter = "Segmenter" in Intl ? new Intl.Segmenter("en", { granularity: "word" }) : null;

export function points(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/* The UTF-16 units that so many code points take. */
export function units(text, count) {
  let at = 0;
  for (let left = count; left > 0 && at < text.length; left -= 1) at += text.codePointAt(at) > 0xffff ? 2 : 1;
  return at;
}

function nodesOf(line) {
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(".ref")) found.push(walker.currentNode);
  return found;
}

function segmentsOf(text) {
  const cut = segmenter
    ? [...segmenter.segment(text)].map((each) => each.segment)
    : (text.match(/[\p{L}\p{N}\p{M}'’-]+|\s+|[^\p{L}\p{N}\p{M}\s]+/gu) ?? []);
  let at = 0;
  return cut.map((segment) => {
    const start = at;
    at += points(segment);
    return { start, end: at, isWord: WORTH.test(segment) };
  });
}

export class ArticleText {
  constructor(body) {
    this.body = body;
    this.lines = [...body.querySelectorAll("p[data-start]")].map((p) => {
      const text = nodesOf(p).map((node) => node.data).join("");
      return { p, text, start: Number(p.dataset.start), length: points(text), segments: segmentsOf(text) };
    });
    this.words = this.lines.flatMap((line) =>
      line.segments
        .filter((segment) => segment.isWord)
        .map(({ start, end }) => ({ line, start: line.start + start, end: line.start + end })),
    );
  }

  /* What is selected, a stretch for each line, out to whole words; none where nothing of the text is. */
  selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return [];
    const range = selection.getRangeAt(0);
    const spans = [];
    for (const line of this.lines) {
      if (!range.intersectsNode(line.p)) continue;
      const from = line.p.contains(range.startContainer) ? this.#offset(line, range.startContainer, range.startOffset) : 0;
      const to = line.p.contains(range.endContainer) ? this.#offset(line, range.endContainer, range.endOffset) : line.length;
      const span = this.#whole(line, from, to);
      if (span) spans.push(span);
    }
    return spans;
  }

  wordsOf([start, end]) {
    const line = this.#lineAt(start);
    if (!line) return "";
    const from = units(line.text, start - line.start);
    return line.text.slice(from, from + units(line.text.slice(from), end - start));
  }

  rangeOf([start, end]) {
    const range = document.createRange();
    range.setStart(...this.#place(start, false));
    range.setEnd(...this.#place(end, true));
    return range;
  }

  /* Marks stretches without touching the page's elements, where the browser can; the form lists them anyway. */
  mark(name, spans) {
    if (!CSS.highlights) return;
    CSS.highlights.set(name, new Highlight(...spans.map((span) => this.rangeOf(span))));
  }

  #offset(line, node, offset) {
    const before = document.createRange();
    before.setStart(line.p, 0);
    before.setEnd(node, offset);
    const copy = before.cloneContents();
    for (const ref of copy.querySelectorAll(".ref")) ref.remove();
    return points(copy.textContent);
  }

  #whole(line, from, to) {
    const inside = line.segments.filter((segment) => segment.end > from && segment.start < to && segment.isWord);
    if (!inside.length) return null;
    const start = Math.min(from, inside[0].start);
    const end = Math.max(to, inside[inside.length - 1].end);
    return [line.start + start, line.start + end];
  }

  #lineAt(offset, isEnd = false) {
    const at = isEnd ? offset - 1 : offset;
    return this.lines.findLast((line) => line.start <= at) ?? this.lines[0];
  }

  #place(offset, isEnd) {
    const line = this.#lineAt(offset, isEnd);
    let left = Math.min(offset - line.start, line.length);
    let last = null;
    for (const node of nodesOf(line.p)) {
      const length = points(node.data);
      if (isEnd ? left <= length : left < length) return [node, units(node.data, left)];
      left -= length;
      last = node;
    }
    return [last ?? line.p, last ? last.length : 0];
  }
}

/* Walks the text from word to word: arrows move, with Shift they take more, Enter takes, Escape leaves. */
export class Walker {
  #at = 0;
  #anchor = 0;
  #done = null;

  constructor(text) {
    this.text = text;
    text.body.addEventListener("keydown", (event) => this.#key(event));
    text.body.addEventListener("blur", () => this.#leave());
  }

  get isWalking() {
    return this.#done !== null;
  }

  /* Begins at the word that an offset lies in; `done` is called with whether words were taken. */
  begin(offset, done) {
    if (!this.text.words.length) return;
    this.#done = done;
    this.#at = Math.max(this.text.words.findIndex((word) => word.end > offset), 0);
    this.#anchor = this.#at;
    const { body } = this.text;
    body.tabIndex = -1;
    body.setAttribute("role", "application"); // a screen reader leaves the arrow keys to us
    body.setAttribute("aria-label", "Words: arrow keys move, Shift and arrows select, Enter takes them, Escape leaves");
    body.focus({ preventScroll: true });
    this.#show();
  }

  #leave(taken = false) {
    const done = this.#done;
    if (!done) return;
    this.#done = null;
    const { body } = this.text;
    for (const name of ["tabindex", "role", "aria-label"]) body.removeAttribute(name);
    done(taken);
  }

  #key(event) {
    if (!this.isWalking || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Tab") return;
    event.stopPropagation();
    event.preventDefault();
    if (event.key === "Enter" || event.key === "Escape") {
      this.#leave(event.key === "Enter");
      return;
    }
    const to = this.#target(event.key);
    if (to === null) return;
    this.#at = Math.min(Math.max(to, 0), this.text.words.length - 1);
    if (!event.shiftKey) this.#anchor = this.#at;
    this.#show();
  }

  #target(key) {
    const { words } = this.text;
    const { line } = words[this.#at];
    if (key === "ArrowRight") return this.#at + 1;
    if (key === "ArrowLeft") return this.#at - 1;
    if (key === "Home") return words.findIndex((word) => word.line === line);
    if (key === "End") return words.findLastIndex((word) => word.line === line);
    if (key === "ArrowDown") return this.#row(1);
    if (key === "ArrowUp") return this.#row(-1);
    return null;
  }

  /* The word of the next row, as it is laid out, that stands nearest below or above. */
  #row(step) {
    const middle = ({ left, right }) => (left + right) / 2;
    const here = this.#box(this.#at);
    let best = this.#at;
    let row = null;
    for (let at = this.#at + step; this.text.words[at]; at += step) {
      const box = this.#box(at);
      if (Math.abs(box.top - here.top) < here.height / 2) continue;
      row ??= box;
      if (Math.abs(box.top - row.top) >= here.height / 2) break;
      if (best === this.#at || Math.abs(middle(box) - middle(here)) < Math.abs(middle(this.#box(best)) - middle(here))) best = at;
    }
    return best;
  }

  #box(at) {
    const { start, end } = this.text.words[at];
    return this.text.rangeOf([start, end]).getBoundingClientRect();
  }

  #show() {
    const { words } = this.text;
    const [first, last] = [Math.min(this.#at, this.#anchor), Math.max(this.#at, this.#anchor)];
    const range = this.text.rangeOf([words[first].start, words[first].end]);
    const end = this.text.rangeOf([words[last].start, words[last].end]);
    getSelection().setBaseAndExtent(range.startContainer, range.startOffset, end.endContainer, end.endOffset);
    const box = this.#box(this.#at);
    if (box.top < 80 || box.bottom > innerHeight * 0.55) scrollBy(0, box.top - innerHeight * 0.3);
    announce(`Selected: ${shortened(getSelection().toString(), 120)}`);
  }
}
