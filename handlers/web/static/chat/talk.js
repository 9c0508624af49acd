// The messages of the open chat: shown in order, kept where the reader is, the newest at the foot.

import * as api from "./api.js";
import { $, el, icon } from "./dom.js";
import { bubble } from "./message.js";
import { openChat, state } from "./state.js";
import { day, dayOf } from "./time.js";
import { failed } from "./toast.js";
import { t } from "./words.js";

const NEAR_END = 60;
const NEAR_START = 300;
const MOST = 400;
const RUN_SECONDS = 300;

const scroll = $("scroll");
const box = $("messages");

let entries = []; // {message, node}, oldest first; what is on its way stands last
let atStart = false;
let loading = null;
let pinned = true;
let below = 0;
let newFrom = null;
let visit = 0;
const dividers = new Map();
const hooks = { seen: () => {}, empty: () => {} };

/** `seen()` when the newest message is before the reader's eyes, `empty(is)` when a chat turns out to be without words. */
export function init(given) {
  Object.assign(hooks, given);
  scroll.addEventListener("scroll", scrolled, { passive: true });
  $("newest").addEventListener("click", () => toEnd(true));
  new ResizeObserver(() => pinned && toEnd()).observe(scroll);
  document.addEventListener("visibilitychange", look);
  addEventListener("focus", look);
}

const atEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_END;

/** Whether a message that comes now is seen at once. */
export const watched = () => pinned && document.visibilityState === "visible" && !loading?.first;

function look() {
  if (state.open && entries.length && watched()) hooks.seen();
}

function scrolled() {
  pinned = atEnd();
  if (pinned && below) {
    below = 0;
    look();
  }
  showNewest();
  if (scroll.scrollTop < NEAR_START) older();
}

function showNewest() {
  const away = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight > 500;
  const button = $("newest");
  button.hidden = pinned || !(below || away);
  button.replaceChildren(icon("down"), below ? t("new_below", { count: below }) : "");
  button.classList.toggle("counted", below > 0);
  button.setAttribute("aria-label", below ? t("new_below", { count: below }) : t("newest"));
}

export function toEnd(smooth = false) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  scroll.scrollTo({ top: scroll.scrollHeight, behavior: smooth && !still ? "smooth" : "instant" });
  if (!smooth || still) pinned = true;
}

/** Change what is shown while the reader's line stays where it is. */
function keepPlace(change) {
  if (pinned) {
    change();
    toEnd();
    return;
  }
  const top = scroll.getBoundingClientRect().top;
  const anchor = entries.find(({ node }) => node.isConnected && node.getBoundingClientRect().bottom > top)?.node;
  const before = anchor?.getBoundingClientRect().top;
  change();
  if (anchor?.isConnected) scroll.scrollTop += anchor.getBoundingClientRect().top - before;
}

const isOwn = (message) => message.from.id === state.me.id;

function make(message) {
  const node = bubble(message, { own: isOwn(message), group: openChat()?.type !== "private" });
  for (const image of node.querySelectorAll("img")) image.addEventListener("load", () => pinned && toEnd());
  return node;
}

function divider(key, build) {
  if (!dividers.has(key)) dividers.set(key, build());
  return dividers.get(key);
}

/** Put everything in order: days, the line where the new begins, runs of one speaker. */
function arrange() {
  const nodes = [];
  let before = null;
  entries.forEach(({ message, node }, i) => {
    const newDay = !before || dayOf(before.date) !== dayOf(message.date);
    if (newDay) nodes.push(divider(`day${dayOf(message.date)}`, () => el("li", { cls: "day" }, el("span", { textContent: day(message.date) }))));
    const marker = message.id === newFrom;
    if (marker) nodes.push(divider("new", () => el("li", { cls: "new-line" }, el("span", { textContent: t("new_from_here") }))));
    const next = entries[i + 1]?.message;
    node.classList.toggle("first", newDay || marker || !together(before, message));
    node.classList.toggle("last", !next || dayOf(next.date) !== dayOf(message.date) || next.id === newFrom || !together(message, next));
    nodes.push(node);
    before = message;
  });
  nodes.forEach((node, i) => box.children[i] !== node && box.insertBefore(node, box.children[i] ?? null));
  while (box.children.length > nodes.length) box.lastChild.remove();
  hooks.empty(atStart && !entries.length);
}

const ordinary = (message) => !message.service && !message.deleted;

function together(a, b) {
  return a && ordinary(a) && ordinary(b) && a.from.id === b.from.id && b.date - a.date < RUN_SECONDS;
}

const rank = (message) => (typeof message.id === "number" ? message.id : Infinity);

function put(message) {
  const at = entries.findIndex((entry) => entry.message.id === message.id);
  const node = make(message);
  if (at >= 0) {
    if (JSON.stringify(entries[at].message) === JSON.stringify(message)) return false;
    // A press is under way in the old element: the keyboard's focus moves to the new one.
    const focused = entries[at].node.contains(document.activeElement);
    entries[at] = { message, node };
    if (focused) queueMicrotask(() => node.focus({ preventScroll: true }));
    return true;
  }
  const after = entries.findIndex((entry) => rank(entry.message) > rank(message));
  entries.splice(after < 0 ? entries.length : after, 0, { message, node });
  return true;
}

