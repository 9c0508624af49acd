// The wall turns its own pages, and takes what is new after each round.

const TURN = 12_000;
let at = 0;

const sections = () => [...document.querySelectorAll("#pages > section")];
const narrow = window.matchMedia("(max-width: 719px)");

function show() {
  const all = sections();
  all.forEach((each, number) => { each.hidden = !narrow.matches && number !== at; });
  const page = document.getElementById("page");
  if (page) page.textContent = page.dataset.text.replace("{page}", at + 1).replace("{pages}", all.length);
}

async function renew() {
  try {
    const answer = await fetch(location.href, { cache: "no-cache" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["pages", "turn"]) document.getElementById(id).replaceWith(fresh.getElementById(id));
  } catch {
    // Out of reach: what stands there stays until the next round.
  }
}

async function turn() {
  at += 1;
  if (at >= sections().length) {
    at = 0;
    await renew();
  }
  show();
}

show();
narrow.addEventListener("change", show);
setInterval(turn, TURN);
