// What a reader does with a built site, in a real browser: from disk, and from a server in a subfolder.
//
// TURNKEY_SITE names the folder of the site, TURNKEY_CUSTOMER that of a customer's, TURNKEY_PACKET a packet that is one file
// of HTML, CHROMIUM the browser if it is not Debian's. Every page that a test opens
// is listened to: a message on the console, a failed request or one to another host fails the test.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, describe, test } from "node:test";
import { chromium } from "playwright-core";
import { findPage, fromDisk, fromServer, readSite, kinds as marks } from "./site.mjs";

if (!process.env.TURNKEY_SITE) throw new Error("TURNKEY_SITE must name the folder of a built site");
const site = readSite(path.resolve(process.env.TURNKEY_SITE));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const desktop = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };
const kinds = [...Object.keys(marks), "home"].sort();

/** A page with a diagram, where the site was built with what draws them. */
const drawn = site.pages.find(({ html }) => html.includes('<figure class="diagram">'))?.path;

let browser;
before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
});
after(() => browser?.close());

/**
 * Runs `act` with a page of its own, and fails if the page complained of anything meanwhile; but for the page itself not
 * being there, where it is `missing`.
 */
async function visit(origin, start, { missing = false, ...options }, act) {
  const context = await browser.newContext({ viewport: desktop, colorScheme: "light", ...options });
  // A busy machine takes its time to open a page.
  context.setDefaultTimeout(120_000);
  const complaints = [];
  const page = await context.newPage();
  const isMissed = (url) => missing && url === origin.base + encodeURI(start);
  page.on("console", (message) => {
    if (!isMissed(message.location().url)) complaints.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("requestfailed", (request) => {
    // A page that is left does not wait for its pictures.
    const reason = request.failure()?.errorText;
    if (reason !== "net::ERR_ABORTED") complaints.push(`failed: ${request.url()} ${reason}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400 && !isMissed(response.url())) complaints.push(`${response.status()}: ${response.url()}`);
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin.base) && !/^(data|blob|about):/.test(url)) complaints.push(`outside: ${url}`);
  });
  try {
    await page.goto(origin.base + encodeURI(start), { waitUntil: "load" });
    await act(page);
    assert.deepEqual(complaints, [], `on ${start}`);
  } finally {
    await context.close();
  }
}

/** The page's path in the site. */
const place = (origin, page) => decodeURI(new URL(page.url()).href.slice(origin.base.length).split(/[#?]/)[0]);

/** Clicks, and waits until the link's page is there; fails where the click leads elsewhere. */
async function follow(page, link) {
  const target = await link.evaluate((element) => element.href);
  await link.click();
  await page.waitForURL(target, { waitUntil: "load" });
  assert.ok(await page.locator("h1").first().isVisible(), `${target} has a title`);
}

/** What makes the page wider than its window. */
const beyondEdge = (page) => page.evaluate(() => {
  const limit = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= limit) return [];
  const right = (it) => it.getBoundingClientRect().right;
  const beyond = [...document.querySelectorAll("body *")].filter((it) => right(it) > limit + 1);
  return beyond.slice(0, 5).map((it) => `${it.tagName.toLowerCase()}.${it.className}`);
});

const background = (page) => page.evaluate(() => {
  const colors = [document.body, document.documentElement].map((it) => getComputedStyle(it).backgroundColor);
  return colors.find((color) => color !== "rgba(0, 0, 0, 0)");
});

/** A second-level heading that stands once in the whole site, with its page. */
function rareHeading() {
  const headings = new Map();
  for (const { path: page, html } of site.pages) {
    if (!/<article class="prose/.test(html)) continue;
    for (const [, id, words] of html.matchAll(/<h[23] id="([^"]+)"[^>]*>([^<&]{12,60})</g)) {
      headings.set(words.trim(), [...(headings.get(words.trim()) ?? []), { page, id, words: words.trim() }]);
    }
  }
  const plain = /^[\w -]+ [\w -]+$/;
  const once = [...headings.values()].filter((places) => places.length === 1 && plain.test(places[0].words));
  assert.ok(once.length > 0, "the site has a heading that stands only once");
  return once[0][0];
}

for (const makeOrigin of [fromDisk, fromServer]) {
  describe(makeOrigin === fromDisk ? "from disk" : "from a server, in a subfolder", () => {
    let origin;
    before(async () => { origin = await makeOrigin(site); });
    after(() => origin?.close());

    test("every kind of page is there and none complains", async () => {
      assert.deepEqual(Object.keys(site.examples).sort(), kinds);
      for (const start of Object.values(site.examples)) {
        await visit(origin, start, {}, async (page) => {
          assert.ok(await page.locator("h1").first().isVisible(), `${start} has a title`);
          // Below the fold there may be pictures that load late.
          await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
          await page.waitForLoadState("networkidle");
        });
      }
    });

    test("the navigation leads to its pages and marks the current one", async () => {
      const start = findPage(site, /<article class="prose/, /<nav class="crumbs"/);
      await visit(origin, start, {}, async (page) => {
        const current = page.locator("nav ul.nav a[aria-current=page]");
        assert.equal(await current.count(), 1, "one entry is the current page");
        assert.equal(new URL(await current.evaluate((it) => it.href)).pathname, new URL(page.url()).pathname);
        await follow(page, page.locator("nav ul.nav a:not([aria-current])").locator("visible=true").first());
        assert.notEqual(place(origin, page), start);
      });
    });

    test("breadcrumbs lead up", async () => {
      const start = findPage(site, /<article class="prose/, /<nav class="crumbs"/);
      await visit(origin, start, {}, async (page) => {
        await follow(page, page.locator(".crumbs a").last());
        assert.notEqual(place(origin, page), start);
      });
    });

    test("next and previous lead there and back", async () => {
      const start = findPage(site, /<a rel="next"/);
      await visit(origin, start, {}, async (page) => {
        await follow(page, page.locator(".turn a[rel=next]"));
        await follow(page, page.locator(".turn a[rel=prev]"));
        assert.equal(place(origin, page), start);
      });
    });

    test("search finds a section from the keyboard and goes there", async () => {
      const { page: target, id, words } = rareHeading();
      await visit(origin, "index.html", {}, async (page) => {
        await page.keyboard.press("/");
        await page.locator("#tk-search-dialog[open]").waitFor();
        await page.keyboard.type(words);
        const option = page.locator("#tk-search-results [role=option]").filter({ hasText: words }).first();
        await option.waitFor();
        for (let presses = 0; (await option.getAttribute("aria-selected")) !== "true"; presses += 1) {
          assert.ok(presses < 20, "the arrow key reaches the result");
          await page.keyboard.press("ArrowDown");
        }
        const active = await page.locator("#tk-search-input").getAttribute("aria-activedescendant");
        assert.equal(active, await option.getAttribute("id"), "the input names the selected result");
        await page.keyboard.press("Enter");
        await page.waitForURL((url) => url.href !== origin.base + "index.html", { waitUntil: "load" });
        assert.equal(place(origin, page), target);
        assert.equal(decodeURIComponent(new URL(page.url()).hash), `#${id}`);
      });
    });

    test("search finds tasks and people, each at their place", async () => {
      const named = (kind, pattern) => pattern.exec(site.pages.find(({ path: page }) => page === site.examples[kind]).html);
      const [, id, task] = named("phase", /<li class="task-row[^"]*" id="([^"]+)"><span class="name">([^<&]{12,})</);
      const [, person] = named("engagement", /<li class="person"><span><strong>([^<&]+)</);
      await visit(origin, "index.html", {}, async (page) => {
        await page.keyboard.press("/");
        await page.keyboard.type(task);
        const found = (hash) => page.locator(`#tk-search-results a[href$="${hash}"]`).first();
        await found(`${site.examples.phase}#${id}`).waitFor();
        await page.locator("#tk-search-input").fill(person);
        // Of somebody with a part in several engagements, the register of one of them is enough.
        await page.locator('#tk-search-results a[href*="/people.html#person-"]').first().waitFor();
        assert.match(await page.locator("#tk-search-status").textContent(), /^[0-9]+ results?$/, "the count is told");
      });
    });

    test("search opens a result in a tab of its own, and stays", async () => {
      const { words } = rareHeading();
      await visit(origin, "index.html", {}, async (page) => {
        await page.keyboard.press("/");
        await page.keyboard.type(words);
        await page.locator("#tk-search-results [role=option]").first().waitFor();
        const [opened] = await Promise.all([page.context().waitForEvent("page"), page.keyboard.press("Control+Enter")]);
        await opened.waitForLoadState();
        assert.notEqual(place(origin, opened), "index.html");
        assert.equal(place(origin, page), "index.html");
        assert.ok(await page.locator("#tk-search-dialog").isVisible());
      });
    });

    test("diagrams are drawn in the colours of the page, and their text is there", { skip: !drawn && "no diagrams" }, async () => {
      const colors = {};
      for (const colorScheme of ["light", "dark"]) {
        await visit(origin, drawn, { colorScheme }, async (page) => {
          const drawing = page.locator(".diagram-box > svg[role=img]").first();
          const words = drawing.locator("text").first();
          colors[colorScheme] = await words.evaluate((it) => getComputedStyle(it).fill);
          assert.ok((await drawing.boundingBox()).height > 40, "it has its size");
          assert.match(await drawing.evaluate((it) => getComputedStyle(it).fontFamily), /^Inter/);
          const ids = await page.evaluate(() => [...document.querySelectorAll("[id]")].map((it) => it.id));
          assert.equal(new Set(ids).size, ids.length, "ids are unique");
          const lost = await page.evaluate(() => [...document.querySelectorAll("[marker-end]")].filter((it) =>
            !document.getElementById(it.getAttribute("marker-end").slice(5, -1))).length);
          assert.equal(lost, 0, "arrows have their heads");
          await page.locator(".diagram summary").first().click();
          assert.ok(await page.locator(".diagram pre").first().isVisible());
        });
      }
      assert.notEqual(colors.light, colors.dark);
    });

    test("search opens by its button, forgives a slip and closes by Escape", async () => {
      const { words } = rareHeading();
      const slip = words.replace(/(\w)(\w)(\w*)$/, "$2$1$3");
      await visit(origin, "index.html", {}, async (page) => {
        await page.locator("[data-search-open]").first().click();
        const input = page.locator("#tk-search-input");
        assert.ok(await input.evaluate((it) => it === document.activeElement), "the input has the focus");
        await input.fill(slip);
        await page.locator("#tk-search-results [role=option]").first().waitFor();
        // The first Escape may only empty the input, as it does in every search field.
        const dialog = page.locator("#tk-search-dialog");
        await page.keyboard.press("Escape");
        if (await dialog.isVisible()) await page.keyboard.press("Escape");
        await dialog.waitFor({ state: "hidden" });
      });
    });

    test("ticks stay, and are counted", async () => {
      const start = findPage(site, /data-task=[^]*data-task=/, /class="task-progress/);
      await visit(origin, start, {}, async (page) => {
        const boxes = page.locator("input[type=checkbox][data-task]");
        const progress = page.locator(".task-progress .progress span").last();
        const count = () => boxes.evaluateAll((all) => `${all.filter((it) => it.checked).length} of ${all.length}`);
        assert.equal(await progress.textContent(), await count());
        const states = await boxes.evaluateAll((all) => all.map((it) => it.checked));
        const box = boxes.nth(Math.max(states.indexOf(false), 0));
        const now = !(await box.isChecked());
        await box.setChecked(now);
        const counted = await progress.textContent();
        assert.equal(counted, await count());
        await page.reload();
        assert.equal(await box.isChecked(), now, "the box is as it was left");
        assert.equal(await progress.textContent(), counted);
      });
    });

    test("a task whose words are edited a little keeps its tick", async () => {
      const start = findPage(site, /data-task=[^]*data-task=/, /class="task-progress/);
      await visit(origin, start, {}, async (page) => {
        const boxes = page.locator("input[type=checkbox][data-task]");
        const states = await boxes.evaluateAll((all) => all.map((it) => it.checked));
        const box = boxes.nth(Math.max(states.indexOf(false), 0));
        const before = await box.isChecked();
        await box.setChecked(!before);
        // As if the text had been another when it was ticked: the id is made of the text.
        const rename = (words) =>
          page.evaluate((words) => {
            const [name] = Object.keys(localStorage).filter((it) => it.startsWith("turnkey:") && it.endsWith(":" + words.id));
            const text = localStorage.getItem(name);
            localStorage.setItem(name.replace(/[^:]*$/, "0ld1d"), text[0] + (words.instead ?? `${text.slice(1)} again`));
            localStorage.removeItem(name);
          }, words);
        const id = await box.getAttribute("data-task");
        await rename({ id });
        await page.reload();
        assert.equal(await box.isChecked(), !before, "one more word does not lose the tick");
        await rename({ id, instead: "Quite another matter" });
        await page.reload();
        assert.equal(await box.isChecked(), before, "another task's tick is not taken");
      });
    });

    test("the colours follow the system, and the reader's choice outlasts the page", async () => {
      const colors = {};
      for (const colorScheme of ["light", "dark"]) {
        await visit(origin, "index.html", { colorScheme }, async (page) => {
          colors[colorScheme] = await background(page);
        });
      }
      assert.notEqual(colors.light, colors.dark);
      await visit(origin, "index.html", { colorScheme: "light" }, async (page) => {
        const scheme = page.locator("button.scheme");
        for (let clicks = 0; (await background(page)) !== colors.dark; clicks += 1) {
          assert.ok(clicks < 3, "the switch comes to dark");
          await scheme.click();
        }
        await page.reload();
        assert.equal(await background(page), colors.dark, "after a reload");
        // Two files are two processes to Chromium, and what one stores reaches the other in its own time.
        for (let tries = 0; tries < 10; tries += 1) {
          await page.goto(origin.base + encodeURI(site.examples.guide));
          if ((await background(page)) === colors.dark) return;
          await page.waitForTimeout(200);
        }
        assert.fail("the choice holds on another page");
      });
    });

    test("on a phone nothing scrolls sideways and the drawer opens", async () => {
      for (const start of Object.values(site.examples)) {
        await visit(origin, start, { viewport: phone, hasTouch: true }, async (page) => {
          assert.deepEqual(await beyondEdge(page), [], `${start} is wider than the phone`);
        });
      }
      await visit(origin, site.examples.guide, { viewport: phone, hasTouch: true }, async (page) => {
        const drawer = page.locator("#tk-nav");
        assert.ok(!(await drawer.isVisible()), "the drawer begins closed");
        await page.locator("button[popovertarget=tk-nav]").tap();
        await drawer.waitFor({ state: "visible" });
        await follow(page, drawer.locator("ul.nav a:not([aria-current])").locator("visible=true").first());
        assert.ok(!(await drawer.isVisible()), "the drawer is closed on the next page");
      });
    });

    test("on a phone the names of the timeline hide no bar, however far it is scrolled", async () => {
      await visit(origin, site.examples.plan, { viewport: phone, hasTouch: true }, async (page) => {
        const hidden = await page.evaluate(async () => {
          const box = document.querySelector(".timeline-box");
          const found = [];
          for (let left = 0; left < box.scrollWidth - box.clientWidth; left += 40) {
            box.scrollLeft = left;
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            const bars = [...box.querySelectorAll("rect, .milestone")].map((bar) => bar.getBoundingClientRect());
            for (const name of box.querySelectorAll('text[x="0"]')) {
              const words = name.getBoundingClientRect();
              const middle = (words.top + words.bottom) / 2;
              const isUnder = (bar) => bar.left < words.right && words.left < bar.right && bar.top < middle && middle < bar.bottom;
              if (bars.some(isUnder)) found.push(`${name.textContent} at ${left}`);
            }
          }
          return found;
        });
        assert.deepEqual(hidden, []);
      });
    });

    test("without scripts there are text and navigation", async () => {
      await visit(origin, site.examples.guide, { javaScriptEnabled: false }, async (page) => {
        assert.ok((await page.locator("article").innerText()).length > 100, "the text is there");
        const idle = await page.locator(".needs-js").locator("visible=true").count();
        assert.equal(idle, 0, "nothing is shown that does nothing");
        assert.ok((await page.locator("nav ul.nav a").locator("visible=true").count()) > 1, "the navigation is there");
        await follow(page, page.locator("nav ul.nav a:not([aria-current])").locator("visible=true").first());
      });
    });
  });
}

test("a table sorts by its columns, empty cells last", async () => {
  await visit(fromDisk(site), site.examples.runbooks, {}, async (page) => {
    const column = (at) => page.locator("table[data-sortable] tbody tr").evaluateAll(
      (rows, at) => rows.map((row) => (row.cells[at].dataset.value ?? row.cells[at].textContent).trim()), at);
    const heads = page.locator("table[data-sortable] th");
    for (const at of [0, 3, 6]) {
      const button = heads.nth(at).locator("button");
      const sorted = async (down) => {
        const values = await column(at);
        const full = values.filter((value) => value);
        const { compare } = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
        assert.deepEqual(full, [...full].sort((a, b) => (down ? compare(b, a) : compare(a, b))), `column ${at}`);
        assert.ok(values.slice(full.length).every((value) => !value), "nothing stands behind what is empty");
        assert.equal(await heads.nth(at).getAttribute("aria-sort"), down ? "descending" : "ascending");
      };
      await button.focus();
      await page.keyboard.press("Enter");
      await sorted(false);
      await button.click();
      await sorted(true);
      assert.equal(await page.locator("th[aria-sort]").count(), 1, "one column says that it is sorted");
    }
  });
});

test("the page for lost addresses works at any depth", async () => {
  const origin = await fromServer(site, { folder: "/", lost: true });
  try {
    for (const start of ["lost.html", "guides/deep/er/lost.html"]) {
      await visit(origin, start, { missing: true }, async (page) => {
        assert.equal(await page.locator(".lost h1").textContent(), "Page not found");
        assert.notEqual(await background(page), undefined);
        assert.ok(await page.evaluate(() => document.documentElement.classList.contains("js")), "its script ran");
        await follow(page, page.locator(".lost a.button"));
        assert.equal(place(origin, page), "index.html");
      });
      await visit(origin, start, { missing: true }, async (page) => {
        await follow(page, page.locator("nav ul.nav a").locator("visible=true").first());
      });
    }
  } finally {
    await origin.close();
  }
});

/** What axe finds on a page. */
async function violationsOn(page) {
  await page.evaluate(axe);
  // Preloading would fetch the styles again, which a page on disk may not.
  const options = { preload: false, runOnly: { type: "tag", values: standards } };
  const { violations } = await page.evaluate((options) => window.axe.run(options), options);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 3).map((node) => `${id}: ${help}: ${node.html.slice(0, 160)}`));
}

