// The people's side of the local messenger.

const base = `${document.body.dataset.api}/sim`;

export class Refused extends Error {}

async function call(path, body) {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  const response = await fetch(base + path, { ...init, cache: "no-store" });
  const isJson = response.headers.get("content-type")?.startsWith("application/json");
  const answer = isJson ? await response.json() : null;
  if (!response.ok) throw new Refused(answer?.error ?? `${response.status}`);
  return answer;
}

const chat = (key) => `/chats/${encodeURIComponent(key)}`;
const message = (key, id) => `${chat(key)}/messages/${id}`;

export const people = () => call("/people");
export const addPerson = (first_name, note) => call("/people", { first_name, note });
export const chats = (person) => call(`/chats?person=${person}`);
export const messages = (key, person, before) => call(`${chat(key)}/messages?person=${person}&limit=50${before ? `&before=${before}` : ""}`);
export const say = (key, person, text, more) => call(`${chat(key)}/messages`, { person, text, ...more });
export const edit = (key, id, person, text) => call(`${message(key, id)}/edit`, { person, text });
export const remove = (key, id, person) => call(`${message(key, id)}/delete`, { person });
export const press = (key, id, person, data) => call(`${message(key, id)}/press`, { person, data });
export const read = (key, person) => call(`${chat(key)}/read`, { person });

/** Where a file lies that the messenger names by its own path ("/sim/files/…"). */
export const file = (path) => document.body.dataset.api + path;

export function eventsAddress(person, others) {
  return `${base}/events?person=${person}${others.map((id) => `&watch=${id}`).join("")}`;
}
