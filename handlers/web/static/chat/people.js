// Who I am: the people on the rail, each with what waits for them; changing, adding.

import * as api from "./api.js";
import { $, avatar, badge, el, icon, shortCount } from "./dom.js";
import { noteChoices, on, state, waitingFor } from "./state.js";
import { dialog, failed } from "./toast.js";
import { t } from "./words.js";

let become = () => {};

export function init(given) {
  become = given;
  on("people", render);
  on("waiting", counts);
  $("who").addEventListener("click", sheet);
  $("people").addEventListener("keydown", keyed);
}

const fullName = (person) => [person.first_name, person.last_name].filter(Boolean).join(" ");

function label(person, count) {
  const name = [fullName(person), person.note].filter(Boolean).join("，");
  return count ? t("person_waiting", { name, count }) : name;
}

function personButton(person, pressed) {
  const chosen = person.id === state.me?.id;
  return el(
    "button",
    { type: "button", cls: "person", data: { person: person.id }, attr: { "aria-pressed": String(chosen) }, tabIndex: chosen ? 0 : -1, on: { click: () => pressed(person) } },
    el("span", { cls: "face" }, avatar(person), badge(0, true)),
    el("span", { cls: "called" }, el("bdi", { cls: "first", textContent: fullName(person) }), el("span", { cls: "note", textContent: person.note ?? "" })),
  );
}

function render() {
  const add = el(
    "button",
    { type: "button", cls: "person add", tabIndex: -1, attr: { "aria-label": t("add_person") }, on: { click: addSomebody } },
    el("span", { cls: "face" }, el("span", { cls: "avatar plus" }, icon("plus"))),
    el("span", { cls: "called" }, el("span", { cls: "first", textContent: t("add_short") })),
  );
  $("people").replaceChildren(...state.people.map((person) => personButton(person, become)), add);
  if (!state.me) add.tabIndex = 0;
  counts();
  $("people").querySelector('[aria-pressed="true"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function counts() {
  let others = 0;
  for (const node of document.querySelectorAll("[data-person]")) {
    const person = state.people.find((one) => one.id === Number(node.dataset.person));
    if (!person) continue;
    const count = waitingFor(person.id);
    const mark = node.querySelector(".badge");
    mark.hidden = !count;
    mark.textContent = shortCount(count);
    node.setAttribute("aria-label", label(person, count));
  }
  for (const person of state.people) if (person.id !== state.me?.id) others += waitingFor(person.id);
  const who = $("who");
  who.hidden = !state.me;
  if (!state.me) return;
  const name = el("span", { cls: "called" }, el("bdi", { cls: "first", textContent: fullName(state.me) }), el("span", { cls: "note", textContent: state.me.note ?? "" }));
  who.replaceChildren(el("span", { cls: "face" }, avatar(state.me, "small"), badge(others, true)), name);
  who.setAttribute("aria-label", `${t("people")} ${label(state.me, 0)}. ${t("switch")}`);
  const mine = waitingFor(state.me.id);
  document.title = `${mine ? `(${shortCount(mine)}) ` : ""}${t("title")} · ${document.body.dataset.name}`;
}

function keyed(event) {
  const buttons = [...$("people").children];
  const from = buttons.indexOf(document.activeElement);
  const moves = { ArrowDown: from + 1, ArrowRight: from + 1, ArrowUp: from - 1, ArrowLeft: from - 1, Home: 0, End: -1 };
  if (!(event.key in moves)) return;
  buttons.at(moves[event.key] % buttons.length).focus();
  event.preventDefault();
}

/** On a phone: everybody in one sheet. */
async function sheet() {
  const chosen = await dialog(t("switch"), (close) => [
    el("h2", { textContent: t("switch") }),
    el("div", { cls: "sheet" }, ...state.people.map((person) => personButton(person, close))),
    el("div", { cls: "answers" }, el("button", { type: "button", cls: "plain-button", textContent: t("close"), on: { click: () => close(null) } })),
    ...afterBuild(),
  ]);
  if (chosen) become(chosen);
}

function afterBuild() {
  queueMicrotask(counts);
  for (const node of document.querySelectorAll("#dialog .person")) node.tabIndex = 0;
  return [];
}

export async function addSomebody() {
  const given = await dialog(t("add_person"), (close) => {
    const name = el("input", { required: true, maxLength: 64, placeholder: t("name_example"), autocomplete: "off" });
    let note = noteChoices()[0];
    const choices = noteChoices().map((choice, i) =>
      el("label", { cls: "choice" }, el("input", { type: "radio", name: "note", value: choice, checked: i === 0, on: { change: () => (note = choice) } }), el("span", { textContent: choice })),
    );
    const form = el(
      "form",
      { method: "dialog" },
      el("h2", { textContent: t("add_person") }),
      el("label", { cls: "labelled" }, t("name"), name),
      el("fieldset", {}, el("legend", { textContent: t("note") }), ...choices),
      el("div", { cls: "answers" }, el("button", { type: "button", cls: "plain-button", textContent: t("cancel"), on: { click: () => close(null) } }), el("button", { type: "submit", cls: "main-button", textContent: t("add") })),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (name.value.trim()) close({ name: name.value.trim(), note });
    });
    return [form];
  });
  if (!given) return;
  try {
    const person = await api.addPerson(given.name, given.note);
    state.people = await api.people();
    await become(state.people.find((one) => one.id === person.id));
  } catch (error) {
    failed(error);
  }
}
