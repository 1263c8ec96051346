"use strict";
// An article's page: whoever points at a quotation, touches it or comes to its number sees whose it is.
// The notes below the article say the same without any script; text is moved as nodes, never as markup.

const card = document.getElementById("card");
const pieces = new Map(); // quotation → its elements in the text
let pinned = null;

for (const piece of document.querySelectorAll("[data-q]")) {
  const list = pieces.get(piece.dataset.q) ?? [];
  list.push(piece);
  pieces.set(piece.dataset.q, list);
}
for (const piece of document.querySelectorAll("[data-of]")) {
  for (const name of piece.dataset.of.split(" ")) pieces.get(name)?.push(piece);
}

function quotationAt(target) {
  if (!(target instanceof Element)) return null;
  const ref = target.closest(".ref");
  if (ref) return ref.id.slice(2);
  const quote = target.closest("[data-q]");
  if (quote) return quote.dataset.q;
  const near = target.closest("[data-of]");
  return near ? near.dataset.of.split(" ")[0] : null;
}

function show(name) {
  for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
  const note = name && document.getElementById(`n-${name}`);
  card.hidden = !note;
  if (!note) return;
  for (const piece of pieces.get(name) ?? []) piece.classList.add("lit");
  note.classList.add("lit");
  const copy = note.cloneNode(true);
  copy.removeAttribute("id");
  copy.querySelector(".back")?.remove();
  for (const link of copy.querySelectorAll("a")) link.removeAttribute("href"); // the card is for the eye alone
  card.className = note.className;
  card.replaceChildren(...copy.childNodes);
}

if (card) {
  const body = document.querySelector("article .body");
  // A page that scrolls under a mouse at rest sends events too: what has the focus stays shown.
  const kept = () => pinned ?? quotationAt(body.querySelector(".ref:focus-visible"));
  body.addEventListener("mouseover", (event) => show(quotationAt(event.target) ?? kept()));
  body.addEventListener("mouseleave", () => show(kept()));
  body.addEventListener("focusin", (event) => show(quotationAt(event.target) ?? pinned));
  body.addEventListener("focusout", () => show(pinned));
  document.addEventListener("click", (event) => {
    const name = body.contains(event.target) ? quotationAt(event.target) : null;
    if (event.target instanceof Element && event.target.closest(".ref") && event.detail > 0) {
      event.preventDefault(); // a pointer sees the card; the keyboard follows the link to the note
    }
    if (!card.contains(event.target)) {
      pinned = name === pinned ? null : name;
      show(pinned);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") show((pinned = null));
  });
  const arrived = location.hash.slice(1);
  if (arrived.startsWith("q-")) show((pinned = arrived.slice(2)));
}
