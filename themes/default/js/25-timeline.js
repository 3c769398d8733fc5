// On a narrow screen the timeline scrolls in its box: begin where today is, and keep the names of the phases in sight,
// beside their bars and never on them.
(() => {
  const known = new WeakMap();
  const begin = () => document.querySelectorAll(".timeline-box").forEach((box) => {
    const before = known.get(box);
    before?.abort();
    const control = new AbortController();
    known.set(box, control);
    const today = box.querySelector(".today");
    const drawing = box.querySelector("svg");
    if (!drawing || box.scrollWidth <= box.clientWidth) return;
    const gap = 10;
    const scale = drawing.viewBox.baseVal.width / drawing.getBoundingClientRect().width;
    const drawn = [...drawing.querySelectorAll("rect, .milestone")].map((shape) => shape.getBBox());
    const rows = [...drawing.querySelectorAll('text[x="0"]')].map((name) => {
      const words = name.getBBox();
      const middle = words.y + words.height / 2;
      const bars = drawn.filter((bar) => bar.y <= middle && middle <= bar.y + bar.height);
      const start = Math.min(...bars.map((bar) => bar.x)) - gap;
      return { name, width: words.width, start, end: Math.max(...bars.map((bar) => bar.x + bar.width)) + gap };
    });
    const follow = () => {
      const left = box.scrollLeft * scale;
      const right = left + box.clientWidth * scale;
      for (const { name, width, start, end } of rows) {
        let x = left;
        if (left + width > start && left < end) x = end + width <= right ? end : Math.max(0, start - width);
        name.setAttribute("transform", `translate(${x} 0)`);
      }
    };
    box.addEventListener("scroll", follow, { passive: true, signal: control.signal });
    if (!today) return;
    const x = today.getBoundingClientRect().left - box.getBoundingClientRect().left;
    if (!before) box.scrollLeft = x - box.clientWidth * 0.6;
    follow();
  });
  document.addEventListener("turnkey:swap", begin);
  begin();
})();
