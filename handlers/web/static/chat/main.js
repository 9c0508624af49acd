// The page as a whole: who I am, which chat is open, what happens.

import * as acts from "./acts.js";
import * as api from "./api.js";
import * as composer from "./composer.js";
import { $, shortCount } from "./dom.js";
import * as empty from "./empty.js";
import * as people from "./people.js";
import { groups, noteChange, noteMessage, on, openChat, pathOf, privateKey, setUnread, state, takeChats, tell } from "./state.js";
import { close, watch } from "./stream.js";
import * as talk from "./talk.js";
import { failed } from "./toast.js";
import * as tree from "./tree.js";
import { t } from "./words.js";

const REMEMBERED = "dalaba.me";
const wide = matchMedia("(min-width: 720px)");

// -- where we are: #person/chat -------------------------------------------------------------------

const parsed = () => {
  const [person, chat] = decodeURIComponent(location.hash.slice(1)).split("/");
  return { person: Number(person) || null, chat: chat || null };
};

function address(push) {
  const hash = `#${state.me.id}${state.open ? `/${state.open}` : ""}`;
  if (hash === location.hash) return;
  history[push ? "pushState" : "replaceState"]({ inside: push }, "", hash);
}

const firstPrivate = () => [...state.chats.values()].find((chat) => chat.type === "private")?.key ?? null;

/** Open a chat, or none (on a phone: the list). */
async function choose(key, { push = true } = {}) {
  const known = key !== null && state.chats.has(key) ? key : null;
  state.open = known ?? (wide.matches ? firstPrivate() : null);
  document.body.dataset.view = state.open ? "talk" : "list";
  address(push && !wide.matches);
  header();
  composer.moved();
  tell("open");
  await talk.show();
}

function header() {
  const chat = openChat();
  $("head").hidden = !chat;
  $("choose").hidden = Boolean(chat);
  if (!chat) return;
  const count = groups().filter((one) => String(one.parent) === chat.key).length;
  const path = [...pathOf(chat)].join(" › ");
  $("title").textContent = chat.title;
  $("path").textContent = chat.type === "private" ? t("private_with") : [path, count ? t("groups_below", { count }) : ""].filter(Boolean).join(" · ");
}

/** Be another person: the same group stays open, a private chat becomes the new person's own. */
async function become(person) {
  if (!person) return;
  const same = state.me?.id === person.id;
  const twin = privateKey(state.open ?? "");
  const wish = twin ? `p${person.id}b${twin[2]}` : state.open;
  if (!same) {
    state.me = person;
    state.open = null;
    try {
      localStorage.setItem(REMEMBERED, String(person.id));
    } catch {
      // A browser that keeps nothing begins with the first person again.
    }
  }
  tell("people");
  $("say").readOnly = true; // for the moment there is no chat that words would go to
  await listen();
  if (state.me !== person) return; // somebody else was chosen meanwhile
  $("say").readOnly = false;
  await choose(wish, { push: false });
  if (state.open) tree.reveal(state.open);
}

/** What waits for everybody else, so that one sees who has something to do. */
async function others() {
  const rest = state.people.filter((person) => person.id !== state.me.id);
  await Promise.all(rest.map(async (person) => takeChats(person, await api.chats(person.id), false)));
  tell("waiting");
}

// -- what happens ---------------------------------------------------------------------------------

/** What the stream brought while the first list was under way: it may be newer than the list, so it comes after it. */
let held = null;

/**
 * Watch what happens. The chats are listed when the stream stands, so that nothing falls between the two; the promise
 * is fulfilled once they are.
 */
function listen() {
  const rest = state.people.filter((person) => person.id !== state.me.id).map((person) => person.id);
  const came = (held = []);
  return new Promise((listed, refused) => {
    watch(state.me.id, rest, {
      event: (one) => (held ? held.push(one) : happened(one)),
      open: (again) => {
        $("broken").hidden = true;
        refresh(came).then(listed, (error) => (again ? failed(error) : refused(error)));
      },
      lost: () => {
        $("broken").textContent = t("connecting");
        $("broken").hidden = false;
      },
    });
  });
}