describe("accessibility (WCAG 2.2 AA)", () => {
  const origin = fromDisk(site);
  const pages = { ...site.examples, ...(drawn && { diagram: drawn }), search: "index.html" };
  for (const kind of [...kinds, ...(drawn ? ["diagram"] : []), "search"]) {
    for (const colorScheme of ["light", "dark"]) {
      test(`${kind}, ${colorScheme}`, async () => {
        await visit(origin, pages[kind], { colorScheme }, async (page) => {
          if (kind === "search") {
            await page.keyboard.press("/");
            await page.keyboard.type("the");
            await page.locator("#tk-search-results [role=option]").first().waitFor();
          }
          assert.deepEqual(await violationsOn(page), []);
        });
      });
    }
  }
});

// What is handed to one customer: the same pages by the same templates, so each kind is looked at once.
describe("a customer's site", { skip: !process.env.TURNKEY_CUSTOMER && "TURNKEY_CUSTOMER names no folder" }, () => {
  const theirs = process.env.TURNKEY_CUSTOMER && readSite(path.resolve(process.env.TURNKEY_CUSTOMER));
  const origin = theirs && fromDisk(theirs);

  test("its pages open from disk, complain of nothing and can be read by all", async () => {
    for (const start of Object.values(theirs.examples)) {
      await visit(origin, start, { colorScheme: "dark" }, async (page) => {
        assert.ok(await page.locator("h1").first().isVisible(), `${start} has a title`);
        assert.deepEqual(await violationsOn(page), [], start);
      });
    }
  });

  test("every link within it leads to a file", () => {
    const files = new Set(readdirSync(theirs.root, { recursive: true }).map((name) => name.split(path.sep).join("/")));
    const isElsewhere = /^([a-z]+:|#|\/\/)/;
    const dead = theirs.pages.flatMap(({ path: from, html }) => [...html.matchAll(/ (?:href|src)="([^"]+)"/g)]
      .map(([, href]) => href.replaceAll("&amp;", "&"))
      .filter((href) => !isElsewhere.test(href))
      .map((href) => path.posix.join(path.posix.dirname(from), decodeURI(href.split("#")[0] || path.posix.basename(from))))
      .filter((target) => !files.has(target))
      .map((target) => `${from} leads to ${target}`));
    assert.deepEqual(dead, []);
  });

  test("it is theirs: it has their name, and no word about other readers", async () => {
    const none = ["recent", "health", "playbook"];
    assert.deepEqual(Object.keys(theirs.examples).sort(), kinds.filter((kind) => !none.includes(kind)));
    for (const { path: page, html } of theirs.pages.filter(({ html }) => !/http-equiv="refresh"/.test(html))) {
      assert.match(html, /<title>[^<]*Tarnwick Water<\/title>/, page);
      assert.match(html, /TLP:AMBER/, page);
      assert.doesNotMatch(html, /class="[^"]*(audience-|restricted|view-as)|Edit this page|rel="canonical"/, page);
    }
  });
});

