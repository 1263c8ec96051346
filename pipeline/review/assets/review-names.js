// A speaker's page: which names are one. And the list of what was rejected, where it can be taken back.

import { ask, button, complain, described, element, offering, post, quoted, tell } from "./review-server.js";

const WORDS = { person: "this person", organization: "this organisation" };

class Names {
  constructor(heading) {
    this.id = heading.dataset.speaker;
    this.list = element("ul", { class: "plain" });
    this.told = element("ul", { class: "plain review-said" });
    this.other = element("input", { type: "text", id: "review-other", list: "review-others", autocomplete: "off", maxlength: 300, spellcheck: "false" });
    this.offered = element("datalist", { id: "review-others" });
    this.fault = element("p", { class: "review-fault", role: "alert" });
    this.title = element("h2", { id: "review-names-title" }, "Names");
    const form = element(
      "form",
      { class: "review-form" },
      element("p", { class: "field" }, element("label", { for: this.other.id }, "This is the same as"), this.other, this.offered),
      element("p", { class: "review-row" }, element("button", { type: "submit", class: "review-main" }, "Join the names")),
      this.fault,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.join();
    });
    this.section = element("section", { class: "review-names", "aria-labelledby": this.title.id }, this.title, this.list, form, this.told);
    document.querySelector("main > section").before(this.section);
  }

  async start() {
    this.take(await ask("speaker", { id: this.id }));
    offering(this.other, this.offered, [], () => this.state.kind);
  }

  take(state) {
    this.state = state;
    const self = WORDS[state.kind] ?? "the same";
    this.title.textContent = `Names of ${self}`;
    const stands = (action, name) =>
      state.told.some(({ one, other, said }) => said.action === action && !said.undone && [one, other].includes(name));
    this.list.replaceChildren(
      element("li", {}, element("bdi", {}, state.name)),
      ...state.aliases.map((alias) => element(
        "li", {}, element("bdi", {}, alias), " ",
        button(`isn’t ${self}`, () => this.send({ action: "split", name: alias }), {
          "aria-label": `${alias} isn’t ${self}`, disabled: stands("split", alias),
        }),
      )),
    );
    this.told.replaceChildren(...state.told.map(({ one, other, said }) => element(
      "li", {},
      element("bdi", {}, one), said.action === "merge" ? " is the same as " : " isn’t ", element("bdi", {}, other), `: ${described(said)} `,
      said.undone ? null : button("Undo", () => this.send({ action: "withdraw", of: said.id }), { "aria-label": `Undo: ${one} and ${other}` }),
    )));
  }

  async join() {
    const name = this.other.value.trim();
    if (await this.send({ action: "merge", name })) this.other.value = "";
  }

  async send(body) {
    this.fault.textContent = "";
    try {
      this.take(await post("say", { speaker_id: this.id, ...body }));
      tell({ merge: "Joined, from the next run on.", split: "Parted, from the next run on." }[body.action] ?? "Taken back, from the next run on.");
      return true;
    } catch (error) {
      this.fault.textContent = error.message;
      return false;
    }
  }
}

export async function reviewNames(heading) {
  await new Names(heading).start();
  return {};
}

/* Lets what the tables have as rejected or lost be taken back. */
export function reviewAside(rows, withdrawn) {
  const gone = new Set(withdrawn);
  for (const row of rows) {
    const line = element("span", { class: "review-said" });
    const id = row.dataset.correction;
    const back = button("Take it back", async () => {
      try {
        const { said } = await post("say", { action: "withdraw", of: id });
        line.textContent = described(said);
        tell(line.textContent);
      } catch (error) {
        complain(error.message);
      }
    }, { "aria-label": `Take it back: ${quoted(row.querySelector("q, bdi")?.textContent ?? id)}` });
    line.append(gone.has(id) ? "taken back, from the next run on" : back);
    row.append(" ", line);
  }
}
