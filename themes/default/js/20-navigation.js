// The navigation drawer, which the browser opens and closes by itself (popover), and the contents of the page.
(() => {
  const nav = document.getElementById("tk-nav");
  const toc = document.querySelector(".toc");

  if (nav) {
    // Only the navigation's own box moves, so that the current page is in sight in it.
    const show = () => {
      const current = nav.querySelector("[aria-current=page]");
      if (!current) return;
      const top = current.getBoundingClientRect().top - nav.getBoundingClientRect().top + nav.scrollTop;
      if (top > nav.clientHeight * 0.8) nav.scrollTop = top - nav.clientHeight / 3;
    };
    show();
    nav.addEventListener("toggle", (event) => event.newState === "open" && show());
    // A drawer that is open when the window grows would stay above the page.
    matchMedia("(min-width: 800px)").addEventListener("change", () => {
      if (nav.matches(":popover-open")) nav.hidePopover();
    });
  }

  if (!toc) return;
  // Beside the text the contents are always open, above it they are folded.
  const beside = matchMedia("(min-width: 1100px)");
  const fold = () => {
    toc.open = beside.matches;
    toc.querySelector("summary").tabIndex = beside.matches ? -1 : 0;
  };
  fold();
  beside.addEventListener("change", fold);
  toc.addEventListener("click", (event) => {
    if (event.target.closest("a") && !beside.matches) toc.open = false;
  });

  const entries = [...toc.querySelectorAll("a")]
    .map((link) => ({ link, heading: document.getElementById(decodeURIComponent(link.hash.slice(1))) }))
    .filter((entry) => entry.heading);
  let current = null;
  let waiting = false;

  // The last heading above the upper fifth of the window; at the very end of the page, the last of all.
  const follow = () => {
    waiting = false;
    if (!beside.matches || !entries.length) return;
    const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2 && scrollY > 0;
    const passed = entries.filter((entry) => entry.heading.getBoundingClientRect().top < innerHeight / 5);
    const entry = atEnd ? entries.at(-1) : passed.at(-1) || entries[0];
    if (entry === current) return;
    current?.link.removeAttribute("aria-current");
    entry.link.setAttribute("aria-current", "true");
    current = entry;
    const { offsetTop, offsetHeight } = entry.link;
    if (offsetTop < toc.scrollTop || offsetTop + offsetHeight > toc.scrollTop + toc.clientHeight) {
      toc.scrollTop = offsetTop - toc.clientHeight / 2;
    }
  };
  addEventListener("scroll", () => {
    if (!waiting) requestAnimationFrame(follow);
    waiting = true;
  }, { passive: true });
  addEventListener("resize", follow);
  follow();
})();
