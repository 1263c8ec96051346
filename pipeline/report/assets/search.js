"use strict";
// Search and filters. data/index.js has what every quotation can be filtered by, as columns of numbers; the
// quotations themselves lie in data/quotes-NNNNN.js, a thousand each, and are loaded when they are needed.
// Words of the pages are only ever set as textContent; a Trusted Types policy lets nothing but data files load.

const SHOWN = 50; // results at a time
const KEPT = 200; // data files in memory
const OFFERED = 40; // names offered below a field
const TYPES = ["direct", "partial", "indirect"];
const MONTHS = "January February March April May June July August September October November December".split(" ");

const form = document.getElementById("filters");
const told = document.getElementById("told");
const results = document.getElementById("results");
const further = document.getElementById("further");

const waiting = new Map(); // data file → who takes it
const chunks = new Map(); // data file → promise of its quotations, the least recently used first
let index = null;
let asked = 0; // number of the latest question: an earlier one stops when it sees that it isn't
let found = []; // rows that match, as far as they are known
let listed = 0;

window.onrecord = Object.freeze({
  take(name, data) {
    waiting.get(name)?.(data);
    waiting.delete(name);
  },
});

const policy = window.trustedTypes?.createPolicy("onrecord", {
  createScriptURL(address) {
    if (/^data\/(index|quotes-\d{5,})\.js$/.test(address)) return address;
    throw new TypeError(`not a data file: ${address}`);
  },
});

function load(name, file) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const address = `data/${file}.js`;
    waiting.set(name, resolve);
    script.src = policy ? policy.createScriptURL(address) : address;
    script.onload = () => script.remove();
    script.onerror = () => reject(new Error(`${address} can't be loaded`));
    document.head.append(script);
  });
}

function chunk(number) {
  const loaded = chunks.get(number) ?? load(number, `quotes-${String(number).padStart(5, "0")}`);
  chunks.delete(number);
  chunks.set(number, loaded);
  if (chunks.size > KEPT) chunks.delete(chunks.keys().next().value);
  return loaded;
}

async function quotation(row) {
  return (await chunk(Math.floor(row / index.size)))[row % index.size];
}

// Letters without case, accents and marks, so that "garcia" finds "García".
function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function places(names, asked) {
  if (!asked) return null;
  const wanted = fold(asked);
  const exact = names.filter((one) => one.folded[0] === wanted);
  const chosen = exact.length ? exact : names.filter((one) => one.folded.some((name) => name.includes(wanted)));
  return new Set(chosen.map((one) => one.place));
}

function number(text) {
  return Number(text.replaceAll("-", "")) || null;
}

// The last day that a date can mean: 20180500 is May 2018.
function latest(day) {
  return day % 10000 === 0 ? day + 9999 : day % 100 === 0 ? day + 99 : day;
}

function question() {
  const given = Object.fromEntries(new FormData(form));
  return {
    words: fold(given.words).split(/\s+/).filter(Boolean),
    speakers: places(index.speakers, given.speaker.trim()),
    bodies: places(index.bodies, given.organisation.trim()),
    from: number(given.from),
    to: number(given.to),
    type: TYPES.indexOf(given.type),
    attribution: given.speakers,
    reason: given.speakers.startsWith("reason:") ? index.reasons.indexOf(given.speakers.slice(7)) : null,
    low: given["from-confidence"] === "" ? null : Number(given["from-confidence"]),
    high: given["to-confidence"] === "" ? null : Number(given["to-confidence"]),
  };
}

function fits(row, ask) {
  const [speakers, bodies, days, types, sureness, reasons] = index.columns;
  const day = days[row];
  return (
    (!ask.speakers || ask.speakers.has(speakers[row])) &&
    (!ask.bodies || ask.bodies.has(bodies[row])) &&
    (!ask.from || (day && latest(day) >= ask.from)) &&
    (!ask.to || (day && day <= ask.to)) &&
    (ask.type < 0 || types[row] === ask.type) &&
    (ask.attribution !== "known" || reasons[row] < 0) &&
    (ask.attribution !== "none" || reasons[row] >= 0) &&
    (ask.reason === null || reasons[row] === ask.reason) &&
    (ask.low === null || sureness[row] >= ask.low) &&
    (ask.high === null || sureness[row] <= ask.high)
  );
}

async function search() {
  const mine = ++asked;
  const ask = question();
  remember();
  found = [];
  listed = 0;
  results.replaceChildren();
  further.hidden = true;
  const total = index.columns[0].length;
  let rows = [];
  for (let row = 0; row < total; row++) if (fits(row, ask)) rows.push(row);
  if (!ask.words.length) {
    found = rows;
    tell(true, total);
    return more(mine);
  }
  for (const row of rows) {
    const said = fold((await quotation(row)).slice(1).join(" "));
    if (mine !== asked) return;
    if (!ask.words.every((word) => said.includes(word))) continue;
    found.push(row);
    if (found.length % SHOWN === 1) {
      tell(false, total);
      if (listed < SHOWN) await more(mine);
      if (mine !== asked) return;
    }
  }
  tell(true, total);
  if (listed < SHOWN) await more(mine);
  else further.hidden = listed >= found.length;
}