function forget() {
  if (!pinned || entries.length <= MOST) return;
  entries = entries.slice(-MOST / 2);
  atStart = false;
}

/** Show a chat: its newest messages, the unread ones marked. */
export async function show() {
  const mine = ++visit;
  entries = [];
  dividers.clear();
  atStart = false;
  pinned = true;
  below = 0;
  newFrom = null;
  box.replaceChildren();
  hooks.empty(false);
  showNewest();
  const chat = openChat();
  if (!chat) return;
  loading = { first: true };
  box.setAttribute("aria-busy", "true");
  try {
    const unread = chat.unread;
    const found = await api.messages(chat.key, state.me.id);
    if (mine !== visit) return;
    atStart = found.length < 50;
    found.forEach(put);
    const others = found.filter((message) => !isOwn(message) && !message.deleted);
    if (unread && others.length) newFrom = others[Math.max(0, others.length - unread)].id;
    // With nothing read before there is no line to draw.
    if (newFrom === found[0]?.id) newFrom = null;
    arrange();
    place();
  } catch (error) {
    if (mine === visit) failed(error);
  } finally {
    if (mine === visit) {
      loading = null;
      box.removeAttribute("aria-busy");
      look();
    }
  }
}

/** Begin at the foot, or at the first new message where they do not all fit. */
function place() {
  toEnd();
  const line = dividers.get("new");
  if (newFrom && line?.isConnected && line.offsetTop < scroll.scrollTop) {
    scroll.scrollTop = line.offsetTop - 8;
    pinned = atEnd();
  }
  showNewest();
}

async function older() {
  if (atStart || loading || !entries.length || !state.open) return false;
  const mine = visit;
  const first = entries.find(({ message }) => typeof message.id === "number")?.message.id;
  if (!first) return false;
  loading = {};
  try {
    const found = await api.messages(state.open, state.me.id, first);
    if (mine !== visit) return false;
    atStart = found.length < 50;
    keepPlace(() => {
      found.forEach(put);
      arrange();
    });
    return found.length > 0;
  } catch {
    return false;
  } finally {
    if (mine === visit) loading = null;
  }
}

/** Load what was said while the line was down. */
export async function catchUp() {
  if (!state.open || loading) return;
  const mine = visit;
  const found = await api.messages(state.open, state.me.id);
  if (mine !== visit) return;
  const known = new Set(entries.map(({ message }) => message.id));
  const oldest = found[0]?.id ?? 0;
  const gap = entries.length && !known.has(oldest) && found.length === 50;
  keepPlace(() => {
    if (gap) entries = entries.filter(({ message }) => typeof message.id !== "number");
    found.forEach(put);
    if (gap) atStart = false;
    arrange();
  });
  look();
}

/** A message of the open chat came or changed. */
export function take(kind, message) {
  if (loading?.first) return void setTimeout(() => take(kind, message), 30);
  const known = entries.some((entry) => entry.message.id === message.id);
  if (!known && kind !== "message") return;
  const focused = !known && isOwn(message) && dropPending(message.text);
  const seen = watched();
  keepPlace(() => {
    if (!put(message)) return;
    forget();
    arrange();
    const entry = entries.find((one) => one.message.id === message.id);
    if (!known) entry.node.classList.add("fresh");
    if (focused) entry.node.focus({ preventScroll: true });
  });
  if (!known && !seen && !isOwn(message)) below += 1;
  showNewest();
  if (!known && seen) look();
}

/** Take what was shown on its way out, for the message itself; true where the keyboard stood on it. */
function dropPending(text) {
  const at = entries.findIndex(({ message }) => message.pending && (message.text ?? "").trim() === (text ?? "").trim());
  return at >= 0 && entries.splice(at, 1)[0].node.contains(document.activeElement);
}

/** Show a message of mine that is on its way; it stands last until the messenger has it. */
export function pend(message) {
  keepPlace(() => {
    put(message);
    arrange();
  });
  toEnd();
}

/** The messenger has it, or refused it (`failed`). */
export function settle(pending, message) {
  keepPlace(() => {
    const focused = find(pending.id)?.node.contains(document.activeElement);
    entries = entries.filter((entry) => entry.message.id !== pending.id);
    if (message) put(message);
    arrange();
    if (focused && message) find(message.id).node.focus({ preventScroll: true });
  });
  if (message?.id > 0) toEnd();
}

export const find = (id) => entries.find((entry) => String(entry.message.id) === String(id));

/** My last message that can still be changed. */
export const lastOwn = () => entries.findLast(({ message }) => isOwn(message) && ordinary(message) && typeof message.id === "number" && message.text)?.message;

/** Bring a message before the eyes, loading older ones for it. */
export async function jump(id) {
  for (let i = 0; i < 8 && !find(id); i++) if (!(await older())) break;
  const node = find(id)?.node;
  if (!node) return;
  pinned = false;
  node.scrollIntoView({ block: "center" });
  node.classList.remove("flash");
  void node.offsetWidth;
  node.classList.add("flash");
  pinned = atEnd();
  showNewest();
}

/** Move the keyboard's place among the messages. */
export function step(from, way) {
  const shown = entries.filter(({ message }) => ordinary(message));
  const at = shown.findIndex(({ node }) => node === from);
  const next = at < 0 ? shown.at(-1) : shown[at + way];
  next?.node.focus();
  return Boolean(next);
}