/** The stream stands (again): fetch what came before it and it did not bring. What waits for others comes by itself. */
async function refresh(came) {
  try {
    await reload();
  } finally {
    if (held === came) held = null; // else somebody else was chosen meanwhile
    came.splice(0).forEach(happened);
  }
  others().then(talk.catchUp).catch(() => {}); // the stream brings what is new
}

async function reload() {
  const { me } = state;
  const [people, listed] = await Promise.all([api.people(), api.chats(me.id)]);
  if (me !== state.me) return;
  if (!people.some((person) => person.id === me.id)) return location.reload();
  const changed = people.length !== state.people.length;
  state.people = people;
  const before = openChat();
  takeChats(me, listed, true);
  if (before && !openChat()) {
    // A group that became a supergroup goes on under its new number.
    const heir = groups().find((chat) => String(chat.migrated_from) === before.key);
    state.open = heir?.key ?? null;
    choose(state.open, { push: false });
  }
  if (changed) tell("people");
  tell("chats");
  tell("waiting");
  header();
}

let pendingReload = 0;

function happened(event) {
  const key = String(event.chat);
  if (event.type === "chat") {
    clearTimeout(pendingReload);
    pendingReload = setTimeout(() => reload().catch(failed), 250);
  } else if (event.type === "unread") setUnread(key, event.unread ?? 0);
  else if (event.message) {
    const here = key === state.open;
    if (event.type === "message") noteMessage(key, event.message, here && talk.watched());
    else noteChange(key, event.message);
    if (here) talk.take(event.type, event.message);
    if (here && event.type === "message" && event.message.keyboard) composer.showKeyboard(event.message.keyboard);
  }
}

const reading = new Set();

/** The newest message of the open chat is before the reader's eyes. */
function seen() {
  const { open, me } = state;
  const chat = openChat();
  if (chat?.unread) setUnread(open, 0);
  const mark = `${me.id}|${open}`;
  if (reading.has(mark)) return; // what comes within the moment is marked along with it
  reading.add(mark);
  setTimeout(() => {
    reading.delete(mark);
    api.read(open, me.id).catch(() => {}); // the next message tries again
  }, 150);
}

function backBadge() {
  const sum = [...state.chats.values()].reduce((all, chat) => all + (chat.key === state.open ? 0 : chat.unread), 0);
  $("back-badge").hidden = !sum;
  $("back-badge").textContent = shortCount(sum);
}

// -- beginning ------------------------------------------------------------------------------------

function routed() {
  const { person, chat } = parsed();
  const other = state.people.find((one) => one.id === person);
  if (other && other.id !== state.me.id) {
    state.open = chat;
    become(other).catch(failed);
  } else if (chat !== state.open) choose(chat, { push: false });
}

function wire() {
  people.init((person) => become(person).catch(failed));
  tree.init((key) => choose(key));
  talk.init({ seen, empty: empty.show });
  composer.init();
  acts.init(composer);
  empty.init(composer.fill);
  on("chat", () => requestAnimationFrame(backBadge));
  on("open", backBadge);
  $("back").addEventListener("click", () => (history.state?.inside ? history.back() : choose(null, { push: false })));
  $("language").addEventListener("click", (event) => {
    event.preventDefault();
    location.href = `${event.currentTarget.getAttribute("href")}${location.hash}`;
  });
  addEventListener("popstate", routed);
  addEventListener("pageshow", (event) => event.persisted && state.me && listen());
  wide.addEventListener("change", () => choose(state.open, { push: false }));
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      $("filter").focus();
    }
  });
}

function rememberedPerson() {
  try {
    return Number(localStorage.getItem(REMEMBERED));
  } catch {
    return 0;
  }
}

async function begin() {
  wire();
  document.body.dataset.view = "list";
  state.people = await api.people();
  tell("people");
  const { person, chat } = parsed();
  const byId = (id) => state.people.find((one) => one.id === id);
  const first = byId(person) ?? byId(rememberedPerson()) ?? state.people[0];
  if (!first) {
    $("choose").firstElementChild.textContent = t("nobody");
    return;
  }
  state.open = chat;
  await become(first);
}

begin().catch((error) => {
  close();
  failed(error);
});