// What is mailed: one file, which may ask for nothing but itself.
describe("a packet in one file", { skip: !process.env.TURNKEY_PACKET && "TURNKEY_PACKET names no file" }, () => {
  const origin = { base: pathToFileURL(path.resolve(process.env.TURNKEY_PACKET ?? "packet.html")).href };

  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of [desktop, phone]) {
      test(`opens from disk, asks for nothing and can be read by all, ${colorScheme}, ${viewport.width} px`, async () => {
        await visit(origin, "", { colorScheme, viewport }, async (page) => {
          assert.equal(await page.locator("h1").count(), 1);
          assert.ok(await page.locator(".site-header .draft").isVisible(), "it says that it is a draft");
          const broken = await page.locator("img").evaluateAll((all) => all.filter((it) => !it.naturalWidth).map((it) => it.alt));
          assert.deepEqual(broken, [], "pictures are drawn");
          const fonts = await page.evaluate(() => [...document.fonts]
            .filter((it) => it.status === "error" && !it.family.endsWith("-like")).map((it) => it.family));
          assert.deepEqual(fonts, [], "fonts are there");
          assert.deepEqual(await beyondEdge(page), []);
          assert.deepEqual(await violationsOn(page), []);
        });
      });
    }
  }

  test("its contents lead from the keyboard to every chapter, and follow the reader", async () => {
    await visit(origin, "", {}, async (page) => {
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      assert.equal(decodeURIComponent(new URL(page.url()).hash), "#/text", "the first stop leads to the text");
      const links = page.locator(".toc a");
      assert.ok((await links.count()) > 10);
      for (const at of [0, 5, (await links.count()) - 1]) {
        await links.nth(at).focus();
        await page.keyboard.press("Enter");
        const id = decodeURIComponent(new URL(page.url()).hash.slice(1));
        const top = await page.evaluate((id) => document.getElementById(id).getBoundingClientRect().top, id);
        const near = top >= 0 && top < desktop.height;
        assert.ok(near, `${id} is in sight, not at ${top}`);
      }
      assert.equal(await page.locator(".toc a[aria-current]").count(), 1);
    });
  });

  test("on a phone its contents are folded above the text", async () => {
    await visit(origin, "", { viewport: phone, hasTouch: true }, async (page) => {
      const link = page.locator(".toc a").nth(3);
      assert.ok(!(await link.isVisible()), "they begin folded");
      await page.locator(".toc summary").tap();
      await link.tap();
      await page.waitForFunction(() => location.hash.length > 1);
      assert.ok(!(await link.isVisible()), "and fold again");
    });
  });

  test("without scripts all is there: what folds is open, alternatives stand under each other", async () => {
    await visit(origin, "", { javaScriptEnabled: false }, async (page) => {
      // The text that a diagram is drawn of is for those who ask for it.
      const hidden = await page.locator(".chapters :is(details > *, .tab):not(figcaption *)").evaluateAll((all) =>
        all.filter((it) => it.textContent.trim() && !it.checkVisibility()).map((it) => it.outerHTML.slice(0, 80)));
      assert.deepEqual(hidden, []);
      assert.ok(await page.locator(".toc a").first().isVisible(), "the contents are there");
    });
  });

  test("what is ticked is remembered", async () => {
    await visit(origin, "", {}, async (page) => {
      const box = page.locator("input[data-task]:not([disabled], :checked)").first();
      const id = await box.getAttribute("id");
      await box.check();
      await page.reload();
      assert.ok(await page.locator(`[id="${id}"]`).isChecked());
    });
  });

  test("prints as it was made: the cover, the contents, long chapters on pages of their own", async () => {
    await visit(origin, "", {}, async (page) => {
      await page.emulateMedia({ media: "print" });
      for (const shown of [".cover .badges", ".toc a", ".draft-mark"]) {
        assert.ok(await page.locator(shown).first().isVisible(), `${shown} is printed`);
      }
      for (const hidden of [".site-header", ".skip", ".copy"]) {
        const left = await page.locator(hidden).first().boundingBox();
        assert.ok(!left || left.x < -500, `${hidden} is not`);
      }
      const breaks = await page.locator(".chapter:not(.parts-body)").evaluateAll((all) =>
        all.map((it) => getComputedStyle(it).breakBefore));
      assert.deepEqual(new Set(breaks), new Set(["page"]));
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
      const sheets = pdf.match(/\/MediaBox ?\[[^\]]*\]/g) ?? [];
      assert.ok(sheets.length > breaks.length, `${sheets.length} sheets`);
      assert.deepEqual(new Set(sheets.map((it) => it.match(/[\d.]+/g).map(Math.round).join(" "))), new Set(["0 0 595 842"]));
    });
  });
});
