// Runs before Material's script. Without it, all but search is there.
const base = new URL("..", document.currentScript.src);
const named = document.currentScript.dataset; // what menu and search are called
const find = (selector, from = document) => from.querySelector(selector);

// ---- Where the browser lets nothing be stored, Material would stop: what is chosen holds for this page
for (const name of ["localStorage", "sessionStorage"]) {
  try {
    window[name].length;
  } catch {
    const kept = new Map();
    const getItem = (key) => kept.get(key) ?? null;
    const setItem = (key, value) => kept.set(key, value);
    Object.defineProperty(window, name, { value: { getItem, setItem } });
  }
}

// ---- Search: Material fetches its index and starts its worker on every visit, which is a third of
// ---- what a visit weighs. Both wait until somebody opens the search.
const opened = new Promise((resolve) => {
  const open = ({ type, key, target }) => {
    const isShortcut = type === "keydown" && ["/", "f", "s"].includes(key);
    if (isShortcut || target.closest?.(".md-search, [for=__search]")) resolve();
  };
  for (const type of ["click", "focusin", "keydown"]) document.addEventListener(type, open);
  if (new URLSearchParams(location.search).has("q")) resolve(); // a shared search
});

window.XMLHttpRequest = class extends XMLHttpRequest {
  open(method, address, ...rest) {
    this.waits = `${address}`.endsWith("search/search_index.json");
    super.open(method, address, ...rest);
  }

  send(body) {
    if (this.waits) opened.then(() => super.send(body));
    else super.send(body);
  }
};

const Started = Worker;
window.Worker = class extends EventTarget {
  constructor(address) {
    super();
    this.address = address;
  }

  // Material posts nothing before it has the index. Its search takes "children:" for the name of a
  // field, and a letter and its ligature for two.
  postMessage({ type, data }) {
    if (!this.worker) {
      this.worker = new Started(this.address);
      this.worker.onmessage = ({ data }) => this.dispatchEvent(new MessageEvent("message", { data }));
    }
    const asked = typeof data === "string" ? data.normalize("NFKC").replaceAll(":", " ") : data;
    this.worker.postMessage({ type, data: asked });
  }
};

// ---- Material opens its menu and its search with labels of hidden boxes, which a keyboard cannot
// ---- reach. Where scripts run, buttons stand in their place; `for` keeps Material's styles.
const asButton = (label, name) => {
  const box = document.getElementById(label.htmlFor);
  const button = document.createElement("button");
  button.type = "button";
  button.className = label.className;
  button.setAttribute("for", box.id);
  button.setAttribute("aria-label", name);
  button.title = name;
  button.append(...label.childNodes);
  const told = () => button.setAttribute("aria-expanded", box.checked);
  told();
  box.addEventListener("change", told);
  addEventListener("pageshow", told); // a browser that comes back restores boxes and tells nobody
  button.addEventListener("click", () => box.click());
  label.replaceWith(button);
  return [box, button];
};

// The menu takes the focus when it opens, and Escape closes it and gives the focus back. Who comes
// back to a page sees the page.
const menuByKeyboard = ([box, button]) => {
  const menu = find(".md-sidebar--primary");
  box.addEventListener("change", () => {
    if (box.checked) find("a", menu).focus({ preventScroll: true });
  });
  addEventListener("pageshow", () => { if (box.checked) box.click(); });
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !box.checked) return;
    box.click();
    button.focus();
  });
};

// ---- Numbers: each opens a card with its entry from the page of all numbers ----
let fetching;
// Fetched at the first use, and again if that failed
const ledger = () => (fetching ??= fetch(new URL("numbers/", base))
  .then((reply) => (reply.ok ? reply.text() : Promise.reject(new Error(reply.status))))
  .then((text) => new DOMParser().parseFromString(text, "text/html"))
  .catch((error) => { fetching = undefined; throw error; }));
let card;

