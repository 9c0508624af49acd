// What can be done with a message: by its small buttons, a menu, a swipe, or the keyboard.

import * as api from "./api.js";
import { $, copy } from "./dom.js";
import { menu } from "./menu.js";
import { state } from "./state.js";
import * as talk from "./talk.js";
import { alertBox, ask, failed, toast } from "./toast.js";
import { safeAddress } from "./entities.js";
import { t } from "./words.js";

const HOLD = 450;
const SWIPE = 56;

const box = $("messages");
let composer = null;

export function init(given) {
  composer = given;
  box.addEventListener("click", clicked);
  box.addEventListener("contextmenu", contextMenu);
  box.addEventListener("keydown", keyed);
  touches();
}

function at(target) {
  const node = target.closest?.("li.message");
  return node ? { node, message: talk.find(node.dataset.id)?.message } : {};
}

function clicked(event) {
  const target = event.target.closest("[data-act]");
  const { message } = at(event.target);
  if (!target || !message) return;
  const { act } = target.dataset;
  if (act === "quote") composer.quote(message);
  else if (act === "menu") openMenu(message, target.getBoundingClientRect());
  else if (act === "press") pressButton(message, message.buttons[target.dataset.y][target.dataset.x], target);
  else if (act === "jump") talk.jump(target.dataset.to);
  else if (act === "command") composer.send(target.dataset.text);
  else if (act === "retry") composer.retry(message);
  else if (act === "none" && event.detail === 2 && !getSelection()?.toString().trim()) composer.quote(message);
  else if (event.target.closest(".spoiler")) event.target.closest(".spoiler").classList.toggle("shown");
}

function contextMenu(event) {
  const { message } = at(event.target);
  const selecting = String(getSelection() ?? "").trim() && matchMedia("(hover: hover)").matches;
  if (!message || selecting || event.target.closest("a")) return;
  event.preventDefault();
  openMenu(message, { left: event.clientX, bottom: event.clientY });
}

export function openMenu(message, place) {
  if (message.pending || message.failed) return;
  const own = message.from.id === state.me.id;
  const items = [{ label: t("quote"), icon: "quote", act: () => composer.quote(message) }];
  if (message.text) items.push({ label: t("copy"), icon: "copy", act: () => copyText(message.text) });
  if (own && message.text) items.push({ label: t("edit"), icon: "edit", act: () => composer.edit(message) });
  if (own) items.push({ label: t("delete"), icon: "delete", danger: true, act: () => remove(message) });
  menu(items, { x: place.left, y: place.bottom }, t("actions"));
}

async function copyText(text) {
  if (await copy(text)) toast(t("copied"));
}

async function remove(message) {
  const { open, me } = state;
  if (!(await ask(t("delete_ask"), t("delete"), true))) return;
  try {
    await api.remove(open, message.id, me.id);
  } catch (error) {
    failed(error);
  }
}

async function pressButton(message, button, target) {
  if (target.getAttribute("aria-busy") === "true") return;
  if (button.copy !== undefined) {
    await copyText(button.copy);
    composer.fill(button.copy);
    return;
  }
  if (!button.data) return;
  target.setAttribute("aria-busy", "true");
  try {
    const answer = await api.press(state.open, message.id, state.me.id, button.data);
    if (answer.text && answer.alert) await alertBox(answer.text);
    else if (answer.text) toast(answer.text);
    else if (answer.answered === false) toast(t("no_answer"));
    const href = answer.url ? safeAddress(answer.url) : null;
    if (href) open(href, "_blank", "noopener,noreferrer");
  } catch (error) {
    failed(error);
  } finally {
    target.removeAttribute("aria-busy");
  }
}

// -- the keyboard ---------------------------------------------------------------------------------

function keyed(event) {
  const node = event.target;
  if (!node.matches?.("li.message")) return;
  const { message } = at(node);
  if (!message) return;
  if (event.key === "ArrowUp") talk.step(node, -1);
  else if (event.key === "ArrowDown") talk.step(node, 1) || composer.focus();
  else if (event.key === "Enter" || event.key === "ContextMenu") openMenu(message, node.querySelector(".bubble").getBoundingClientRect());
  else if (event.key === "r" || event.key === "q") composer.quote(message);
  else if (event.key === "Delete" && message.from.id === state.me.id) remove(message);
  else if (event.key === "Escape") composer.focus();
  else return;
  event.preventDefault();
}

// -- fingers --------------------------------------------------------------------------------------

function touches() {
  let drag = null;
  const end = () => {
    if (!drag) return;
    clearTimeout(drag.timer);
    drag.node.style.transform = "";
    drag.node.classList.remove("dragged");
    drag = null;
  };
  box.addEventListener("pointerdown", (event) => {
    const { node, message } = at(event.target);
    if (event.pointerType !== "touch" || !message || event.target.closest(".keys")) return;
    const timer = setTimeout(() => {
      end();
      navigator.vibrate?.(10);
      openMenu(message, { left: event.clientX, bottom: event.clientY });
    }, HOLD);
    drag = { node, message, timer, x: event.clientX, y: event.clientY, way: 0 };
  });
  box.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    if (Math.abs(dy) > 12 && !drag.way) return end();
    if (Math.abs(dx) > 8) clearTimeout(drag.timer);
    if (dx < -8) {
      drag.way = Math.max(-80, dx);
      drag.node.classList.add("dragged");
      drag.node.style.transform = `translateX(${drag.way}px)`;
    }
  });
  box.addEventListener("pointerup", () => {
    const { way = 0, message } = drag ?? {};
    end();
    if (way < -SWIPE) composer.quote(message);
  });
  box.addEventListener("pointercancel", end);
}
