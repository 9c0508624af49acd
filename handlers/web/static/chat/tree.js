// The list of chats: the private ones first, then the groups as a tree that unfolds, each with what is unread.

import { $, avatar, badge, el, icon, shortCount } from "./dom.js";
import { groups, on, oneLine, pathOf, state } from "./state.js";
import { brief } from "./time.js";
import { t } from "./words.js";

const KEPT = "dalaba.unfolded";
const box = $("tree");

let unfolded = null;
let below = new Map(); // key of a group, or "" for the top → the groups below it
let shown = []; // {chat, level, node} in the order of the page
let onlyNew = false;
let choose = () => {};

export function init(given) {
  choose = given;
  on("chats", build);
  on("open", marks);
  on("chat", changed);
  $("filter").addEventListener("input", build);
  $("filter").addEventListener("keydown", (event) => {
    if (event.key === "Escape") clear();
    else if (event.key === "ArrowDown") shown[0]?.node.focus();
    else if (event.key === "Enter" && shown.length && $("filter").value) choose(shown[0].chat.key);
    else return;
    event.preventDefault();
  });
  $("only-new").addEventListener("click", () => {
    onlyNew = !onlyNew;
    $("only-new").setAttribute("aria-pressed", String(onlyNew));
    build();
  });
  box.addEventListener("keydown", keyed);
}

function clear() {
  $("filter").value = "";
  build();
}

function remembered() {
  try {
    return new Set(JSON.parse(localStorage.getItem(KEPT)) ?? ["top"]);
  } catch {
    return new Set(["top"]);
  }
}

function remember() {
  try {
    localStorage.setItem(KEPT, JSON.stringify([...unfolded]));
  } catch {
    // A browser that keeps nothing folds everything up again.
  }
}

function order() {
  below = new Map();
  for (const chat of groups()) {
    const above = state.chats.has(String(chat.parent)) ? String(chat.parent) : "";
    if (!below.has(above)) below.set(above, []);
    below.get(above).push(chat);
  }
  unfolded ??= remembered();
  // The first time, the counties stand open, so that the townships are in sight.
  if (unfolded.delete("top")) for (const chat of below.get("") ?? []) if (below.has(chat.key)) unfolded.add(chat.key);
}

function walk(key, level, into) {
  for (const chat of below.get(key) ?? []) {
    into.push({ chat, level });
    if (unfolded.has(chat.key)) walk(chat.key, level + 1, into);
  }
  return into;
}

