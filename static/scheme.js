// Remembers whether the reader chose light or dark pages in the footer. It runs before the page is
// drawn, so that no page flashes.
(() => {
  const root = document.documentElement;
  const read = () => { try { return localStorage.getItem("scheme") } catch { return null } };
  const show = (scheme) => {
    if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;
    else delete root.dataset.scheme;
  };
  show(read());
  document.addEventListener("DOMContentLoaded", () => {
    const chosen = document.getElementById(`scheme-${read() ?? "auto"}`);
    if (chosen) chosen.checked = true;
  });
  document.addEventListener("change", ({ target }) => {
    if (target.name !== "scheme") return;
    show(target.value);
    try { localStorage.setItem("scheme", target.value) } catch {} // storage is forbidden: this page only
  });
})();
