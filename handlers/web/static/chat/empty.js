// An empty chat says what can be said in it, with texts to tap.

import { $, el, icon } from "./dom.js";
import { openChat, state } from "./state.js";
import { list, role, t } from "./words.js";

let fill = () => {};

export function init(given) {
  fill = given;
}

export function show(is) {
  const box = $("empty");
  const chat = openChat();
  box.hidden = !is || !chat;
  if (box.hidden) return;
  const kind = chat.type === "private" ? role(state.me) : "group";
  const key = `empty.${kind}`;
  const texts = list(`${key}.examples`);
  const examples = texts.map((text) => el("button", { type: "button", cls: "example", on: { click: () => fill(text) } }, el("span", { textContent: text }), icon("down")));
  const parts = [
    el("p", { cls: "lead", textContent: t(`${key}.line`) }),
    el("div", { cls: "examples" }, ...examples),
    el("p", { cls: "small", textContent: t("try_tap") }),
  ];
  if (kind === "employer" || kind === "other") {
    const steps = ["one", "two", "three"].map((step) => el("li", { textContent: t(`steps.${step}`) }));
    parts.push(el("section", { cls: "steps" }, el("h2", { textContent: t("steps.title") }), el("ol", {}, ...steps)));
  }
  box.replaceChildren(...parts);
}
