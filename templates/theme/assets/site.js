// The menu, the search, and the card that says where a number comes from. Without this file all of
// the site but its search is still there.
const base = new URL("..", document.currentScript.src);
const find = (selector, from = document) => from.querySelector(selector);
const fetched = async (path, as) => {
  const reply = await fetch(new URL(path, base));
  if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
  return reply[as]();
};
// Fetch once, at the first use; try again if that failed.
const once = (make) => {
  let made;
  return () => (made ??= make().catch((error) => { made = undefined; throw error; }));
};

// ---- Menu: a <details>; Escape and a click beside it close it ----
const menu = find(".menu");
document.addEventListener("click", (event) => {
  if (!menu.contains(event.target)) menu.open = false;
});
menu.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  find("summary", menu).focus();
});

// ---- Search: the index is fetched when the search is first opened ----
const search = find("dialog.search");
const input = find("input", search);
const results = find("ol", search);
const count = find("[role=status]", search);
const SHOWN = 12;
const asText = (markup) => new DOMParser().parseFromString(markup, "text/html").body.textContent;
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const index = once(async () => {
  const { docs } = await fetched("search/search_index.json", "json");
  const pages = Object.fromEntries(docs.map((doc) => [doc.location, asText(doc.title)]));
  return docs.map((doc) => {
    const title = asText(doc.title);
    const text = asText(doc.text.replace(/<[^>]+>/g, " ")).replace(/\s+/g, " ").trim();
    const page = pages[doc.location.split("#")[0]];
    const words = (part) => plain(part).match(/[\p{L}\p{N}]+/gu) ?? [];
    return { to: doc.location, title, text, page, inTitle: words(title), inText: words(text) };
  });
});

// How well a part fits: each word asked for must start a word of it; titles count more.
const score = (part, asked) => {
  let sum = 0;
  for (const word of asked) {
    const hits = (words) => words.filter((other) => other.startsWith(word)).length;
    const worth = 10 * Math.min(hits(part.inTitle), 1) + Math.min(hits(part.inText), 5);
    if (!worth) return 0;
    sum += worth;
  }
  return sum;
};

const excerpt = (text, asked) => {
  const line = document.createElement("p");
  const starts = new RegExp(`(?<![\\p{L}\\p{N}])(?:${asked.join("|")})[\\p{L}\\p{N}]*`, "giu");
  const first = Math.max(text.search(starts), 0);
  const from = first < 60 ? 0 : text.indexOf(" ", first - 50) + 1;
  const piece = text.slice(from, from + 160);
  let end = 0;
  for (const match of piece.matchAll(starts)) {
    const mark = document.createElement("mark");
    mark.textContent = match[0];
    line.append(piece.slice(end, match.index), mark);
    end = match.index + match[0].length;
  }
  line.append(piece.slice(end), from + 160 < text.length ? " …" : "");
  if (from) line.prepend("… ");
  return line;
};

const lookUp = async () => {
  const asked = plain(input.value).match(/[\p{L}\p{N}]+/gu) ?? [];
  let parts;
  try {
    parts = await index();
  } catch {
    count.textContent = search.dataset.failed;
    return;
  }
  if (input.value && plain(input.value).match(/[\p{L}\p{N}]+/gu)?.join() !== asked.join()) return;
  const ranked = asked.length
    ? parts.map((part) => ({ part, worth: score(part, asked) })).filter(({ worth }) => worth)
    : [];
  ranked.sort((one, other) => other.worth - one.worth);
  count.textContent = asked.length ? `${search.dataset.found} ${ranked.length}` : "";
  results.replaceChildren(...ranked.slice(0, SHOWN).map(({ part }) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = new URL(part.to, base);
    link.textContent = part.title === part.page ? part.title : `${part.page}: ${part.title}`;
    item.append(link, excerpt(part.text, asked));
    return item;
  }));
};

for (const button of document.querySelectorAll("[data-opens-search]")) {
  button.addEventListener("click", () => {
    search.showModal();
    input.focus();
    lookUp();
  });
}
input.addEventListener("input", lookUp);
find("form", search).addEventListener("submit", (event) => {
  event.preventDefault();
  find("a", results)?.click();
});
search.addEventListener("click", (event) => {
  // The backdrop is part of the dialog, the form and the results are not the dialog itself
  if (event.target === search || event.target.closest("a, [data-closes-search]")) search.close();
});

// ---- Numbers: each opens a card with its entry from the page of all numbers ----
const ledger = once(async () =>
  new DOMParser().parseFromString(await fetched("numbers/", "text"), "text/html"));
const pattern = find("#number-card");
let card;

const fill = async (body, fact) => {
  body.textContent = pattern.dataset.loading;
  try {
    const entry = document.importNode(find(`#n-${CSS.escape(fact)}`, await ledger()), true);
    for (const link of entry.querySelectorAll("a")) {
      link.href = new URL(link.getAttribute("href"), new URL("numbers/", base));
    }
    body.replaceChildren(...entry.childNodes);
  } catch {
    body.textContent = pattern.dataset.failed;
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
  card = document.importNode(pattern.content, true).firstElementChild;
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

if (pattern && "popover" in pattern) {
  const seen = new Set();
  for (const number of document.querySelectorAll("article data[data-fact]")) {
    if (number.closest("a, .entry")) continue;
    number.classList.add("opens");
    number.addEventListener("click", () => open(number));
    // One stop for the keyboard for each fact; its other places on the page answer to a click only.
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
}
