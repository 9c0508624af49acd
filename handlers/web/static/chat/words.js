// What the page says, in the visitor's language; the server lays the sentences into the page.

const texts = JSON.parse(document.getElementById("texts").textContent);

export const language = document.documentElement.lang;

/** The sentence of a key such as "empty.group.line", with {names} filled. */
export function t(key, values = {}) {
  let found = texts;
  for (const part of key.split(".")) found = found?.[part];
  if (typeof found !== "string") throw new Error(`no sentence ${key}`);
  return found.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** A sentence that is a list, written with bars between. */
export const list = (key) => t(key).split("|");

/** Which kind of person a note means: employer, broker, desk, worker, or other. */
export function role(person) {
  const note = (person?.note ?? "").toLowerCase();
  for (const name of Object.keys(texts.roles)) {
    if (list(`roles.${name}`).some((word) => note.includes(word))) return name;
  }
  return "other";
}
