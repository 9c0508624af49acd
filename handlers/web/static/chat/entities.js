// Text with its marks (bold, links, commands …), as elements. Offsets count UTF-16 units, as strings do here.

import { el } from "./dom.js";

const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "code", blockquote: "q" };
const SAFE = new Set(["http:", "https:", "tel:", "mailto:"]);

/** The address of a link, or null where it would be anything but a link. */
export function safeAddress(raw) {
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(raw) ? raw : `https://${raw}`);
    return SAFE.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function link(address, inner) {
  const href = safeAddress(address);
  return href ? el("a", { href, target: "_blank", rel: "noopener noreferrer" }, inner) : inner;
}

function wrap(entity, inner, text) {
  switch (entity.type) {
    case "text_link":
      return link(entity.url ?? "", inner);
    case "url":
      return link(text, inner);
    case "email":
      return link(`mailto:${text}`, inner);
    case "phone_number":
      return link(`tel:${text.replace(/[^\d+]/g, "")}`, inner);
    case "bot_command":
      return el("button", { type: "button", cls: "command", data: { act: "command", text } }, inner);
    case "spoiler":
      return el("span", { cls: "spoiler", tabIndex: 0 }, inner);
    case "mention":
    case "hashtag":
      return el("span", { cls: "mention" }, inner);
    default:
      return TAGS[entity.type] ? el(TAGS[entity.type], {}, inner) : inner;
  }
}

/** A fragment that shows `text` with `entities`. */
export function marked(text, entities = []) {
  const fragment = document.createDocumentFragment();
  const valid = entities.filter((e) => e.length > 0 && e.offset >= 0 && e.offset + e.length <= text.length);
  const cuts = new Set([0, text.length]);
  for (const e of valid) cuts.add(e.offset).add(e.offset + e.length);
  const places = [...cuts].sort((a, b) => a - b);
  for (let i = 0; i + 1 < places.length; i++) {
    const [from, to] = [places[i], places[i + 1]];
    let node = document.createTextNode(text.slice(from, to));
    // The shortest mark lies innermost.
    const over = valid.filter((e) => e.offset <= from && e.offset + e.length >= to).sort((a, b) => a.length - b.length);
    for (const e of over) node = wrap(e, node, text.slice(e.offset, e.offset + e.length));
    fragment.append(node);
  }
  return fragment;
}