function wanted() {
  const words = $("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  const flat = words.length > 0 || onlyNew;
  if (!flat) return { flat, list: walk("", 0, []) };
  const fits = (chat) => {
    const whole = [...pathOf(chat), chat.title].join(" ").toLowerCase();
    // Every word somewhere on the way down, the last one in the group's own name.
    return words.every((word) => whole.includes(word)) && chat.title.toLowerCase().includes(words.at(-1) ?? "");
  };
  return { flat, list: groups().filter((chat) => fits(chat) && (!onlyNew || chat.unread)).map((chat) => ({ chat, level: 0 })) };
}

/** Build the list anew: other chats, another filter, something unfolded. */
function build() {
  order();
  const focused = document.activeElement?.dataset?.key;
  const { flat, list } = wanted();
  const privates = flat && $("filter").value ? [] : [...state.chats.values()].filter((chat) => chat.type === "private" && (!onlyNew || chat.unread));
  $("private").replaceChildren(...privates.map((chat) => privateRow(chat)));
  shown = list.map(({ chat, level }) => ({ chat, level, flat, node: treeRow(chat, level, flat) }));
  box.classList.toggle("flat", flat);
  box.replaceChildren(...shown.map(({ node }) => node));
  const none = $("no-rows");
  none.hidden = Boolean(list.length || privates.length || !flat);
  none.textContent = onlyNew && !$("filter").value ? t("nothing_new") : t("nothing_found");
  marks();
  if (focused) shown.find(({ chat }) => chat.key === focused)?.node.focus({ preventScroll: true });
}

function marks() {
  const current = shown.find(({ chat }) => chat.key === state.open) ?? shown[0];
  for (const { chat, node } of shown) {
    node.setAttribute("aria-selected", String(chat.key === state.open));
    node.tabIndex = chat === current?.chat ? 0 : -1;
  }
  for (const node of $("private").children) node.setAttribute("aria-current", String(node.dataset.key === state.open));
}

function preview(chat) {
  const { last } = chat;
  if (!last) return chat.type === "private" ? t("nobody_said") : "";
  const kind = /^\[(photo|voice|sticker|document)\]$/.exec(last.text)?.[1];
  const text = kind ? `[${t(`kind_${kind}`)}]` : oneLine(last, t);
  const mine = last.from?.id === state.me.id;
  if (chat.type === "private") return mine ? `${t("you")}：${text}` : text;
  if (last.from?.is_bot) return text;
  return `${mine ? t("you") : last.from?.first_name || t("anybody")}：${text}`;
}

function privateRow(chat) {
  const node = el(
    "button",
    { type: "button", cls: "row private", data: { key: chat.key }, on: { click: () => choose(chat.key) } },
    avatar({ id: chat.bot_id, first_name: chat.title, is_bot: true }),
    el(
      "span",
      { cls: "lines" },
      el("span", { cls: "upper" }, el("bdi", { cls: "title", textContent: chat.title }), el("time", {})),
      el("span", { cls: "lower" }, el("bdi", { cls: "preview" }), badge(0, true)),
    ),
  );
  fill(node, chat, chat.unread);
  return node;
}

function treeRow(chat, level, flat) {
  const children = !flat && below.has(chat.key);
  const open = unfolded.has(chat.key);
  const fold = children
    ? el("button", { type: "button", cls: "fold", tabIndex: -1, attr: { "aria-label": t(open ? "fold" : "unfold", { title: chat.title }) } }, icon("chevron"))
    : el("span", { cls: "fold" });
  const path = flat ? pathOf(chat).join(" › ") : "";
  const node = el(
    "div",
    { cls: `row node level${Math.min(level, 3)}`, data: { key: chat.key }, attr: { role: "treeitem", "aria-level": level + 1, "aria-expanded": children ? String(open) : null } },
    fold,
    el(
      "span",
      { cls: "lines" },
      el("span", { cls: "upper" }, el("bdi", { cls: "title", textContent: chat.title }), el("time", {})),
      el("span", { cls: "lower" }, path ? el("span", { cls: "path", textContent: path }) : el("bdi", { cls: "preview" }), badge(0, false)),
    ),
  );
  node.addEventListener("click", (event) => (event.target.closest("button.fold") ? toggle(chat.key) : choose(chat.key)));
  fill(node, chat, total(chat, flat));
  return node;
}

/** Unread in a group, and in all below it while it is folded. */
function total(chat, flat) {
  if (flat || unfolded.has(chat.key)) return chat.unread;
  let sum = chat.unread;
  for (const child of below.get(chat.key) ?? []) sum += whole(child);
  return sum;
}

const whole = (chat) => (below.get(chat.key) ?? []).reduce((sum, child) => sum + whole(child), chat.unread);

function fill(node, chat, count) {
  const mark = node.querySelector(".badge");
  mark.hidden = !count;
  mark.textContent = shortCount(count);
  mark.classList.toggle("own", chat.unread > 0);
  const line = node.querySelector(".preview");
  const text = preview(chat);
  if (line) line.textContent = text;
  node.classList.toggle("quiet", !text && !node.querySelector(".path"));
  const time = node.querySelector("time");
  time.textContent = chat.last ? brief(chat.last.date) : "";
  node.classList.toggle("unread", chat.unread > 0);
}

let due = new Set();

/** One chat has something new: fill its row and those above it, once a frame. */
function changed(chat) {
  if (!due.size) requestAnimationFrame(refresh);
  due.add(chat.key);
}

function refresh() {
  const keys = new Set();
  for (let key of due) {
    while (state.chats.has(key) && !keys.has(key)) {
      keys.add(key);
      key = String(state.chats.get(key).parent);
    }
  }
  due = new Set();
  if (onlyNew && [...keys].some((key) => state.chats.get(key).unread && !shown.some((row) => row.chat.key === key))) return build();
  for (const { chat, node, flat } of shown) if (keys.has(chat.key)) fill(node, state.chats.get(chat.key) ?? chat, total(chat, flat));
  for (const node of $("private").children) if (keys.has(node.dataset.key)) fill(node, state.chats.get(node.dataset.key), state.chats.get(node.dataset.key).unread);
}

function toggle(key, open = !unfolded.has(key)) {
  if (open === unfolded.has(key)) return;
  if (open) unfolded.add(key);
  else unfolded.delete(key);
  remember();
  build();
}

/** Unfold what lies above a chat and bring its row into sight. */
export function reveal(key) {
  let chat = state.chats.get(key);
  let changedAny = false;
  while (chat && chat.type !== "private" && state.chats.has(String(chat.parent))) {
    chat = state.chats.get(String(chat.parent));
    if (unfolded && !unfolded.has(chat.key)) {
      unfolded.add(chat.key);
      changedAny = true;
    }
  }
  if (changedAny) build();
  shown.find((row) => row.chat.key === key)?.node.scrollIntoView({ block: "nearest" });
}

function keyed(event) {
  const at = shown.findIndex(({ node }) => node === event.target);
  if (at < 0) return;
  const { chat, level, flat } = shown[at];
  const focus = (row) => row?.node.focus();
  const children = !flat && below.has(chat.key);
  switch (event.key) {
    case "ArrowDown":
      focus(shown[at + 1]);
      break;
    case "ArrowUp":
      if (at === 0) $("filter").focus();
      focus(shown[at - 1]);
      break;
    case "ArrowRight":
      if (children && !unfolded.has(chat.key)) toggle(chat.key, true);
      else if (children) focus(shown[at + 1]);
      break;
    case "ArrowLeft":
      if (children && unfolded.has(chat.key)) toggle(chat.key, false);
      else focus(shown.slice(0, at).findLast((row) => row.level < level));
      break;
    case "Home":
      focus(shown[0]);
      break;
    case "End":
      focus(shown.at(-1));
      break;
    case "Enter":
    case " ":
      choose(chat.key);
      break;
    default:
      return;
  }
  event.preventDefault();
}
