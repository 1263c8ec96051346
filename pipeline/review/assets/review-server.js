// What every form needs: elements made of text alone, questions to the server, and a line that says what happened.

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") made.addEventListener("click", value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null)); // strings become text, never markup
  return made;
}

export const button = (label, onclick, attributes = {}) =>
  element("button", { type: "button", onclick, ...attributes }, label);

export const quoted = (text) => `“${text}”`;

export function shortened(text, letters = 160) {
  const line = text.replace(/\s+/g, " ").trim();
  const all = [...line];
  return all.length <= letters ? line : `${all.slice(0, letters).join("").replace(/\s\S*$/, "")} …`;
}

let statusLine = null;
let heardLine = null;
let fading;
const listeners = [];

export function tellIn(line, heard) {
  [statusLine, heardLine] = [line, heard];
}

/* Says for who can't see it what everybody else sees anyway: where one is now. */
export function announce(text) {
  if (heardLine) heardLine.textContent = text;
}

/* Says what happened for a while, as it stands at the quotation too; what went wrong stays until the next line. */
export function tell(text) {
  complain(text);
  fading = setTimeout(() => statusLine?.replaceChildren(), 10_000);
}

export function complain(text) {
  clearTimeout(fading);
  if (statusLine) statusLine.textContent = text;
}

/* Whoever listens is told of every answer's news: progress, and newer tables. */
export function onNews(listener) {
  listeners.push(listener);
}

async function answered(response) {
  const text = await response.text();
  let told;
  try {
    told = JSON.parse(text);
  } catch {
    throw new Error(text.trim() || `the server says ${response.status}`);
  }
  if (!response.ok) throw new Error(told.error ?? `the server says ${response.status}`);
  if ("progress" in told) for (const listener of listeners) listener(told);
  return told;
}

async function reached(promise) {
  let response;
  try {
    response = await promise;
  } catch {
    throw new Error("the server doesn't answer: is `onrecord review` still running?");
  }
  return answered(response);
}

export function ask(what, values = {}) {
  return reached(fetch(`/review/${what}?${new URLSearchParams(values)}`));
}

export function post(what, body) {
  const headers = { "Content-Type": "application/json" };
  return reached(fetch(`/review/${what}`, { method: "POST", headers, body: JSON.stringify(body) }));
}

const VERBS = {
  confirm: "confirmed",
  reject: "rejected",
  change: "changed",
  add: "added",
  complete: "said to be complete",
  merge: "joined",
  split: "parted",
};

/* Says what was said, as people read it: “confirmed by ana, from the next run on”. */
export function described(said) {
  const verb = VERBS[said.action] ?? said.action;
  if (said.undone) return `${verb} by ${said.who}; taken back, from the next run on`;
  return said.waits ? `${verb} by ${said.who}, from the next run on` : `${verb} by ${said.who}`;
}

/* A field that offers names as one writes: those given first, then the server's. */
export function offering(field, list, own, kindOf) {
  const known = new Map();
  const show = (names) => {
    for (const each of names) if (!known.has(each.name)) known.set(each.name, each);
    list.replaceChildren(...names.map((each) => element("option", { value: each.name })));
  };
  let asked = 0;
  let soon;
  show(own);
  field.addEventListener("input", () => {
    clearTimeout(soon);
    const part = field.value.trim();
    if (known.has(part)) return;
    soon = setTimeout(async () => {
      const number = ++asked;
      const kind = kindOf();
      let names = [];
      try {
        if (part) ({ names } = await ask("names", kind ? { part, kind } : { part }));
      } catch (error) {
        complain(error.message);
      }
      if (number !== asked) return;
      const there = new Set(own.map((each) => each.name));
      show([...own, ...names.filter((each) => !there.has(each.name))]);
    }, 120);
  });
  return known;
}
