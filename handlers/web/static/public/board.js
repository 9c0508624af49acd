// Narrow the list as one types. Where nothing on the page has these very letters, the server is asked, which knows words
// and sounds (解店摘苹果的活, 摘平果). Without scripts the form asks it.

const PAUSE = 400; // milliseconds without a key

const form = document.querySelector(".find");
const field = form?.querySelector("input[type=search]");
const list = document.getElementById("cards");
const none = document.getElementById("none");
const whole = [...list.children];
const part = Boolean(field?.value || new URLSearchParams(location.search).get("q")); // the page has only what was found
let waiting = 0;
let asking = null;

function narrow() {
  clearTimeout(waiting);
  asking?.abort();
  if (part) {
    waiting = setTimeout(ask, PAUSE);
    return;
  }
  document.getElementById("near")?.remove();
  if (list.firstElementChild !== whole[0]) list.replaceChildren(...whole); // the server's answer stood there
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const card of whole) {
    const text = card.dataset.words.toLowerCase();
    card.hidden = !words.every((word) => text.includes(word));
    shown += card.hidden ? 0 : 1;
  }
  none.hidden = true;
  if (shown === 0 && words.length > 0) waiting = setTimeout(ask, PAUSE);
}

async function ask() {
  asking = new AbortController();
  try {
    const answer = await fetch(`${form.action}?${new URLSearchParams(new FormData(form))}`, { signal: asking.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["near", "nothing"]) document.getElementById(id)?.remove();
    const near = page.getElementById("near");
    if (near) list.before(near);
    list.replaceChildren(...page.getElementById("cards").children);
    none.hidden = list.children.length > 0;
  } catch (fault) {
    if (fault.name !== "AbortError") none.hidden = false; // not reached: what the page itself knows
  }
}

field?.addEventListener("input", (event) => {
  if (!event.isComposing) narrow();
});
field?.addEventListener("compositionend", narrow);
