// Alternatives as tabs. Without this script, and on paper, they stand one after another with their names. A choice
// counts for every group that has a tab of that name, and is remembered by book.
(() => {
  const store = `turnkey:${document.documentElement.dataset.book}:tabs`;
  let chosen = [];
  try {
    chosen = JSON.parse(localStorage.getItem(store)) ?? [];
  } catch {
    // Storage can be full, forbidden or absent; then a choice lasts as long as the page.
  }
  // By the box that each is in.
  let groups = new Map();
  let number = 0;

  const panelsOf = (box) => [...box.querySelectorAll(":scope > .tab")];
  const nameOf = (panel) => panel.firstElementChild.textContent.trim();

  const group = (box) => {
    const panels = panelsOf(box);
    const names = panels.map(nameOf);
    number += 1;
    const list = document.createElement("div");
    list.role = "tablist";
    const tabs = panels.map((panel, at) => {
      const tab = document.createElement("button");
      tab.type = "button";
      tab.role = "tab";
      tab.id = `tk-tab-${number}-${at}`;
      panel.id ||= `tk-panel-${number}-${at}`;
      tab.setAttribute("aria-controls", panel.id);
      tab.append(...panel.firstElementChild.cloneNode(true).childNodes);
      for (const link of tab.querySelectorAll("a")) link.replaceWith(...link.childNodes);
      panel.role = "tabpanel";
      panel.setAttribute("aria-labelledby", tab.id);
      panel.addEventListener("beforematch", () => choose(names[at], tab));
      tab.addEventListener("click", () => choose(names[at], tab));
      list.append(tab);
      return tab;
    });
    const show = (name) => {
      const at = names.indexOf(name);
      if (at < 0) return;
      tabs.forEach((tab, other) => {
        tab.ariaSelected = other === at;
        tab.tabIndex = other === at ? 0 : -1;
        // The browser's own search still finds what is in the others.
        if (other === at) panels[other].removeAttribute("hidden");
        else panels[other].setAttribute("hidden", "until-found");
      });
    };
    list.addEventListener("keydown", (event) => {
      const at = tabs.indexOf(document.activeElement);
      const step = getComputedStyle(list).direction === "rtl" ? -1 : 1;
      const to = { ArrowRight: at + step, ArrowLeft: at - step, Home: 0, End: -1 }[event.key];
      if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      const next = tabs.at(to % tabs.length);
      next.focus();
      next.click();
    });
    box.prepend(list);
    box.dataset.ready = "";
    show(chosen.find((name) => names.includes(name)) ?? names[0]);
    const isOf = (now) => now.length === panels.length && now.every((panel, at) => panel === panels[at] && nameOf(panel) === names[at]);
    return { list, show, isOf };
  };

  // What was pressed stays where it is, however much the groups above it grow.
  const choose = (name, tab) => {
    const before = tab.getBoundingClientRect().top;
    for (const { show } of groups.values()) show(name);
    scrollBy({ top: tab.getBoundingClientRect().top - before, behavior: "instant" });
    chosen = [name, ...chosen.filter((other) => other !== name)].slice(0, 20);
    try {
      localStorage.setItem(store, JSON.stringify(chosen));
    } catch {
      // See above.
    }
  };

  const begin = () => {
    const before = groups;
    groups = new Map();
    for (const box of document.querySelectorAll(".tabs")) {
      const known = before.get(box);
      const stays = known?.isOf(panelsOf(box));
      if (!stays) known?.list.remove();
      groups.set(box, stays ? known : group(box));
    }
  };
  document.addEventListener("turnkey:swap", begin);
  begin();

  // A link to something in a tab that is not shown shows it.
  const reveal = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    for (let panel = target && target.closest(".tab[hidden]"); panel; panel = panel.parentElement.closest(".tab[hidden]")) {
      document.getElementById(panel.getAttribute("aria-labelledby")).click();
    }
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", () => groups.size && reveal());
  if (groups.size && location.hash) reveal();
})();
