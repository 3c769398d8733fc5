// Changes the page that is open into the one that was served anew, node by node, so that what did not change stays as the
// reader has it: opened, chosen, ticked, typed, scrolled.
//
// Scripts change a page after it was served. So each node that came from the server has a twin that is as it was served;
// what is compared is the twin with the new page, and what scripts added or set is left alone. An element whose children
// scripts moved elsewhere is replaced as a whole. Whoever changes pages hears of it: `turnkey:swap` on the document.

const twins = new WeakMap();

// Notes that `live` and all in it are as `twin` and all in it.
function remember(live, twin) {
  twins.set(live, twin);
  const theirs = [...twin.childNodes];
  [...live.childNodes].forEach((child, at) => theirs[at] && remember(child, theirs[at]));
}

const served = (live) => [...live.childNodes].filter((child) => twins.has(child));

// True where `live` can become `next` without being replaced.
function canBecome(live, next) {
  const was = twins.get(live);
  if (was.nodeType !== next.nodeType || was.nodeName !== next.nodeName) return false;
  if (was.nodeType !== Node.ELEMENT_NODE) return true;
  return was.id === next.id && served(live).length === was.childNodes.length;
}

// Notes that `live` is as `next`, which is the same as its twin, so that no older page is kept for the sake of one node.
// The order of what is in `live` may be the reader's own.
function stay(live, next) {
  const was = twins.get(live);
  const places = new Map([...was.childNodes].map((child, at) => [child, next.childNodes[at]]));
  twins.set(live, next);
  for (const child of served(live)) {
    const twin = places.get(twins.get(child));
    if (twin) stay(child, twin);
  }
}

function become(live, next) {
  const was = twins.get(live);
  if (was.isEqualNode(next)) return stay(live, next);
  if (was.nodeType === Node.ELEMENT_NODE) {
    becomeInAttributes(live, was, next);
    becomeInChildren(live, next);
  } else {
    live.nodeValue = next.nodeValue;
  }
  twins.set(live, next);
}

function becomeInAttributes(live, was, next) {
  for (const { name } of [...was.attributes]) {
    if (!next.hasAttribute(name)) live.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (was.getAttribute(name) !== value) live.setAttribute(name, value);
  }
}

function becomeInChildren(live, next) {
  const old = served(live);
  const fresh = [...next.childNodes];
  const kept = matches(old, fresh);
  const unused = new Set(old);
  for (const node of kept) unused.delete(node);
  for (const node of unused) node.remove();
  let last = null;
  fresh.forEach((node, at) => {
    let here = kept[at];
    if (here) {
      become(here, node);
    } else {
      here = document.importNode(node, true);
      remember(here, node);
    }
    // What scripts added in front stays in front.
    const after = last ? last.nextSibling : [...live.childNodes].find((child) => twins.has(child)) ?? null;
    if (here !== after && !(kept[at] && last && nextServed(last) === here)) live.insertBefore(here, after);
    last = here;
  });
}

function nextServed(node) {
  let next = node.nextSibling;
  while (next && !twins.has(next)) next = next.nextSibling;
  return next;
}

// For each of `fresh` the one of `old` that it is, or becomes: what is the same at the beginning and at the end, then what
// has the same id, then what is the same elsewhere, then what is of the same kind, in order.
function matches(old, fresh) {
  const found = new Array(fresh.length).fill(null);
  const same = (a, b) => twins.get(a).isEqualNode(b);
  let start = 0;
  while (start < old.length && start < fresh.length && same(old[start], fresh[start])) found[start] = old[start++];
  let ends = 0;
  while (ends < Math.min(old.length, fresh.length) - start && same(old.at(-1 - ends), fresh.at(-1 - ends))) {
    found[fresh.length - 1 - ends] = old.at(-1 - ends);
    ends++;
  }
  const left = old.slice(start, old.length - ends);
  const rest = fresh.map((_, at) => at).slice(start, fresh.length - ends);
  const take = (at, is) => {
    const from = left.findIndex(is);
    if (from >= 0) [found[at]] = left.splice(from, 1);
  };
  for (const at of rest) {
    const { id } = fresh[at];
    if (id) take(at, (node) => twins.get(node).id === id && canBecome(node, fresh[at]));
  }
  const said = (node) => node.outerHTML ?? node.nodeName + node.nodeValue;
  const known = new Map();
  for (const node of left) known.set(said(twins.get(node)), (known.get(said(twins.get(node))) ?? []).concat(node));
  for (const at of rest) {
    const node = found[at] ? null : known.get(said(fresh[at]))?.shift();
    if (!node) continue;
    found[at] = node;
    left.splice(left.indexOf(node), 1);
  }
  let from = 0;
  for (const at of rest) {
    if (found[at]) continue;
    const place = left.findIndex((node, place) => place >= from && canBecome(node, fresh[at]));
    if (place < 0) continue;
    found[at] = left[place];
    from = place + 1;
  }
  return found;
}