function tell(whole, total) {
  const n = found.length.toLocaleString("en");
  const of = found.length === total ? "" : ` of ${total.toLocaleString("en")}`;
  const things = found.length === 1 && !of ? "quotation" : "quotations";
  told.textContent = !whole ? `${n} so far …` : found.length ? `${n}${of} ${things}, the latest first.` : "No quotation is so.";
}

async function more(mine = asked) {
  const rows = found.slice(listed, listed < SHOWN ? SHOWN : listed + SHOWN);
  listed += rows.length;
  const items = await Promise.all(rows.map(async (row) => item(row, await quotation(row))));
  if (mine !== asked) return;
  results.append(...items);
  further.hidden = listed >= found.length;
}

function element(name, text, kind) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

function link(text, address) {
  const made = element("a", text);
  made.href = address;
  made.dir = "auto";
  return made;
}

function item(row, [address, text, speaker, role, body, cue, title]) {
  const [speakers, , days, types, sureness, reasons] = index.columns;
  const type = TYPES[types[row]] ?? "indirect";
  const made = element("li", "", `said ${type}`);
  const words = element("blockquote", "", type === "indirect" ? "" : "marked");
  for (const piece of text.split("\n\n")) {
    const line = element("p", piece);
    line.dir = "auto";
    words.append(line);
  }
  const who = element("p", "", "who");
  const page = index.speakers[speakers[row]]?.page;
  if (page) who.append(link(speaker, page));
  else who.append(element("bdi", speaker || "No speaker"));
  const as = [role, body].filter(Boolean).join(", ") || (index.reasons[reasons[row]] ?? "");
  if (as) {
    const capacity = element("span", as, "capacity");
    capacity.dir = "auto";
    who.append(", ", capacity);
  }
  const where = element("p", "", "where");
  const how = [type, cue && `cue “${cue}”`, `confidence ${(sureness[row] / 100).toFixed(2)}`].filter(Boolean);
  where.append(`${date(days[row])}, `, link(title, address), " ", element("span", how.join(" · "), "beside"));
  made.append(words, who, where);
  return made;
}

function date(day) {
  if (!day) return "Undated";
  const [year, month, of] = [Math.floor(day / 10000), Math.floor(day / 100) % 100, day % 100];
  return [of || "", MONTHS[month - 1] ?? "", year].filter(Boolean).join(" ");
}

// What is asked for stands in the address, so that it can be kept, sent and gone back to.
function remember() {
  const given = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) given.set(name, value);
  history.replaceState(null, "", `#${given}`);
}

function recall() {
  form.reset();
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
    const field = form.elements.namedItem(name);
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) continue;
    const body = name === "organisation" && index.bodies.find((one) => one.id === value);
    field.value = body ? body.name : value;
  }
}

function offer(field, list, names) {
  const wanted = fold(field.value.trim());
  const near = names.filter((one) => one.folded.some((name) => name.includes(wanted))).slice(0, OFFERED);
  list.replaceChildren(
    ...near.map((one) => {
      const option = document.createElement("option");
      option.value = one.name;
      return option;
    }),
  );
}

function named([id, name, aliases], place) {
  return { id, page: id, name, place, folded: [name, ...aliases.split("\n")].filter(Boolean).map(fold) };
}

async function start() {
  const [size, speakers, bodies, reasons, columns] = await load("index", "index");
  index = { size, speakers: speakers.map(named), bodies: bodies.map(named), reasons, columns };
  for (const reason of reasons) {
    const option = element("option", `without: ${reason}`);
    option.value = `reason:${reason}`;
    form.elements.namedItem("speakers").append(option);
  }
  let soon;
  const later = () => {
    clearTimeout(soon);
    soon = setTimeout(search, 150);
  };
  for (const [name, names] of [["speaker", index.speakers], ["organisation", index.bodies]]) {
    const field = form.elements.namedItem(name);
    const list = document.getElementById(`${name}-names`);
    field.addEventListener("input", () => offer(field, list, names));
    offer(field, list, names);
  }
  form.addEventListener("input", later);
  form.addEventListener("reset", () => setTimeout(search));
  form.addEventListener("submit", (event) => event.preventDefault());
  further.addEventListener("click", async () => {
    const first = results.childElementCount;
    await more();
    results.children[first]?.querySelector("a")?.focus();
  });
  window.addEventListener("hashchange", () => {
    recall();
    search();
  });
  recall();
  await search();
}

start().catch((error) => {
  told.textContent = `The data of this report can't be read: ${error.message}.`;
});
