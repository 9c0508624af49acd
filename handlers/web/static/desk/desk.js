// What the desk's pages do beyond plain forms and htmx (which fetches pieces of a page): keys, filtering, copying.

const within = (root, selector) => [...root.querySelectorAll(selector)];

// -- keys, for who wants them: a letter presses what carries it, J and K move along the rows ------------------------

const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select");

function press(element) {
  element.focus();
  element.click();
}

function along(step) {
  const rows = within(document, "[data-row]").filter((row) => row.offsetParent);
  if (!rows.length) return;
  const focused = rows.indexOf(document.activeElement);
  const current = focused >= 0 ? focused : rows.findIndex((row) => row.getAttribute("aria-current") === "true");
  const next = rows[Math.min(Math.max(current + step, 0), rows.length - 1)];
  next.focus();
  if (document.querySelector(".split") && next.getAttribute("aria-current") !== "true") next.click();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    const send = document.querySelector("[data-key='ctrl+Enter']");
    if (send) {
      event.preventDefault();
      press(send);
    }
    return;
  }
  if (event.key === "Escape") {
    for (const open of within(document, "details.ask[open], details.menu[open]")) {
      open.open = false;
      open.querySelector("summary").focus();
    }
    return;
  }
  if (!document.body.dataset.keys || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") {
    event.preventDefault();
    along(key === "j" ? 1 : -1);
    return;
  }
  if (key === "/") {
    const field = within(document, "input[type=search]").find((one) => one.offsetParent);
    if (!field) return;
    event.preventDefault();
    return field.select();
  }
  const wanted = within(document, "[data-key]").find((one) => one.dataset.key === key && one.offsetParent);
  if (wanted) {
    event.preventDefault();
    press(wanted);
  }
});

// One question open at a time; a press beside it closes it.
document.addEventListener("click", (event) => {
  for (const open of within(document, "details.ask[open], details.menu[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});
document.addEventListener(
  "toggle",
  (event) => {
    if (event.target.matches?.("details.ask[open]")) event.target.querySelector("input:not([type=hidden]), textarea, .why button, button:not(summary)")?.focus();
  },
  true,
);

// -- a form is sent once -------------------------------------------------------------------------------------------

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
});
window.addEventListener("pageshow", () => within(document, "form[data-sent]").forEach((form) => delete form.dataset.sent));

// -- pieces of a page: htmx fetches them and keeps what says hx-preserve; here is what it leaves to the page -------

let composing = false;
document.addEventListener("compositionstart", () => (composing = true));
document.addEventListener("compositionend", () => (composing = false));

// Nobody looks, or a word is half typed: the next time does as well.
document.addEventListener("htmx:beforeRequest", (event) => {
  if ((document.hidden || composing) && event.detail.requestConfig.verb === "get") event.preventDefault();
});

// Logged out meanwhile: to the login.
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 401) return location.reload();
  // A sentence of ours that says what was not taken: it stands on top, and what was typed stays.
  if (!event.detail.xhr.getResponseHeader("Content-Type")?.startsWith("text/plain")) return;
  const line = document.getElementById("wrong") ?? document.createElement("p");
  Object.assign(line, { id: "wrong", className: "said bad", textContent: event.detail.xhr.responseText });
  line.setAttribute("role", "alert");
  document.querySelector("main").prepend(line);
});

// What is folded open stays open, and the field one writes in keeps the hand and what stands there.
let held = () => {};
document.addEventListener("htmx:beforeSwap", (event) => {
  const target = event.detail.target;
  const open = within(target, "details[id]").map((one) => [one.id, one.open]);
  const at = target.contains(document.activeElement) ? document.activeElement : null;
  const value = at && typing(at) ? at.value : null;
  const caret = at?.selectionStart;
  held = () => {
    for (const [id, was] of open) {
      const one = document.getElementById(id);
      if (one) one.open = was;
    }
    const back = at?.isConnected ? at : at?.id && document.getElementById(at.id);
    if (!back) return;
    if (back !== document.activeElement) back.focus({ preventScroll: true });
    if (value !== null && back.value !== value) back.value = value;
    if (typeof caret === "number") back.setSelectionRange(caret, caret);
  };
});
document.addEventListener("htmx:afterSwap", () => held());

