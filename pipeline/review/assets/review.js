// Review: the bar on every page, the keys, and what the page at hand can be asked. The server takes what is said
// into the journal of corrections; words of the scraped pages are only ever set as text.

import { reviewArticle } from "./review-article.js";
import { reviewAside, reviewNames } from "./review-names.js";
import { ask, button, complain, element, onNews, post, tell, tellIn } from "./review-server.js";

const KEEP = "onrecord-keys";
const EVERY = 30_000; // milliseconds between two looks for newer tables
const count = (number, thing) => `${number.toLocaleString("en")} ${thing}${number === 1 ? "" : "s"}`;

const progress = element("p", { class: "review-progress" });
const news = element("p", { class: "review-news", hidden: true });
const status = element("p", { class: "review-status", role: "status", "aria-live": "polite" });
const heard = element("p", { class: "review-heard", role: "status", "aria-live": "polite" });
const next = element("a", { class: "review-next", href: "/review/next", title: "n" }, "Next unreviewed");
const help = element("dialog", { class: "review-help", "aria-labelledby": "review-help-title" });
const bar = element(
  "section",
  { class: "review-bar", "aria-label": "Review" },
  progress,
  status,
  element("span", { class: "review-row" }, next, button("Keys", () => showHelp(), { title: "?" })),
  news,
  heard,
);

let keys = {
  n: ["the next quotation that nobody reviewed, the least sure first", () => next.click()],
  "?": ["the keys", () => showHelp()],
};
let areKeysOn = localStorage.getItem(KEEP) !== "off";
let latest = null;

function showHelp() {
  const on = element("input", { type: "checkbox", id: "review-keys" });
  on.checked = areKeysOn;
  on.addEventListener("change", () => {
    areKeysOn = on.checked;
    localStorage.setItem(KEEP, areKeysOn ? "on" : "off");
  });
  help.replaceChildren(
    element("h2", { id: "review-help-title" }, "Keys"),
    element("dl", {}, ...Object.entries(keys).flatMap(([key, [what]]) => [element("dt", {}, element("kbd", {}, key)), element("dd", {}, what)])),
    element("p", {}, "To choose words without a mouse, press “Choose with the keyboard” in a form: arrow keys move by words, Shift and arrows select, Enter takes them, Escape leaves."),
    element("p", { class: "review-check" }, on, element("label", { for: on.id }, "These keys work")),
    element("p", { class: "review-row" }, button("Close", () => help.close())),
  );
  help.showModal();
}

function shown(told) {
  latest = told;
  const { who, reviewed, quotes, waiting } = told.progress;
  const wait = waiting ? ` · ${waiting.toLocaleString("en")} ${waiting === 1 ? "waits" : "wait"} for the next run` : "";
  progress.replaceChildren("Reviewing as ", element("bdi", {}, who), ` · ${reviewed.toLocaleString("en")} of ${count(quotes, "quotation")} reviewed${wait}`);
  next.hidden = reviewed >= quotes;
  news.hidden = !(told.newer || told.making || told.fault);
  if (news.hidden) return;
  if (told.making) {
    const [done, total] = told.making;
    news.replaceChildren(total ? `Making the new pages: ${done.toLocaleString("en")} of ${total.toLocaleString("en")} articles` : "Making the new pages …");
  } else {
    const why = told.fault ? `${told.fault} ` : "Newer tables are published. ";
    if (!news.querySelector("button")) news.replaceChildren(why, button("Show them", renew));
  }
}

async function renew() {
  const before = latest.snapshot;
  try {
    let told = await post("anew", {});
    while (told.making) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      told = await ask("progress");
    }
    if (told.snapshot === before) return;
    // an article may have another address now: then the overview is shown
    const there = await fetch(location.pathname, { method: "HEAD" });
    if (there.ok) location.reload();
    else location.assign("/index.html");
  } catch (error) {
    complain(error.message);
  }
}

function pressed(event) {
  if (!areKeysOn || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  const field = event.target instanceof Element && event.target.closest("input, select, textarea, [contenteditable], [role=application]");
  if (field && !help.contains(field)) return; // a closed dialog keeps the focus until the next frame is drawn
  const act = Object.hasOwn(keys, event.key) ? keys[event.key][1] : null;
  if (!act) return;
  event.preventDefault();
  act();
}

async function start() {
  document.documentElement.classList.add("reviewing");
  document.querySelector("header.top").after(bar);
  document.body.append(help);
  tellIn(status, heard);
  onNews(shown);
  document.addEventListener("keydown", pressed);
  const article = document.querySelector("article[data-article]");
  const speaker = document.querySelector("h1[data-speaker]");
  const own = article ? await reviewArticle(article, (id) => next.setAttribute("href", id ? `/review/next?after=${id}` : "/review/next")) : speaker ? await reviewNames(speaker) : {};
  keys = { ...own, ...keys };
  if (!latest) await ask("progress");
  reviewAside(document.querySelectorAll("[data-correction]"), latest.progress.withdrawn);
  if (location.hash === "#everything") tell("Everything is reviewed.");
  const look = () => document.hidden || ask("progress").catch(() => {});
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
}

start().catch((error) => complain(error.message));
