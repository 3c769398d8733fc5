// On a narrow screen the timeline scrolls in its box: begin where today is.
(() => {
  for (const box of document.querySelectorAll(".timeline-box")) {
    const today = box.querySelector(".today");
    if (!today || box.scrollWidth <= box.clientWidth) continue;
    const x = today.getBoundingClientRect().left - box.getBoundingClientRect().left;
    box.scrollLeft = x - box.clientWidth * 0.6;
  }
})();
