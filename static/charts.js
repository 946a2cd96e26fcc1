// What a script adds to charts: several bars of a histogram are chosen by dragging over them, and a
// chart is also downloaded as PNG.
(() => {
  const SCALE = 2; // pixels of the PNG for each of the SVG

  const choose = (chart) => {
    const bars = [...chart.querySelectorAll("svg a")];
    let start = -1, end = -1;
    const mark = () => bars.forEach((bar, at) => {
      const chosen = start >= 0 && at >= Math.min(start, end) && at <= Math.max(start, end);
      bar.querySelectorAll("path:first-of-type").forEach(({ style }) => { style.fill = chosen ? "var(--mark)" : ""; });
    });
    const under = ({ clientX }) =>
      Math.max(0, bars.findLastIndex((bar) => bar.getBoundingClientRect().left <= clientX));
    const stop = () => { start = end = -1; mark(); };
    chart.addEventListener("pointerdown", (event) => {
      // A finger scrolls the page.
      if (event.pointerType !== "touch" && event.button === 0 && event.target.closest("svg a")) start = end = under(event);
    });
    document.addEventListener("pointermove", (event) => { if (start >= 0) { end = under(event); mark(); } });
    document.addEventListener("pointerup", () => {
      const [first, last] = [start, end].sort((one, other) => one - other);
      stop();
      if (first === last) return; // a click, which follows the bar's link
      const days = (at) => new URL(bars[at].getAttribute("href"), location);
      const range = days(first);
      range.searchParams.set("until", days(last).searchParams.get("until"));
      location = range;
    });
    document.addEventListener("pointercancel", stop);
    document.addEventListener("keydown", ({ key }) => { if (key === "Escape") stop(); });
    chart.addEventListener("dragstart", (event) => event.preventDefault());
    chart.querySelector("[data-drag]").hidden = !matchMedia("(hover: hover)").matches; // only a mouse drags
  };

  const offerPng = (svg) => {
    const item = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: svg.href, textContent: "PNG" });
    item.append(link);
    svg.parentElement.after(item);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const image = new Image();
      image.addEventListener("load", () => {
        const canvas = document.createElement("canvas");
        canvas.width = SCALE * image.naturalWidth;
        canvas.height = SCALE * image.naturalHeight;
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        canvas.toBlob((blob) => {
          const href = URL.createObjectURL(blob);
          Object.assign(document.createElement("a"), { href, download: "trends.png" }).click();
          setTimeout(() => URL.revokeObjectURL(href), 60_000);
        });
      });
      // The page that the link leads to says what is wrong.
      image.addEventListener("error", () => { location = svg.href; });
      image.src = svg.href;
    });
  };

  document.querySelectorAll("figure[data-range]").forEach(choose);
  document.querySelectorAll("a[data-svg]").forEach(offerPng);
})();
