// The input: a message, a quote, a change of one's own; drafts stay with their chat.

import * as api from "./api.js";
import { $, el } from "./dom.js";
import { menu } from "./menu.js";
import { oneLine, openChat, state } from "./state.js";
import * as talk from "./talk.js";
import { failed, toast } from "./toast.js";
import { t } from "./words.js";

const form = $("composer");
const input = $("say");
const drafts = new Map();
let mode = {}; // {quote: message} or {edit: message}
let place = null; // whose draft is in the input: person and chat
let counter = 0;

const where = () => (state.open ? `${state.me.id}|${state.open}` : null);

export function init() {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  input.addEventListener("input", grow);
  input.addEventListener("keydown", keyed);
  $("context-close").addEventListener("click", leaveMode);
  $("more").addEventListener("click", moreMenu);
}

/** Take the input along to another chat: keep the draft there, bring the one from here. */
export function moved() {
  if (place) {
    if (input.value.trim() && !mode.edit) drafts.set(place, { text: input.value, quote: mode.quote });
    else drafts.delete(place);
  }
  place = where();
  const chat = openChat();
  form.hidden = !chat;
  const draft = drafts.get(place);
  input.value = draft?.text ?? "";
  mode = draft?.quote ? { quote: draft.quote } : {};
  showMode();
  showKeyboard(null);
  grow();
  // Fingers get no keyboard on the screen unasked.
  if (chat && matchMedia("(hover: hover)").matches) input.focus({ preventScroll: true });
}

export const focus = () => input.focus();

function grow() {
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight, innerHeight * 0.4)}px`;
  $("send").classList.toggle("ready", input.value.trim() !== "");
}

function keyed(event) {
  // While an input method composes a word, Enter belongs to it.
  if (event.isComposing || event.keyCode === 229) return;
  const typing = matchMedia("(hover: hover)").matches;
  if (event.key === "Enter" && !event.shiftKey && typing) submit();
  else if (event.key === "Escape" && (mode.quote || mode.edit)) leaveMode();
  else if (event.key === "ArrowUp" && input.value === "" && !event.shiftKey) {
    const last = talk.lastOwn();
    if (event.altKey || !last) talk.step(null, -1);
    else edit(last);
  } else return;
  event.preventDefault();
}

/** Put a text into the input, to be looked over and sent. */
export function fill(text) {
  if (mode.edit) leaveMode();
  input.value = text;
  grow();
  input.focus();
}

export function quote(message) {
  if (mode.edit) input.value = "";
  mode = { quote: message };
  showMode();
  grow();
  input.focus();
}

export function edit(message) {
  mode = { edit: message };
  input.value = message.text;
  showMode();
  grow();
  input.focus();
  input.setSelectionRange(input.value.length, input.value.length);
}

function leaveMode() {
  if (mode.edit) input.value = "";
  mode = {};
  showMode();
  grow();
  input.focus();
}

function showMode() {
  const message = mode.quote ?? mode.edit;
  $("context").hidden = !message;
  $("send").setAttribute("aria-label", mode.edit ? t("save") : t("send"));
  if (!message) return;
  $("context-title").textContent = mode.edit ? t("editing") : t("quoting", { name: message.from.first_name || t("anybody") });
  $("context-line").textContent = oneLine(message, t);
  $("context-close").setAttribute("aria-label", mode.edit ? t("no_edit") : t("no_quote"));
}

async function submit() {
  const text = input.value.trim();
  if (!text || !state.open) return;
  if (mode.edit) {
    const { id } = mode.edit;
    leaveMode();
    try {
      talk.take("edit", await api.edit(state.open, id, state.me.id, text));
    } catch (error) {
      fill(text);
      failed(error);
    }
    return;
  }
  const { quote: quoted } = mode;
  input.value = "";
  mode = {};
  showMode();
  grow();
  await send(text, { quoted });
}

/** Say something in the open chat; it is shown at once, and marked where it did not arrive. */
export async function send(text, { quoted, kind } = {}) {
  const { open, me } = state;
  const pending = {
    id: `t${++counter}`,
    pending: true,
    date: Date.now() / 1000,
    from: { id: me.id, first_name: me.first_name, is_bot: false },
    text,
    kind: kind ?? "text",
    entities: [],
    reply_to: quoted ? { id: quoted.id, text: oneLine(quoted, t), from: quoted.from } : null,
    again: { quoted, kind },
  };
  talk.pend(pending);
  const more = { ...(quoted ? { reply_to: quoted.id } : {}), ...(kind ? { kind } : {}) };
  try {
    const message = await api.say(open, me.id, text, more);
    if (open === state.open && me === state.me) talk.settle(pending, message);
  } catch (error) {
    if (open === state.open && me === state.me) talk.settle(pending, { ...pending, pending: false, failed: true });
    failed(error);
  }
}

export function retry(message) {
  talk.settle(message, null);
  send(message.text, message.again);
}

function moreMenu(event) {
  const rect = event.currentTarget.getBoundingClientRect();
  const kinds = ["photo", "voice", "sticker", "forward"];
  const items = kinds.map((kind) => ({ label: t(`send_${kind}`), act: () => sendKind(kind) }));
  menu(items, { x: rect.left, y: rect.top - 190 }, t("more"));
}

function sendKind(kind) {
  const text = input.value.trim();
  if (kind === "forward" && !text) {
    input.focus();
    toast(t("forward_needs_text"));
    return;
  }
  const { quote: quoted } = mode;
  input.value = "";
  mode = {};
  showMode();
  grow();
  send(text, { quoted, kind });
}

/** The bot's ready answers above the input (a reply keyboard), or none. */
export function showKeyboard(keyboard) {
  const rows = keyboard?.keyboard ?? [];
  $("keyboard").hidden = !rows.length;
  const texts = rows.flat().map((button) => (typeof button === "string" ? button : button.text));
  $("keyboard").replaceChildren(...texts.map((text) => el("button", { type: "button", cls: "chip", textContent: text, on: { click: () => send(text) } })));
}