// -- a new posting: read as one types ------------------------------------------------------------------------------

const form = document.getElementById("new");
if (form) {
  const drafts = document.getElementById("drafts");
  const byHand = document.getElementById("held");
  let timer = 0;

  const hold = (name) => {
    const names = new Set(byHand.value.split(",").filter(Boolean));
    names.add(name);
    byHand.value = [...names].join(",");
  };

  const mark = () => {
    const names = new Set(byHand.value.split(","));
    for (const field of within(drafts, ".f")) {
      const input = field.querySelector("input, select");
      field.classList.toggle("by-hand", names.has(input.name));
    }
  };

  const soon = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(() => htmx.trigger(form, "read"), wait);
  };

  form.addEventListener("htmx:afterSwap", () => {
    document.getElementById("error")?.remove();
    mark();
  });

  form.addEventListener("input", (event) => {
    const name = event.target.name || "";
    if (event.target.id === "text") {
      if (!event.target.value.trim()) byHand.value = "";
      return soon(120);
    }
    if (!/^f\d+\./.test(name)) return;
    hold(name);
    mark();
    soon(event.target.type === "text" ? 500 : 60);
  });

  // The words a field stands on light up with it.
  const light = (event, on) => {
    const field = event.target.dataset?.field;
    if (!field) return;
    const same = { place: ["township", "village", "detail"], wage_unit: ["wage"], contact_name: ["name", "contact"], days: ["end", "days"] }[field] || [];
    for (const one of within(drafts, "mark[data-field]")) {
      if (one.dataset.field === field || same.includes(one.dataset.field)) one.classList.toggle("lit", on);
    }
  };
  drafts.addEventListener("focusin", (event) => light(event, true));
  drafts.addEventListener("focusout", (event) => light(event, false));
  mark();
}

// -- small things --------------------------------------------------------------------------------------------------

for (const field of within(document, "[data-filter]")) {
  const rows = () => within(document, `${field.dataset.filter} > li, ${field.dataset.filter} tbody > tr`);
  field.addEventListener("input", () => {
    const words = field.value.trim().toLowerCase().split(/\s+/);
    for (const row of rows()) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
    for (const town of within(document, `${field.dataset.filter} > details`)) {
      const own = within(town, "li");
      let left = 0;
      for (const one of own) {
        one.hidden = !words.every((word) => (town.dataset.name + one.textContent).toLowerCase().includes(word));
        left += one.hidden ? 0 : 1;
      }
      town.hidden = own.length > 0 && left === 0;
      if (field.value.trim()) town.open = true;
    }
  });
}

// A sentence of the county's own, as people will read it, while it is typed.
document.addEventListener("input", (event) => {
  if (!event.target.dataset.examples) return;
  const examples = JSON.parse(event.target.dataset.examples);
  const shown = document.querySelector(`label[for="${CSS.escape(event.target.id)}"] > span`);
  if (shown) shown.textContent = event.target.value.replace(/\{([^{}]+)\}/g, (_, name) => examples[name] ?? "…");
});

for (const choice of within(document, "[data-submit]")) choice.addEventListener("change", () => choice.form.submit());

document.addEventListener("click", async (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    const text = document.querySelector(copy.dataset.copy).textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const range = document.createRange();
      range.selectNodeContents(document.querySelector(copy.dataset.copy));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      document.execCommand("copy");
    }
    const before = copy.textContent;
    copy.textContent = copy.dataset.done;
    setTimeout(() => (copy.textContent = before), 1600);
  }
  if (event.target.closest("[data-print]")) print();
  const head = event.target.closest("th button[data-sort]");
  if (head) {
    const cell = head.closest("th");
    const table = cell.closest("table");
    const column = [...cell.parentNode.children].indexOf(cell);
    const down = cell.getAttribute("aria-sort") === "ascending";
    for (const other of cell.parentNode.children) other.removeAttribute("aria-sort");
    cell.setAttribute("aria-sort", down ? "descending" : "ascending");
    const value = (row) => row.children[column].dataset.value ?? row.children[column].textContent.trim();
    const order = new Intl.Collator(document.documentElement.lang, { numeric: true });
    const body = table.tBodies[0];
    body.append(...[...body.rows].sort((a, b) => order.compare(value(a), value(b)) * (down ? -1 : 1)));
  }
});