// Where the reader is: what is in sight, and how far down.
function sights() {
  const list = [];
  if (!scrollY) return list;
  for (const node of document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6, p, li, tr, pre, dt, dd, figure)")) {
    const { top, bottom, height } = node.getBoundingClientRect();
    if (top > innerHeight || list.length > 40) break;
    if (height && bottom > 0) list.push({ node, top });
  }
  // What is wholly in sight is what one looks at.
  return list.sort((a, b) => (a.top < 0) - (b.top < 0));
}

function lookAgain(seen) {
  const stayed = seen.find(({ node }) => node.isConnected && node.getClientRects().length);
  if (stayed) scrollBy({ top: stayed.node.getBoundingClientRect().top - stayed.top, behavior: "instant" });
}

const scripts = (head) => [...head.querySelectorAll("script")].map((script) => (script.src ? script.getAttribute("src") : script.text)).join();

// Styles that stand in the page itself are known to its policy by their words, which others are not: these become some of
// those that scripts give. They stand outside what is compared.
const inline = [...document.head.querySelectorAll("style")];
let inlineWords = inline.map((style) => style.textContent);
const policy = document.head.querySelector("meta[http-equiv=Content-Security-Policy i]");

// The page as a document, whose styles are only words: the open page's policy would object to others.
function parse(html) {
  const words = html.replace(/<style(?=[\s>])([^]*?)<\/style>/g, '<script type="text/x-style"$1</script>');
  return new DOMParser().parseFromString(words, "text/html");
}

function forgetInline(head) {
  const styles = [...head.querySelectorAll("style, script[type='text/x-style']")];
  for (const style of styles) style.remove();
  // A policy that is changed later would be one more.
  head.querySelector("meta[http-equiv=Content-Security-Policy i]")?.remove();
  return styles.map((style) => style.textContent);
}

function becomeInStyles(words) {
  if (words.join() === inlineWords.join()) return;
  inlineWords = words;
  document.adoptedStyleSheets = words.map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  for (const style of inline) style.disabled = true;
}

// Changes the open page into `next`, a document. False where only loading it anew does.
function becomePage(next) {
  const root = document.documentElement;
  const styles = forgetInline(next.head);
  if (scripts(twins.get(document.head)) !== scripts(next.head)) return false;
  const seen = sights();
  const focused = document.activeElement;
  const { overflowAnchor } = root.style;
  root.style.overflowAnchor = "none";
  // Scripts wrote on the root what no page says.
  for (const { name, value } of next.documentElement.attributes) root.setAttribute(name, value);
  becomeInStyles(styles);
  become(document.head, next.head);
  become(document.body, next.body);
  document.dispatchEvent(new Event("turnkey:swap"));
  if (focused?.id && !focused.isConnected) document.getElementById(focused.id)?.focus({ preventScroll: true });
  lookAgain(seen);
  root.style.overflowAnchor = overflowAnchor;
  return true;
}

// Puts the style sheets in their own places anew.
function restyle(version) {
  for (const link of document.head.querySelectorAll("link[rel=stylesheet]")) {
    const fresh = link.cloneNode();
    const url = new URL(link.href);
    url.search = version;
    fresh.href = url.href;
    fresh.addEventListener("load", () => link.remove(), { once: true });
    fresh.addEventListener("error", () => fresh.remove(), { once: true });
    const twin = twins.get(link);
    twins.delete(link);
    if (twin) twins.set(fresh, twin);
    link.after(fresh);
  }
}
