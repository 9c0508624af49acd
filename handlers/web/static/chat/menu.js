// A small menu at a place on the page; a sheet from the foot where fingers are used.

import { $, el, icon } from "./dom.js";

const box = $("menu");
let back = null;

/** Show `items` ({label, icon?, danger?, act}) at {x, y}; Esc, a press elsewhere or a choice ends it. */
export function menu(items, { x, y }, label) {
  hide(false);
  back = document.activeElement;
  box.setAttribute("aria-label", label);
  box.replaceChildren(
    ...items.map((item) =>
      el(
        "button",
        {
          type: "button",
          cls: item.danger ? "danger" : "",
          attr: { role: "menuitem" },
          on: {
            click: () => {
              hide();
              item.act();
            },
          },
        },
        item.icon ? icon(item.icon) : null,
        item.label,
      ),
    ),
  );
  box.hidden = false;
  const { width, height } = box.getBoundingClientRect();
  box.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`;
  box.style.top = `${Math.max(8, Math.min(y, innerHeight - height - 8))}px`;
  box.firstChild.focus();
}

export function hide(restore = true) {
  if (box.hidden) return;
  box.hidden = true;
  if (restore && back?.isConnected) back.focus({ preventScroll: true });
}

document.addEventListener("pointerdown", (event) => !box.contains(event.target) && hide(false), true);
addEventListener("blur", () => hide(false));
addEventListener("resize", () => hide(false));
box.addEventListener("keydown", (event) => {
  const items = [...box.children];
  const at = items.indexOf(document.activeElement);
  const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
  if (event.key in moves) items.at(moves[event.key] % items.length).focus();
  else if (event.key === "Escape" || event.key === "Tab") hide();
  else return;
  event.preventDefault();
  event.stopPropagation();
});
