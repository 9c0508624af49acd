// Times and days as people say them, in the reader's own zone.

import { language, t } from "./words.js";

const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const dayAndMonth = new Intl.DateTimeFormat(language, { month: "long", day: "numeric", weekday: "long" });
const short = new Intl.DateTimeFormat(language, { month: "numeric", day: "numeric" });
const whole = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "medium" });

const dayNumber = (date) => Math.floor((date.getTime() - date.getTimezoneOffset() * 60000) / 86400000);

/** What two moments of one day have in common. */
export const dayOf = (seconds) => dayNumber(new Date(seconds * 1000));

export const hour = (seconds) => clock.format(new Date(seconds * 1000));

export const exact = (seconds) => whole.format(new Date(seconds * 1000));

/** The line between two days. */
export function day(seconds) {
  const date = new Date(seconds * 1000);
  const ago = dayNumber(new Date()) - dayNumber(date);
  const said = dayAndMonth.format(date);
  if (ago === 0) return `${t("today")} · ${said}`;
  if (ago === 1) return `${t("yesterday")} · ${said}`;
  return said;
}

/** Hour today, "yesterday", or the date: for the list of chats. */
export function brief(seconds) {
  const date = new Date(seconds * 1000);
  const ago = dayNumber(new Date()) - dayNumber(date);
  if (ago === 0) return clock.format(date);
  return ago === 1 ? t("yesterday") : short.format(date);
}
