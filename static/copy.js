// Buttons that copy: one in each block of code, and those with `data-copy`, which says what.
(() => {
  const { copy, copied } = document.currentScript.dataset;
  const work = (button, text) => button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    const label = button.textContent;
    button.textContent = copied;
    setTimeout(() => { button.textContent = label }, 2000);
  });
  for (const button of document.querySelectorAll("button[data-copy]")) {
    if (navigator.clipboard) work(button, button.dataset.copy);
    else button.hidden = true; // a site without TLS
  }
  if (!navigator.clipboard) return;
  for (const code of document.querySelectorAll("main pre[tabindex]")) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: copy });
    work(button, code.textContent);
    code.append(button);
  }
})();
