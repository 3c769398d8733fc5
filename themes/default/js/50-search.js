// The search dialog: opens it, asks the index as one types, and shows what is found. Takes the markup of the page template
// (#tk-search-dialog and what is in it, [data-search-open]); without it does nothing. What reads the index stands beside it
// (src/site/search/client.js) and is loaded when the dialog is first opened.
(() => {
  "use strict";

  const dialog = document.getElementById("tk-search-dialog");
  if (!dialog) return;
  const [input, list, status] = ["tk-search-input", "tk-search-results", "tk-search-status"].map((id) => document.getElementById(id));
  // This script is in assets/turnkey/, whatever page asks for it and from wherever.
  const here = document.currentScript.src;
  const site = new URL("../../", here);
  // Results shown at once, and when theirs are there, in all; milliseconds; characters before a word in an excerpt.
  const FIRST = 6, MOST = 24, EXCERPT_PAUSE = 250, AROUND = 60;

  const load = (name, version) => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(`search/${name}${version ? `?${version}` : ""}`, here);
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${name} cannot be loaded`));
    document.head.append(script);
  });

  let client;
  function start() {
    client ??= load("client.js").then(() => turnkeySearch.open(load)).catch((error) => {
      client = undefined;
      throw error;
    });
    return client;
  }

  // The book is another, where it is served while it is written.
  document.addEventListener("turnkey:book", () => (client = undefined));

  let active = -1, typed = 0, asking = false;

  function span(name, text, query) {
    const element = Object.assign(document.createElement("span"), { className: name });
    let at = 0;
    for (const [start, end] of turnkeySearch.marks(text, query)) {
      element.append(text.slice(at, start), Object.assign(document.createElement("mark"), { textContent: text.slice(start, end) }));
      at = end;
    }
    element.append(text.slice(at));
    return element;
  }

  // The option is the link itself: one inside it would be a control within a control, which no screen reader can reach.
  function option(hit, query, number) {
    const link = Object.assign(document.createElement("a"), { id: `tk-search-result-${number}`, href: new URL(hit.url, site), tabIndex: -1 });
    link.setAttribute("role", "option");
    link.setAttribute("aria-selected", "false");
    link.append(span("result-title", hit.title, query));
    if (hit.trail) link.append(span("result-path", hit.trail, []));
    if (hit.heading) link.append(span("result-text", hit.heading, query));
    return link;
  }

  function activate(number) {
    active = number;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === active)));
    const item = list.children[active];
    if (item) input.setAttribute("aria-activedescendant", item.id);
    else input.removeAttribute("aria-activedescendant");
    item?.scrollIntoView({ block: "nearest" });
  }

  // The chosen result, or in a tab of its own, for which the dialog stays open.
  function follow(apart) {
    const link = list.children[active];
    if (apart && link) window.open(link.href, "_blank", "noopener");
    else link?.click();
  }

  function show(hits, query, message) {
    list.replaceChildren(...hits.map((hit, number) => option(hit, query, number)));
    input.setAttribute("aria-expanded", String(hits.length > 0));
    status.textContent = message;
    activate(hits.length ? 0 : -1);
  }

  function showMore(hits, query) {
    const shown = list.children.length;
    list.append(...hits.map((hit, at) => option(hit, query, shown + at)));
  }

  // What a page says around the first of the words. Only a server lets a page read another.
  let fetches = location.protocol.startsWith("http");
  async function excerpt(link, heading, query) {
    const answer = await fetch(link.href);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = page.querySelector("main article") ?? page.querySelector("main");
    if (!main) return;
    // Parts of one line stand without a space between them in the source.
    for (const part of main.querySelectorAll(".list *")) part.before(" ");
    const start = heading && page.getElementById(decodeURIComponent(link.hash.slice(1)));
    const follows = (block) => !start || start.compareDocumentPosition(block) & Node.DOCUMENT_POSITION_FOLLOWING;
    let text, first;
    for (const block of main.querySelectorAll("p, li, td, dd, pre")) {
      if (!follows(block)) continue;
      text = block.textContent.replace(/\s+/g, " ").trim();
      [first] = turnkeySearch.marks(text, query);
      if (first) break;
    }
    if (!first) return;
    const from = first[0] < AROUND ? 0 : text.indexOf(" ", first[0] - AROUND) + 1;
    const to = first[1] + 2 * AROUND;
    const cut = `${from ? "… " : ""}${text.slice(from, to)}${to < text.length ? "…" : ""}`;
    const said = link.querySelector(".result-text");
    if (said) said.append(" — ", ...span("", cut, query).childNodes);
    else link.append(span("result-text", cut, query));
  }

  async function addExcerpts(isCurrent, hits, query) {
    await new Promise((resolve) => setTimeout(resolve, EXCERPT_PAUSE));
    if (!isCurrent()) return;
    const links = [...list.children].slice(0, hits.length);
    await Promise.all(links.map((link, at) => excerpt(link, hits[at].heading, query))).catch(() => (fetches = false));
  }

  async function ask(isCurrent) {
    const text = input.value.trim();
    if (!text) return show([], [], "");
    const slow = setTimeout(() => isCurrent() && (status.textContent = turnkeySay("Searching…")), 200);
    try {
      const { total, query, hits, more } = await (await start()).search(text, FIRST);
      if (!isCurrent()) return;
      const found = turnkeySay(total === 1 ? "{n} result" : "{n} results", { n: total });
      show(hits, query, total ? found : turnkeySay("No results for “{text}”", { text }));
      const others = await more(MOST);
      if (!isCurrent()) return;
      showMore(others, query);
      if (fetches) addExcerpts(isCurrent, hits, query);
    } catch {
      show([], [], turnkeySay("The search index cannot be loaded."));
    } finally {
      clearTimeout(slow);
    }
  }

  // Asks at once; what is typed until the answer is there is asked in one.
  async function askLatest() {
    typed++;
    if (asking) return;
    asking = true;
    for (let number = 0; number !== typed;) {
      number = typed;
      await ask(() => number === typed);
    }
    asking = false;
  }

  function open() {
    if (dialog.open) return;
    dialog.showModal();
    input.select();
    // Should this fail, the first question says so.
    start().then((index) => index.warm()).catch(() => {});
  }

  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!slash && !((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k")) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("click", (event) => event.target.closest("[data-search-open]") && open());

  input.addEventListener("input", askLatest);
  input.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (event.isComposing) return;
    const move = { ArrowDown: active + 1, ArrowUp: active - 1 + count, Home: 0, End: count - 1 }[event.key];
    if (event.key === "Escape") dialog.close();
    else if (event.key === "Enter") follow(event.ctrlKey || event.metaKey);
    else if (move === undefined || !count) return;
    else activate(move % count);
    event.preventDefault();
  });
  list.addEventListener("mousemove", (event) => {
    const number = [...list.children].indexOf(event.target.closest("a"));
    if (number >= 0 && number !== active) activate(number);
  });
  // A result on the page that is already open loads nothing, and a click beside the dialog's content is on the dialog.
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("#tk-search-results a, [data-search-close]")) dialog.close();
  });
})();
