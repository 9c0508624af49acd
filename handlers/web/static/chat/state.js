// What the page knows: who I am, the chats, what is unread for whom.

import { list } from "./words.js";

export const state = {
  people: [],
  me: null,
  /** My chats by key (a private one is p{person}b{bot}, a group its number), in the messenger's order. */
  chats: new Map(),
  /** Unread in everybody's private chats, by chat key: {count, last, came}; `came`: ids that the stream brought, until the messenger's own count goes in (null). */
  waiting: new Map(),
  /** The key of the open chat, or null. */
  open: null,
};

const listeners = new Map();

/** Call `listener` whenever `topic` changes: people, chats (which there are), chat (one of them), open. */
export function on(topic, listener) {
  listeners.set(topic, [...(listeners.get(topic) ?? []), listener]);
}

export function tell(topic, value) {
  for (const listener of listeners.get(topic) ?? []) listener(value);
}

export const privateKey = (key) => /^p(\d+)b(\d+)$/.exec(key);

export const ownerOf = (key) => Number(privateKey(key)?.[1]);

export const openChat = () => state.chats.get(state.open) ?? null;

/** How many private messages wait for a person. */
export function waitingFor(id) {
  let sum = 0;
  for (const [key, entry] of state.waiting) if (ownerOf(key) === id) sum += entry.count;
  return sum;
}

export const groups = () => [...state.chats.values()].filter((chat) => chat.type !== "private");

/** The titles above a group, the county first. */
export function pathOf(chat) {
  const titles = [];
  const seen = new Set();
  let above = state.chats.get(String(chat.parent));
  while (above && !seen.has(above.key)) {
    seen.add(above.key);
    titles.unshift(above.title);
    above = state.chats.get(String(above.parent));
  }
  return titles;
}

const lastOf = (chat) => chat?.last?.id ?? 0;

/**
 * Take over the chats of a person as the messenger lists them. A list may be older than what the stream brought while
 * it was under way: what came since stays.
 */
export function takeChats(person, listed, mine) {
  for (const chat of listed) if (chat.type === "private") takeWaiting(String(chat.id), chat);
  if (!mine) return;
  const known = state.chats;
  state.chats = new Map();
  for (const chat of listed) {
    const key = String(chat.id);
    const old = known.get(key);
    const newer = lastOf(old) > lastOf(chat) ? { last: old.last, unread: old.unread } : {};
    state.chats.set(key, { ...chat, ...newer, key });
  }
}

function takeWaiting(key, chat) {
  const last = lastOf(chat);
  const old = state.waiting.get(key);
  if (!old || last >= old.last) return state.waiting.set(key, { count: chat.unread, last, came: null });
  // What the stream brought may be in the list or have come after it.
  if (old.came) state.waiting.set(key, { count: chat.unread + old.came.filter((id) => id > last).length, last: old.last, came: null });
}

/** Set what is unread in a chat, mine or another's private one. */
export function setUnread(key, count) {
  const entry = state.waiting.get(key);
  if (entry) {
    entry.count = count;
    entry.came = null;
  }
  const chat = state.chats.get(key);
  if (chat) {
    chat.unread = count;
    tell("chat", chat);
  }
  if (entry) tell("waiting");
}

const KINDS = new Set(["photo", "voice", "sticker", "document"]);

/** A message in one line, for lists and quotes. `words` says a kind. */
export function oneLine(message, words) {
  const text = (message.text || message.service || "").replace(/\s+/g, " ").trim();
  if (text) return text;
  return KINDS.has(message.kind) ? `[${words(`kind_${message.kind}`)}]` : "";
}

/** Take over a new message for lists and counters; `seen` when its reader has it before the eyes. */
export function noteMessage(key, message, seen) {
  const owner = ownerOf(key);
  if (owner && !state.waiting.has(key)) state.waiting.set(key, { count: 0, last: 0, came: [] });
  const entry = state.waiting.get(key);
  if (entry && message.id > entry.last) {
    entry.last = message.id;
    if (message.from.id !== owner && !(seen && owner === state.me.id)) {
      entry.count += 1;
      entry.came?.push(message.id);
    }
    tell("waiting");
  }
  const chat = state.chats.get(key);
  if (!chat || message.id <= lastOf(chat)) return;
  chat.last = { id: message.id, text: message.text || message.service || "", kind: message.kind, from: message.from, date: message.date };
  if (message.from.id !== state.me.id && !seen) chat.unread += 1;
  tell("chat", chat);
}

/** Take over an edit or deletion for the list. */
export function noteChange(key, message) {
  const chat = state.chats.get(key);
  if (chat?.last?.id === message.id) {
    chat.last = { ...chat.last, text: message.text || message.service || "" };
    tell("chat", chat);
  }
}

export const noteChoices = () => list("notes");
