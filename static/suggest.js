// Completions of a search: what /suggest.json finds for the text typed so far becomes the choices of
// the field, as the browser shows those: by keyboard, by touch and to screen readers.
(() => {
  const PAUSE = 150; // milliseconds without a key
  const complete = (field, number) => {
    const list = field.list || document.body.appendChild(document.createElement("datalist"));
    list.id ||= `completions-${number}`;
    field.setAttribute("list", list.id);
    let timer, request;
    field.addEventListener("input", () => {
      clearTimeout(timer);
      request?.abort();
      const typed = field.value.trim();
      if (!typed || [...list.options].some((option) => option.value === typed)) return;
      timer = setTimeout(async () => {
        request = new AbortController();
        const url = new URL(field.dataset.suggest, location);
        url.searchParams.set("q", typed);
        try {
          const response = await fetch(url, { signal: request.signal });
          if (!response.ok) return;
          const [, texts, kinds] = await response.json();
          list.replaceChildren(...texts.map((text, at) => {
            const option = new Option(kinds[at], text);
            // Browsers leave out what does not contain the text typed, such as a name for its pinyin.
            if (!text.includes(typed)) option.label = `${typed} · ${kinds[at]}`;
            return option;
          }));
        } catch {} // no completions, or the next key came before them
      }, PAUSE);
    });
  };
  document.querySelectorAll("input[data-suggest]").forEach(complete);
})();
