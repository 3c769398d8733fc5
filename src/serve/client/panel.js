// What the server says over the page: a chip with how the last rebuild went, a list of what is wrong, the choice of an
// edition, and the errors, until they are mended. In a shadow tree, so that neither the theme nor the page's policy matters.

const STYLE = `
:host { all: initial; }
* { box-sizing: border-box; }
.all {
  --back: light-dark(#ffffff, #1c1f26); --front: light-dark(#1a1d23, #e8eaf0); --quiet: light-dark(#535b68, #a9b2c2);
  --edge: light-dark(#c4cad4, #434a58); --under: light-dark(#f3f5f8, #12141a); --link: light-dark(#0a55c4, #8ab8ff);
  --error: light-dark(#b3151c, #ff9a94); --warning: light-dark(#865100, #f3bf62); --good: light-dark(#17693a, #74d69a);
  font: 14px/1.45 system-ui, sans-serif; color: var(--front); text-align: start; direction: ltr;
}
a { color: var(--link); }
button, select { font: inherit; color: inherit; background: var(--back); border: 1px solid var(--edge); border-radius: 6px; cursor: pointer; }
button { padding: 4px 10px; }
select { padding: 3px 6px; max-width: 100%; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.corner { position: fixed; z-index: 2147483646; inset: auto 12px 12px auto; display: flex; flex-direction: column; align-items: flex-end; gap: 8px; max-width: calc(100vw - 24px); }
.chip { display: flex; align-items: center; gap: 7px; border-radius: 99px; padding: 4px 12px; box-shadow: 0 2px 10px #0003; min-height: 28px; }
.chip::before { content: ""; width: 9px; height: 9px; border-radius: 50%; background: var(--good); }
.chip.warning::before { background: var(--warning); border-radius: 2px; }
.chip.error::before { background: var(--error); border-radius: 0; transform: rotate(45deg); }
.chip.lost::before { background: none; border: 2px solid var(--quiet); }
.menu, .over { background: var(--back); border: 1px solid var(--edge); border-radius: 10px; box-shadow: 0 6px 30px #0005; }
.menu { width: 440px; max-width: 100%; max-height: min(70vh, 560px); overflow: auto; padding: 14px 16px; }
.menu label { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; margin-bottom: 10px; }
.over { position: fixed; z-index: 2147483645; inset: max(12px, 5vh) 12px auto; margin-inline: auto; max-width: 920px; max-height: 84vh; overflow: auto; border-top: 5px solid var(--error); }
.over.mild { border-top-color: var(--quiet); }
.over header { position: sticky; top: 0; display: flex; align-items: center; justify-content: space-between; gap: 12px; padding: 10px 16px; background: var(--back); border-bottom: 1px solid var(--edge); }
.over .body { padding: 4px 16px 14px; }
h2 { margin: 0; font-size: 16px; }
ul { list-style: none; margin: 0; padding: 0; }
li { padding: 10px 0; border-top: 1px solid var(--edge); overflow-wrap: anywhere; }
li:first-child { border-top: 0; }
.say { margin: 0; }
.rule { font: 600 12.5px/1.4 ui-monospace, monospace; margin-inline-end: 6px; }
.rule.error, pre .error { color: var(--error); }
.rule.warning, pre .warning { color: var(--warning); }
pre { margin: 8px 0; padding: 10px 12px; overflow-x: auto; background: var(--under); border-radius: 6px; font: 12.5px/1.5 ui-monospace, monospace; }
pre .line { color: var(--quiet); }
pre .help { color: var(--good); }
.quiet { color: var(--quiet); margin: 4px 0 0; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
[hidden] { display: none !important; }
@media print { .all { display: none; } }
`;

function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("aria-") || key === "role" || key === "for") made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

