// Light or dark. Runs before the page is drawn, so that nothing flashes.
// A choice is kept only while it differs from the device's own; otherwise the page follows the device.
(() => {
  const root = document.documentElement;
  const key = `${new URL("..", document.currentScript.src).pathname}colours`;
  const device = matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;
  try { chosen = localStorage.getItem(key); } catch { /* storage is switched off */ }

  const show = () => {
    const scheme = chosen ?? (device.matches ? "dark" : "light");
    if (chosen) root.dataset.scheme = chosen;
    else delete root.dataset.scheme;
    for (const meta of document.querySelectorAll("meta[name=theme-color]")) {
      const own = meta.dataset.scheme;
      meta.media = !chosen ? `(prefers-color-scheme: ${own})` : own === chosen ? "all" : "not all";
    }
    document.querySelector("[data-switches-colours]")?.setAttribute("aria-pressed", scheme === "dark");
    return scheme;
  };

  root.classList.replace("no-js", "js");
  show();
  device.addEventListener("change", show);
  document.addEventListener("DOMContentLoaded", () => {
    show();
    document.querySelector("[data-switches-colours]").addEventListener("click", () => {
      const other = show() === "dark" ? "light" : "dark";
      chosen = (other === "dark") === device.matches ? null : other;
      try {
        if (chosen) localStorage.setItem(key, chosen);
        else localStorage.removeItem(key);
      } catch { /* then it holds for this page */ }
      show();
    });
  });
})();
