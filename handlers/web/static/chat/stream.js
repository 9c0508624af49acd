// What happens, as it happens: one stream of events, opened again whenever it breaks.

import { eventsAddress } from "./api.js";

let source = null;
let timer = 0;
let broken = 0;

/**
 * Watch for a person and the private chats of others.
 * `on.event` gets each event, `on.open(again)` every opening, `on.lost()` a break that lasts longer than a blink.
 */
export function watch(person, others, on) {
  close();
  let tries = 0;
  let opened = false;
  const connect = () => {
    source = new EventSource(eventsAddress(person, others));
    source.onopen = () => {
      clearTimeout(broken);
      broken = 0;
      tries = 0;
      on.open(opened);
      opened = true;
    };
    source.onmessage = (line) => on.event(JSON.parse(line.data));
    source.onerror = () => {
      broken ||= setTimeout(on.lost, 1000);
      // The browser tries again by itself after a break, but not after a refusal; take both in hand, a little slower each time.
      source.close();
      clearTimeout(timer);
      timer = setTimeout(connect, Math.min(5000, 300 * 2 ** tries++));
    };
  };
  connect();
}

export function close() {
  source?.close();
  clearTimeout(timer);
  clearTimeout(broken);
  broken = 0;
}

addEventListener("pagehide", close);