function makePanel() {
  const host = document.createElement("div");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  const tree = host.attachShadow({ mode: "open" });
  tree.adoptedStyleSheets = [sheet];

  const chip = element("button", { type: "button", className: "chip", "aria-expanded": "false", "aria-controls": "menu" }, "Turnkey");
  const choice = element("select", { id: "edition" });
  const list = element("ul");
  const summary = element("p", { className: "quiet" });
  const menu = element("div", { id: "menu", className: "menu", hidden: true },
    element("label", { for: "edition" }, "Edition ", choice), summary, list);
  const title = element("h2", { id: "title" });
  const close = element("button", { type: "button" }, "Dismiss");
  const body = element("div", { className: "body" });
  const over = element("section", { className: "over", role: "dialog", "aria-labelledby": "title", hidden: true },
    element("header", {}, title, close), body);
  // What comes by itself is said to those who do not see it.
  const spoken = element("p", { className: "unseen", role: "status" });
  tree.append(element("aside", { className: "all", "aria-label": "Live preview" },
    over, element("div", { className: "corner" }, menu, chip), spoken));
  document.documentElement.append(host);

  let built = null;
  let isLost = false;
  let isGone = false;
  let problems = [];
  let more = 0;
  let unmade = [];
  const store = "turnkey:dismissed";
  let dismissed = new Set();
  try {
    dismissed = new Set(JSON.parse(sessionStorage.getItem(store)) ?? []);
  } catch {
    // Without storage what was dismissed comes again on the next page.
  }
  // Where exactly it stands changes as one writes above it.
  const key = ({ rule, message, place }) => [rule, message, place?.replace(/:\d+:\d+$/, "")].join("\n");

  function item(problem) {
    const { level, rule, message, help, place, excerpt, editor } = problem;
    const say = element("p", { className: "say" }, element("span", { className: `rule ${level}` }, `${level}[${rule}]`), message);
    const runs = (excerpt ?? []).map(([look, words]) => element("span", { className: look }, words));
    const drawn = runs.length ? element("pre", { tabIndex: 0, role: "group", "aria-label": "Excerpt" }, ...runs) : null;
    const where = place && editor ? element("a", { href: editor, className: "place" }, `Open ${place} in the editor`) : null;
    const hint = help && !drawn ? element("p", { className: "quiet" }, help) : null;
    return element("li", {}, say, drawn, hint, where);
  }

  // In the list it is the place that leads on, and what is to be done.
  function line(problem) {
    const { level, rule, message, help, place, editor } = problem;
    const where = place && editor ? element("a", { href: editor }, place) : place;
    const say = element("p", { className: "say" }, element("span", { className: `rule ${level}` }, `${level}[${rule}]`), message);
    return element("li", {}, say, element("p", { className: "quiet" }, where ?? "", help ? ` ${help}` : ""));
  }

  function showChip() {
    const { ms = 0, errors = 0, warnings = 0 } = built ?? {};
    const wrong = errors + warnings + unmade.length;
    const state = isLost ? "lost" : errors || unmade.length ? "error" : warnings ? "warning" : "good";
    chip.className = `chip ${state}`;
    chip.textContent = isLost ? "Not connected" : `Built in ${ms} ms${wrong ? `, ${counted(wrong, "problem")}` : ""}`;
    summary.textContent = isLost
      ? "The server does not answer; the page is as it last was."
      : wrong ? `${counted(errors + unmade.length, "error")}, ${counted(warnings, "warning")}` : "No problems.";
  }

  function showOver() {
    const errors = [...unmade, ...problems.filter(({ level }) => level === "error")];
    const fresh = errors.filter((problem) => !dismissed.has(key(problem)));
    const was = over.hidden;
    over.hidden = !isGone && !fresh.length;
    over.classList.toggle("mild", isGone && !fresh.length);
    if (over.hidden) {
      if (!was) spoken.textContent = "No errors are shown any more.";
      return;
    }
    const focused = over.contains(tree.activeElement);
    const { scrollTop } = over;
    title.textContent = fresh.length ? counted(errors.length, "error") : "This page is gone";
    const gone = element("p", {}, "This page is no longer in the book. It is shown as it last was, and anew if it comes back. ",
      element("a", { href: "/" }, "Home page"));
    const rest = more ? element("p", { className: "quiet" }, `${more} more are not listed.`) : null;
    body.replaceChildren(...[isGone ? gone : null, fresh.length ? element("ul", {}, ...errors.map(item)) : null, rest].filter(Boolean));
    over.scrollTop = scrollTop;
    if (focused && !over.contains(tree.activeElement)) close.focus({ preventScroll: true });
    if (was) spoken.textContent = fresh.length ? `${title.textContent}: ${fresh[0].message}` : title.textContent;
  }

  function show() {
    showChip();
    showOver();
    list.replaceChildren(...[...unmade, ...problems].map(line));
    if (more) list.append(element("li", {}, `${more} more are not listed.`));
  }

  function dismiss() {
    for (const problem of [...unmade, ...problems]) if (problem.level === "error") dismissed.add(key(problem));
    try {
      sessionStorage.setItem(store, JSON.stringify([...dismissed].slice(-200)));
    } catch {
      // See above.
    }
    isGone = false;
    const focused = over.contains(tree.activeElement);
    over.hidden = true;
    if (focused) chip.focus({ preventScroll: true });
  }

  const open = (is) => {
    menu.hidden = !is;
    chip.setAttribute("aria-expanded", String(is));
    if (is) fillChoice();
  };

  async function fillChoice() {
    const editions = await (await fetch("/-/editions")).json();
    const [, current = ""] = location.pathname.match(/^\/(?:packets|internal)\/([^/]+)\//) ?? [];
    choice.replaceChildren(...editions.map(({ id, label }) =>
      element("option", { value: id, selected: id === decodeURIComponent(current) }, id ? `As ${label}` : label)));
  }

  choice.addEventListener("change", () => {
    location.href = `/-/as?edition=${encodeURIComponent(choice.value)}&path=${encodeURIComponent(location.pathname)}`;
  });
  chip.addEventListener("click", () => open(menu.hidden));
  close.addEventListener("click", dismiss);
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (!menu.hidden) {
      if (menu.contains(tree.activeElement)) chip.focus();
      open(false);
    } else if (!over.hidden) {
      dismiss();
    }
  });

  return {
    built: (state) => (built = state, showChip()),
    lost: (is) => (isLost = is, showChip()),
    wrong: (all, rest) => (problems = all, more = rest, show()),
    unmade: (all) => (unmade = all, show()),
    gone: (is) => (isGone = is, showOver()),
  };
}