const fill = async (body, fact) => {
  body.textContent = find("#number-card").dataset.loading;
  try {
    const entry = document.importNode(find(`#n-${CSS.escape(fact)}`, await ledger()), true);
    for (const link of entry.querySelectorAll("a")) {
      link.href = new URL(link.getAttribute("href"), new URL("numbers/", base));
    }
    body.replaceChildren(...entry.childNodes);
  } catch {
    body.textContent = find("#number-card").dataset.failed;
  }
};

// Under the number; the stylesheet makes it a sheet at the foot of a small screen.
const place = (number) => {
  const at = number.getBoundingClientRect();
  const left = Math.min(at.left, document.documentElement.clientWidth - card.offsetWidth - 16);
  card.style.setProperty("--left", `${Math.max(left + scrollX, 16)}px`);
  card.style.setProperty("--top", `${at.bottom + scrollY + 8}px`);
};

const open = async (number) => {
  card?.remove();
  card = document.importNode(find("#number-card").content, true).firstElementChild;
  const mine = card;
  const { fact } = number.dataset;
  find(".card__more a", card).href = new URL(`numbers/#n-${fact}`, base);
  // Right behind its number, so that Tab goes on from there
  number.after(card);
  find(".card__close", card).addEventListener("click", () => mine.hidePopover());
  mine.addEventListener("toggle", ({ newState }) => {
    if (newState !== "closed") return;
    if (mine.contains(document.activeElement) || document.activeElement === document.body) number.focus();
    mine.remove();
  });
  mine.showPopover();
  place(number);
  mine.focus();
  await fill(find(".card__body", mine), fact);
};

// The search's field takes the focus when it opens, and the button has it back.
const searchByKeyboard = ([box, button]) => {
  find("[role=dialog].md-search").setAttribute("aria-label", named.search);
  box.addEventListener("change", () => {
    if (box.checked) find("input[name=query]").focus();
    else button.focus({ preventScroll: true });
  });
};

const numbersOpen = () => {
  const seen = new Set();
  for (const number of document.querySelectorAll("article data[data-fact]")) {
    if (number.closest("a, .entry")) continue;
    number.classList.add("opens");
    number.addEventListener("click", () => open(number));
    number.tabIndex = -1; // can be given the focus back
    // One keyboard stop for each fact; its other places on the page answer to a click only.
    if (seen.has(number.dataset.fact)) continue;
    seen.add(number.dataset.fact);
    number.tabIndex = 0;
    number.setAttribute("role", "button");
    number.setAttribute("aria-haspopup", "dialog");
    number.addEventListener("keydown", (event) => {
      if (event.target !== number || (event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      open(number);
    });
  }
};

// ---- Texts to copy: a button beside each; without scripts they are copied by hand ----
const copied = async (text) => {
  try {
    await navigator.clipboard.writeText(text.value);
    return true;
  } catch { // no permission, or not under https
    text.select();
    return document.execCommand("copy");
  }
};

const copyOnClick = (button) => {
  const text = find("textarea", button.parentElement);
  const told = find(".copies__told", button.closest(".copies"));
  button.hidden = false;
  button.addEventListener("click", async () => {
    told.textContent = "";
    const done = await copied(text);
    told.textContent = done ? told.dataset.copied : told.dataset.failed;
    button.classList.toggle("copied", done);
    button.focus();
  });
};

// ---- A site that nobody rebuilds still says how old it is ----
const tellAge = (old) => {
  const checked = new Date(find("time", old.parentElement).dateTime);
  old.hidden = Date.now() - checked < old.dataset.days * 24 * 60 * 60 * 1000;
};

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll(".checked__old").forEach(tellAge);
  document.querySelectorAll(".copies button").forEach(copyOnClick);
  menuByKeyboard(asButton(find("header [for=__drawer]"), named.menu));
  const search = find("header .md-header__button[for=__search]");
  if (search) searchByKeyboard(asButton(search, named.search));
  if ("popover" in HTMLElement.prototype) numbersOpen();
});
