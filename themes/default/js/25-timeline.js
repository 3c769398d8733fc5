// On a narrow screen the timeline scrolls in its box: begin where today is, and keep the names of the phases in sight.
(() => {
  for (const box of document.querySelectorAll(".timeline-box")) {
    const today = box.querySelector(".today");
    const drawing = box.querySelector("svg");
    if (!drawing || box.scrollWidth <= box.clientWidth) continue;
    const names = drawing.querySelectorAll('text[x="0"]');
    const scale = drawing.viewBox.baseVal.width / drawing.getBoundingClientRect().width;
    const follow = () => names.forEach((name) => name.setAttribute("transform", `translate(${box.scrollLeft * scale} 0)`));
    // Above what they pass over.
    drawing.append(...names);
    box.addEventListener("scroll", follow, { passive: true });
    if (!today) continue;
    const x = today.getBoundingClientRect().left - box.getBoundingClientRect().left;
    box.scrollLeft = x - box.clientWidth * 0.6;
    follow();
  }
})();
