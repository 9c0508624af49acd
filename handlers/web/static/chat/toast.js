// Short answers at the foot of the page, and questions that must be answered.

import { $, el } from "./dom.js";
import { t } from "./words.js";

const LASTS = 4200;

export function toast(text, cls = "") {
  const note = el("p", { cls: `toast ${cls}`, textContent: text });
  note.addEventListener("click", () => note.remove());
  $("toasts").append(note);
  while ($("toasts").children.length > 3) $("toasts").firstChild.remove();
  setTimeout(() => note.remove(), LASTS + text.length * 60);
}

export function failed(error) {
  const why = error instanceof TypeError ? t("unreachable") : t("refused", { why: error.message });
  toast(why, "bad");
}

/** Show content in the dialog; resolves with what `close(value)` was given, null when it was left. */
export function dialog(label, build) {
  const box = $("dialog");
  return new Promise((resolve) => {
    let value = null;
    const close = (given) => {
      value = given;
      box.close();
    };
    box.setAttribute("aria-label", label);
    box.replaceChildren(...build(close));
    box.onclose = () => resolve(value);
    // A handler that returns false would take the click away from what was clicked.
    box.onclick = (event) => void (event.target === box && close(null));
    box.showModal();
  });
}

/** Ask once; true when the answer is `yes`. */
export function ask(question, yes, danger) {
  return dialog(question, (close) => [
    el("p", { cls: "question", textContent: question }),
    el(
      "div",
      { cls: "answers" },
      el("button", { type: "button", cls: "plain-button", textContent: t("cancel"), on: { click: () => close(false) } }),
      el("button", { type: "button", cls: danger ? "main-button danger" : "main-button", textContent: yes, on: { click: () => close(true) } }),
    ),
  ]);
}

/** An answer that stays until it is read. */
export function alertBox(text) {
  return dialog(text, (close) => [
    el("p", { cls: "question", textContent: text, dir: "auto" }),
    el("div", { cls: "answers" }, el("button", { type: "button", cls: "main-button", textContent: t("understood"), on: { click: () => close(true) } })),
  ]);
}
