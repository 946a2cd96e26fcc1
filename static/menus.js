// A menu closes where somebody clicks outside of it, or presses Escape, which leaves the focus on it.
(() => {
  const close = (kept) => {
    for (const menu of document.querySelectorAll(":is(details.actions-menu-links, details.column-menu)[open]")) {
      if (menu.contains(kept)) continue;
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.open = false;
    }
  };
  document.addEventListener("click", (event) => close(event.target));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(null); });
})();
