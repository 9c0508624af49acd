// Narrow the list as one types; without scripts the form asks the server.

const field = document.querySelector(".find input[type=search]");
const cards = [...document.querySelectorAll(".card")];
const none = document.getElementById("none");

function narrow() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const card of cards) {
    const text = card.dataset.words.toLowerCase();
    card.hidden = !words.every((word) => text.includes(word));
    shown += card.hidden ? 0 : 1;
  }
  none.hidden = shown > 0 || cards.length === 0;
}

field?.addEventListener("input", narrow);
