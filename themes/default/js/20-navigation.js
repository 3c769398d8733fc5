// The navigation drawer, which the browser opens and closes by itself (popover), and the contents of the page.
//
// Where a page is changed while it is open, `turnkey:swap` is heard on the document. What any of these scripts does to a
// page it does again then, to what is new; what it did already stays.
(() => {
  const nav = document.getElementById("tk-nav");

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

  // Beside the text the contents are always open, above it they are folded.
  const beside = matchMedia("(min-width: 1100px)");
  let toc = null;
  let entries = [];
  let current = null;
  let waiting = false;

  const fold = () => {
    if (!toc) return;
    toc.open = beside.matches;
    toc.querySelector("summary").tabIndex = beside.matches ? -1 : 0;
  };
  // The last heading above the upper fifth of the window; at the very end of the page, the last of all.
  const follow = () => {
    waiting = false;
    if (!beside.matches || !entries.length) return;
    const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2 && scrollY > 0;
    const passed = entries.filter((entry) => entry.heading.getBoundingClientRect().top < innerHeight / 5);
    const { link } = atEnd ? entries.at(-1) : passed.at(-1) || entries[0];
    if (link === current) return;
    current?.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    current = link;
    const { offsetTop, offsetHeight } = link;
    if (offsetTop < toc.scrollTop || offsetTop + offsetHeight > toc.scrollTop + toc.clientHeight) {
      toc.scrollTop = offsetTop - toc.clientHeight / 2;
    }
  };
  const begin = () => {
    const found = document.querySelector(".toc");
    if (found !== toc) {
      toc = found;
      fold();
      toc?.addEventListener("click", (event) => {
        if (event.target.closest("a") && !beside.matches) toc.open = false;
      });
    }
    entries = [...toc?.querySelectorAll("a") ?? []]
      .map((link) => ({ link, heading: document.getElementById(decodeURIComponent(link.hash.slice(1))) }))
      .filter((entry) => entry.heading);
    follow();
  };
  beside.addEventListener("change", fold);
  addEventListener("scroll", () => {
    if (!waiting) requestAnimationFrame(follow);
    waiting = true;
  }, { passive: true });
  addEventListener("resize", follow);
  document.addEventListener("turnkey:swap", begin);
  begin();
})();
