// Menu, search, and the card that says where a number comes from. Without it, all but search is there.
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
const words = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
const order = [...document.querySelectorAll(".menu nav a")].map((link) => link.href);
const index = once(async () => {
  const { docs } = await fetched("search/search_index.json", "json");
  const pages = Object.fromEntries(docs.map((doc) => [doc.location, asText(doc.title)]));
  return docs.map((doc) => {
    const title = asText(doc.title);
    const text = asText(doc.text.replace(/<[^>]+>/g, " ")).replace(/\s+/g, " ").trim();
    const page = doc.location.split("#")[0];
    const place = order.indexOf(new URL(page, base).href);
    return {
      to: doc.location, title, text, page, pageTitle: pages[page],
      // The pages stand in the order in which readers need them
      worth: 1 / (1 + 0.25 * (place < 0 ? order.length : place)),
      inTitle: words(title), inText: words(text),
    };
  });
});

// A part fits if each word asked for starts a word of it. Rare words, titles, and pages with more
// such parts count more.
const ranked = (parts, asked) => {
  const hits = (list, word) => list.filter((other) => other.startsWith(word)).length;
  const rare = asked.map((word) =>
    Math.log(1 + parts.length / parts.filter((p) => hits([...p.inTitle, ...p.inText], word)).length));
  const pages = {};
  const fits = parts.flatMap((part) => {
    let sum = 0;
    for (const [i, word] of asked.entries()) {
      const [above, below] = [hits(part.inTitle, word), hits(part.inText, word)];
      if (!above && !below) return [];
      const title = above && (part.to === part.page ? 10 : 3) / (1 + 0.15 * part.inTitle.length);
      sum += rare[i] * (title + (2.2 * below) / (below + 0.8 + part.inText.length / 1000));
    }
    sum *= part.worth;
    pages[part.page] = (pages[part.page] ?? 0) + sum;
    return [{ ...part, sum }];
  });
  const rank = (part) => part.sum + 0.2 * pages[part.page];
  return fits.sort((one, other) => rank(other) - rank(one));
};

const excerpt = (text, asked) => {
  const line = document.createElement("p");
  const starts = new RegExp(`(?<![\\p{L}\\p{N}])(?:${asked.join("|")})[\\p{L}\\p{N}]*`, "giu");
  const first = Math.max(text.search(starts), 0);
  const from = first < 60 ? 0 : text.indexOf(" ", first - 50) + 1;
  const piece = (text.slice(from) + " ").slice(0, 160).replace(/ \S*$/, "");
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
  const asked = words(input.value);
  let parts;
  try {
    parts = await index();
  } catch {
    count.textContent = search.dataset.failed;
    return;
  }
  if (words(input.value).join() !== asked.join()) return; // typed on meanwhile
  const found = asked.length ? ranked(parts, asked) : [];
  count.textContent = asked.length ? `${search.dataset.found} ${found.length}` : "";
  results.replaceChildren(...found.slice(0, SHOWN).map((part) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = new URL(part.to, base);
    link.textContent = part.to === part.page ? part.title : `${part.pageTitle}: ${part.title}`;
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
input.addEventListener("keydown", (event) => {
  if (event.key === "Escape") search.close(); // Chromium would empty the field first
});
find("form", search).addEventListener("submit", (event) => {
  event.preventDefault();
  find("a", results)?.click();
});
search.addEventListener("click", (event) => {
  // A click beside it lands on the dialog itself
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
}
