// One message as an element.

import { file } from "./api.js";
import { avatar, el, icon, round } from "./dom.js";
import { marked, safeAddress } from "./entities.js";
import { oneLine } from "./state.js";
import { exact, hour } from "./time.js";
import { t } from "./words.js";

function quoted(reply) {
  const name = reply.from?.first_name || t("anybody");
  const text = oneLine(reply, t);
  return el(
    "button",
    { type: "button", cls: "quoted", data: { act: "jump", to: reply.id } },
    el("b", { textContent: name, dir: "auto" }),
    el("span", { textContent: text, dir: "auto" }),
  );
}

function media(message) {
  if (message.photo && message.from.is_bot) {
    const image = el("img", { cls: "photo", src: file(message.photo), alt: t("picture"), loading: "lazy" });
    image.addEventListener("error", () => image.replaceWith(el("span", { cls: "kind", textContent: `[${t("kind_photo")}]` })));
    return el("a", { href: file(message.photo), target: "_blank", rel: "noopener" }, image);
  }
  if (message.document) {
    const name = message.file_name || t("download");
    return el("a", { cls: "file", href: file(message.document), download: name }, icon("open"), el("span", { textContent: name, dir: "auto" }));
  }
  if (["photo", "voice", "sticker"].includes(message.kind)) {
    return el("span", { cls: "kind", textContent: t(`kind_${message.kind}`) });
  }
  return null;
}

function meta(message, own) {
  const edited = message.edit_date && !message.deleted ? `${t("edited")} ` : "";
  const node = el("span", { cls: "meta" }, edited, el("time", { textContent: hour(message.date), title: exact(message.date) }));
  if (own && message.pending) node.append(el("span", { cls: "tick", attr: { role: "img", "aria-label": t("sending") } }, "…"));
  else if (own && !message.failed) {
    const tick = icon("check");
    tick.setAttribute("role", "img");
    tick.removeAttribute("aria-hidden");
    tick.setAttribute("aria-label", t("sent"));
    node.append(tick);
  }
  return node;
}

function buttons(message) {
  const rows = message.buttons.map((row, y) =>
    el(
      "div",
      { cls: "keys-row" },
      ...row.map((button, x) => {
        const cls = `key ${["primary", "success", "danger"].includes(button.style) ? button.style : ""}`;
        const label = el("span", { textContent: button.text, dir: "auto" });
        if (button.url) {
          const href = safeAddress(button.url);
          if (href) return el("a", { cls, href, target: "_blank", rel: "noopener noreferrer" }, label, icon("open"));
        }
        return el("button", { type: "button", cls, data: { act: "press", x, y } }, label);
      }),
    ),
  );
  return el("div", { cls: "keys" }, ...rows);
}

function reactions(message) {
  const counts = new Map();
  for (const { emoji } of message.reactions) counts.set(emoji, (counts.get(emoji) ?? 0) + 1);
  return el("div", { cls: "reactions" }, ...[...counts].map(([emoji, n]) => el("span", { cls: "reaction" }, n > 1 ? `${emoji} ${n}` : emoji)));
}

function failure() {
  return el("button", { type: "button", cls: "failure", data: { act: "retry" } }, `${t("failed")} · ${t("retry")}`);
}

/** The element of a message; `own` is mine, `group` shows who speaks. */
export function bubble(message, { own, group }) {
  const id = String(message.id);
  if (message.service) {
    return el("li", { cls: "service", data: { id } }, el("span", { textContent: message.service, dir: "auto" }));
  }
  if (message.deleted) {
    return el("li", { cls: "service gone", data: { id } }, el("span", { textContent: t("deleted") }));
  }
  const who = group && !own;
  const inside = el("div", { cls: "bubble", data: { act: "none" } });
  if (who) {
    const tag = message.from.is_bot ? el("span", { cls: "tag", textContent: t("bot") }) : null;
    inside.append(el("div", { cls: message.from.is_bot ? "name bot" : `name hue${Math.abs(message.from.id) % 7}` }, el("bdi", { textContent: message.from.first_name || t("anybody") }), tag));
  }
  if (message.forwarded) inside.append(el("div", { cls: "forwarded", textContent: t("forwarded") }));
  if (message.reply_to) inside.append(quoted(message.reply_to));
  const shown = media(message);
  if (shown) inside.append(shown);
  if (message.text) inside.append(el("span", { cls: "text", dir: "auto" }, marked(message.text, message.entities)));
  inside.append(meta(message, own));
  const stack = el("div", { cls: "stack" }, inside);
  if (message.reactions?.length) stack.append(reactions(message));
  if (message.buttons) stack.append(buttons(message));
  if (message.failed) stack.append(failure());
  const acts = message.pending || message.failed
    ? null
    : el("div", { cls: "acts" }, round("quote", t("quote"), { data: { act: "quote" } }), round("dots", t("actions"), { data: { act: "menu" }, attr: { "aria-haspopup": "menu" } }));
  const cls = `message ${own ? "own" : "other"}${message.pending ? " pending" : ""}`;
  return el("li", { cls, tabIndex: -1, data: { id } }, who ? avatar(message.from, "small") : null, stack, acts);
}
