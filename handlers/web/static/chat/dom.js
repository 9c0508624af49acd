// Building elements. Everything that a person typed goes in as text, never as markup.

const icons = new URL("../icons.svg", import.meta.url).pathname;

export const $ = (id) => document.getElementById(id);

/** An element with properties, `data-` values, attributes and children (strings become text). */
export function el(tag, { cls, data, attr, on, ...props } = {}, ...children) {
  const node = document.createElement(tag);
  if (cls) node.className = cls;
  Object.assign(node, props);
  for (const [name, value] of Object.entries(data ?? {})) node.dataset[name] = value;
  for (const [name, value] of Object.entries(attr ?? {})) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  for (const [name, handler] of Object.entries(on ?? {})) node.addEventListener(name, handler);
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${icons}#${name}`);
  svg.append(use);
  return svg;
}

/** A round button with nothing but a picture; `label` is what it is called. */
export function round(name, label, props = {}) {
  const { attr, ...rest } = props;
  return el("button", { type: "button", cls: "round", title: label, attr: { "aria-label": label, ...attr }, ...rest }, icon(name));
}

/** The circle that stands for somebody: the name's first character and a quiet colour. */
export function avatar(who, cls = "") {
  const name = [...(who.first_name || "?").trim()];
  const latin = /^[\u0000-\u024f]/.test(name[0] ?? "");
  const letter = latin ? (name[0] ?? "?").toUpperCase() : name[0];
  const hue = Math.abs(Number(who.id) || 0) % 7;
  return el("span", { cls: `avatar ${who.is_bot ? "bot" : `hue${hue}`} ${cls}`, attr: { "aria-hidden": "true" } }, who.is_bot ? icon("horn") : letter);
}

export function badge(count, loud) {
  return el("span", { cls: loud ? "badge loud" : "badge", textContent: shortCount(count), hidden: !count });
}

export function shortCount(count) {
  return count > 999 ? "999+" : String(count);
}

/** Copy a text; true where the browser let us. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
