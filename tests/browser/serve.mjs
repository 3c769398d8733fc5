// What somebody sees who writes with the book open in the browser: each save in place, each mistake over the page.
//
// TURNKEY names the program, TURNKEY_BOOK a book that this may write to, TURNKEY_PDF says whether packets are typeset,
// TURNKEY_SHOTS where pictures go for whoever wants to look.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const { TURNKEY, TURNKEY_BOOK: book, TURNKEY_PDF, TURNKEY_SHOTS: shots } = process.env;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const desktop = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

const file = (name) => path.join(book, name);
const read = (name) => readFileSync(file(name), "utf8");
// As many editors save: beside it, and then in its place.
function save(name, text) {
  mkdirSync(path.dirname(file(name)), { recursive: true });
  writeFileSync(file(`${name}~`), text);
  renameSync(file(`${name}~`), file(name));
}
const edit = (name, from, to) => {
  const text = read(name);
  assert.ok(text.includes(from), `${name} has ${from}`);
  save(name, text.replace(from, to));
};

const paragraphs = (name, count) => Array.from({ length: count }, (_, at) => `${name} ${at + 1}. ${"Words that fill a line. ".repeat(8)}`).join("\n\n");
const guide = (intro) => `# A long guide

${intro}

${paragraphs("Before", 12)}

## The middle

- [ ] Ask for the quota
- [ ] Write it down

::: details More
What is folded away.
:::

::: tabs
== Helm
Use the chart.
== Compose
Use the file.
:::

\`\`\`bash
echo one
\`\`\`

| Name | Count |
| --- | --- |
| a | 1 |

${paragraphs("After", 12)}
`;

let server;
let base;
let browser;
before(async () => {
  save("content/guides/long.md", guide("An introduction."));
  save("content/guides/index.md", "# Guides\n\nAll of them.\n");
  save("content/guides/other.md", "# Another guide\n\nTo the [long one](long.md).\n");
  server = spawn(TURNKEY, ["serve", book, "--port", "0", "--date", "2026-03-09"], { stdio: ["ignore", "pipe", "ignore"] });
  base = await new Promise((resolve, reject) => {
    let said = "";
    server.stdout.on("data", (bytes) => {
      said += bytes;
      const [address] = said.match(/http:\/\/127\.0\.0\.1:\d+/) ?? [];
      if (address) resolve(address);
    });
    server.on("exit", () => reject(new Error(`it ended: ${said}`)));
  });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
});
after(async () => {
  await browser?.close();
  server?.kill();
});

/** Runs `act` with a page of its own, and fails if the page complained meanwhile, or asked for what is `not there`. */
async function visit(start, act, { expected = () => false, ...options } = {}) {
  const context = await browser.newContext({ viewport: desktop, colorScheme: "light", reducedMotion: "reduce", ...options });
  // A page that never comes is what fails; how soon it comes is measured elsewhere, and machines may be busy.
  context.setDefaultTimeout(60_000);
  const complaints = [];
  const page = await context.newPage();
  page.on("console", (message) => expected(message.location().url) || complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("response", (response) => response.status() >= 400 && !expected(response.url()) && complaints.push(`${response.status()}: ${response.url()}`));
  // The browser shows a PDF with pages of its own.
  const isBrowsers = (url) => /^chrome(-extension)?:/.test(url);
  page.on("request", (request) => request.url().startsWith(base) || isBrowsers(request.url()) || complaints.push(`outside: ${request.url()}`));
  try {
    await page.goto(base + start, { waitUntil: "load" });
    // A page that is loaded anew does not have this any more.
    await page.evaluate(() => (window.isTheSame = true));
    await connected(page);
    await act(page);
    assert.deepEqual(complaints, [], `on ${start}`);
  } finally {
    await context.close();
  }
}

const connected = (page) => page.locator(".chip", { hasText: "Built in" }).waitFor();
const isTheSame = (page) => page.evaluate(() => window.isTheSame === true);
const shows = (page, words) => page.locator("main", { hasText: words }).waitFor();
const shot = (page, name) => shots && page.screenshot({ path: path.join(shots, `${name}.png`) });

async function assertAccessible(page, name) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), [], name);
}

test("a save is shown in place, and the reader stays where they are", async () => {
  await visit("/guides/long.html", async (page) => {
    await page.getByText("More", { exact: true }).click();
    await page.getByRole("tab", { name: "Compose" }).click();
    const box = page.getByLabel("Ask for the quota");
    await box.check();
    const mark = page.getByText("After 4.");
    await mark.scrollIntoViewIfNeeded();
    await page.evaluate(() => scrollBy(0, 100));
    const top = () => mark.evaluate((it) => it.getBoundingClientRect().top);
    const before = await top();
    save("content/guides/long.md", guide(`An introduction that grew.\n\n${paragraphs("Added", 6)}`));
    await shows(page, "An introduction that grew.");
    assert.ok(await isTheSame(page), "it was not loaded anew");
    assert.ok(Math.abs((await top()) - before) < 3, `what was in sight is where it was: ${before}, ${await top()}`);
    assert.ok(await page.locator("main details", { hasText: "What is folded away." }).evaluate((it) => it.open));
    assert.equal(await page.getByRole("tab", { name: "Compose" }).getAttribute("aria-selected"), "true");
    assert.ok(await box.isChecked());
    assert.equal(await page.locator("figure.code .copy").count(), 1);
    assert.equal(await page.locator(".task-progress .button", { hasText: "Save" }).count(), 1);
    await page.getByText("1 of 2").first().waitFor();
    // What is new works as what was there.
    edit("content/guides/long.md", "echo one\n```", "echo one\n```\n\n```bash\necho two\n```\n\n::: tabs\n== Helm\nAgain the chart.\n== Compose\nAgain the file.\n:::");
    await shows(page, "echo two");
    await page.locator("figure.code .copy").nth(1).waitFor();
    assert.equal(await page.getByRole("tab", { name: "Compose" }).nth(1).getAttribute("aria-selected"), "true");
    // A task that is worded a little differently is the same task.
    edit("content/guides/long.md", "Ask for the quota", "Ask for the new quota");
    await page.getByLabel("Ask for the new quota").waitFor();
    assert.ok(await page.getByLabel("Ask for the new quota").isChecked());
    // A tab more is a tab more.
    edit("content/guides/long.md", "== Compose\nUse the file.", "== Compose\nUse the file.\n== Nomad\nUse the job.");
    await page.getByRole("tab", { name: "Nomad" }).waitFor();
    assert.equal(await page.getByRole("tab").count(), 5);
    assert.ok(await isTheSame(page));
  });
});

test("many saves end with the last", async () => {
  await visit("/guides/other.html", async (page) => {
    for (let at = 0; at <= 40; at++) {
      save("content/guides/other.md", `# Another guide\n\nTo the [long one](long.md), save number ${at}.\n`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    await shows(page, "save number 40.");
    assert.ok(await isTheSame(page));
  });
});

test("titles and new pages show in the navigation of others", async () => {
  await visit("/guides/other.html", async (page) => {
    const nav = page.locator("#tk-nav");
    edit("content/guides/long.md", "# A long guide", "# A renamed guide");
    await nav.getByText("A renamed guide").waitFor();
    edit("content/guides/other.md", "# Another guide", "# Some guide");
    await page.waitForFunction(() => document.title.startsWith("Some guide"));
    save("content/guides/new.md", "# A new guide\n");
    await nav.getByText("A new guide").waitFor();
    rmSync(file("content/guides/new.md"));
    await nav.getByText("A new guide").waitFor({ state: "detached" });
    assert.ok(await isTheSame(page));
  });
});

test("the search stays as it was, and finds what is new", async () => {
  await visit("/guides/other.html", async (page) => {
    await page.keyboard.press("/");
    await page.keyboard.type("zebra");
    await page.getByText("No results").waitFor();
    edit("content/guides/other.md", "To the", "About a zebra. To the");
    await shows(page, "About a zebra.");
    assert.equal(await page.locator("#tk-search-input").inputValue(), "zebra");
    assert.ok(await page.locator("#tk-search-input").evaluate((it) => it === document.activeElement));
    await page.keyboard.press("Backspace");
    await page.keyboard.type("a");
    await page.getByRole("option", { name: /Some guide/ }).waitFor();
  });
});

const engagement = "content/engagements/acme/engagement.yaml";

test("what is broken is told over the page, with the way to mend it", async () => {
  const whole = read(engagement);
  for (const [scheme, viewport] of [["light", desktop], ["dark", desktop], ["light", phone], ["dark", phone]]) {
    await visit("/engagements/acme/index.html", async (page) => {
      const heading = await page.locator("h1").textContent();
      const over = page.getByRole("dialog", { name: /error/ });
      save(engagement, whole.replace(/^start:/m, "start: ["));
      await over.waitFor();
      assert.match(await over.locator("pre").first().textContent(), /engagement\.yaml:\d+:\d+[\s\S]*start: \[[\s\S]*\^/);
      const link = over.getByRole("link", { name: /^Open content/ }).first();
      const href = await link.getAttribute("href");
      assert.match(href, /^vscode:\/\/file\/.*engagements\/acme\/engagement\.yaml:\d+:\d+$/);
      assert.equal(await page.locator("h1").textContent(), heading, "the last good page is underneath");
      const name = `overlay-${scheme}-${viewport.width}`;
      await shot(page, name);
      await assertAccessible(page, name);
      // It is reached and left by the keyboard.
      await over.getByRole("button", { name: "Dismiss" }).focus();
      await page.keyboard.press("Escape");
      await over.waitFor({ state: "hidden" });
      await page.locator(".chip", { hasText: "problem" }).click();
      await page.locator(".menu", { hasText: "invalid-yaml" }).waitFor();
      await shot(page, `menu-${scheme}-${viewport.width}`);
      await assertAccessible(page, `menu-${scheme}-${viewport.width}`);
      await page.keyboard.press("Escape");
      save(engagement, whole);
      await page.locator(".chip:not(.error)").waitFor();
      // Another mistake is told, though one was dismissed.
      edit("content/guides/other.md", "long.md", "longer.md");
      await over.waitFor();
      await over.getByText("broken-link").waitFor();
      edit("content/guides/other.md", "longer.md", "long.md");
      await over.waitFor({ state: "hidden" });
      assert.ok(await isTheSame(page));
    }, { colorScheme: scheme, viewport });
  }
});

test("a template is shown as it is, and what is wrong with it is told", async () => {
  const template = "templates/site/section.html";
  await visit("/guides/index.html", async (page) => {
    const built = readFileSync(new URL("../../templates/site/section.html", import.meta.url), "utf8");
    save(template, built.replace("<h1>", "<p>From a template</p><h1>"));
    await shows(page, "From a template");
    save(template, "{% block");
    const over = page.getByRole("dialog", { name: /error/ });
    await over.getByText("template-error").waitFor();
    await shows(page, "From a template");
    // Wrong only when it is used.
    save(template, built.replace("<h1>", "<p>{{ nothing.like.this }}</p><h1>"));
    await over.getByText("nothing").first().waitFor();
    await shows(page, "From a template");
    rmSync(file(template));
    await page.getByText("From a template").waitFor({ state: "detached" });
    await over.waitFor({ state: "hidden" });
    assert.ok(await isTheSame(page));
  });
});

test("a style sheet is put in place, a script loads the page anew", async () => {
  await visit("/guides/other.html", async (page) => {
    save("themes/default/css/99-own.css", "main { border-left: 7px solid rgb(1, 2, 3); }\n");
    await page.waitForFunction(() => getComputedStyle(document.querySelector("main")).borderLeftWidth === "7px");
    assert.ok(await isTheSame(page));
    rmSync(file("themes/default/css/99-own.css"));
    await page.waitForFunction(() => getComputedStyle(document.querySelector("main")).borderLeftWidth !== "7px");
    assert.ok(await isTheSame(page));
    save("themes/default/js/99-own.js", "window.isFromTheTheme = true;\n");
    await page.waitForFunction(() => window.isFromTheTheme);
    rmSync(file("themes/default/js/99-own.js"));
    await page.waitForFunction(() => !window.isFromTheTheme);
  });
});

test("a page that goes says so, and comes back", async () => {
  save("content/guides/passing.md", "# A passing guide\n\nHere for now.\n");
  const expected = (url) => url.endsWith("/guides/passing.html");
  await visit("/guides/other.html", async (page) => {
    await page.locator("#tk-nav").getByText("A passing guide").click();
    await shows(page, "Here for now.");
    await connected(page);
    await page.evaluate(() => (window.isTheSame = true));
    rmSync(file("content/guides/passing.md"));
    const over = page.getByRole("dialog", { name: "This page is gone" });
    await over.getByRole("link", { name: "Home page" }).waitFor();
    await shot(page, "gone");
    await assertAccessible(page, "gone");
    await shows(page, "Here for now.");
    save("content/guides/passing.md", "# A passing guide\n\nHere once more.\n");
    await shows(page, "Here once more.");
    await over.waitFor({ state: "hidden" });
    assert.ok(await isTheSame(page));
    rmSync(file("content/guides/passing.md"));
    await over.waitFor();
    await page.reload();
    await page.getByText("Page not found").first().waitFor();
    save("content/guides/passing.md", "# A passing guide\n\nHere at last.\n");
    await shows(page, "Here at last.");
    rmSync(file("content/guides/passing.md"));
  }, { expected });
});

test("one switches the edition where one is", async () => {
  await visit("/engagements/acme/index.html", async (page) => {
    await shot(page, "chip");
    await assertAccessible(page, "chip");
    await page.locator(".chip").click();
    await page.getByLabel("Edition").selectOption({ index: 1 });
    await page.waitForURL("**/packets/acme/site/engagements/acme/index.html");
    await connected(page);
    await page.locator(".chip").click();
    await page.waitForFunction(() => document.documentElement.lastElementChild.shadowRoot.querySelector("#edition").value === "acme");
    await shot(page, "customer");
    // An edit shows in it too, after it is proved.
    const whole = read(engagement);
    save(engagement, whole.replace(/^title: .*$/m, "title: A new name for it"));
    await shows(page, "A new name for it");
    save(engagement, whole);
    await page.getByText("A new name for it").first().waitFor({ state: "detached" });
    await page.getByLabel("Edition").selectOption({ index: 0 });
    await page.waitForURL(`${base}/engagements/acme/index.html`);
  });
});

test("a packet that is one file is renewed in place", async () => {
  await visit("/packets/acme/acme-handoff.html", async (page) => {
    const whole = read(engagement);
    save(engagement, whole.replace(/^title: .*$/m, "title: A new name for the packet"));
    await page.getByText("A new name for the packet").first().waitFor();
    assert.ok(await isTheSame(page));
    save(engagement, whole);
    await page.getByText("A new name for the packet").first().waitFor({ state: "detached" });
  });
});

test("a PDF is renewed when what it says changed", { skip: TURNKEY_PDF !== "1" }, async () => {
  await visit("/packets/acme/acme-handoff.pdf", async (page) => {
    const shown = () => page.locator("#tk-pdf").getAttribute("src");
    const bytes = () => page.evaluate(async (url) => [...new Uint8Array(await (await fetch(url)).arrayBuffer()).slice(0, 8)], base + "/packets/acme/acme-handoff.pdf?bytes");
    const before = await shown();
    assert.equal(String.fromCharCode(...(await bytes())).slice(0, 5), "%PDF-");
    // What it does not say leaves it as it is.
    edit("content/guides/other.md", "To the", "Toward the");
    await page.waitForTimeout(3_000);
    assert.equal(await shown(), before);
    const whole = read(engagement);
    save(engagement, whole.replace(/^title: .*$/m, "title: A new name for the paper"));
    await page.waitForFunction((before) => document.getElementById("tk-pdf").getAttribute("src") !== before, before, { timeout: 60_000 });
    assert.ok(await isTheSame(page));
    save(engagement, whole);
  });
});

test("without a server a page says so, and hears from the next", async () => {
  await visit("/guides/other.html", async (page) => {
    await page.evaluate(() => dispatchEvent(new Event("pagehide")));
    edit("content/guides/other.md", "# Some guide", "# Any guide");
    await page.waitForTimeout(1_000);
    assert.notEqual(await page.locator("h1").textContent(), "Any guide", "hidden pages hear nothing");
    await page.evaluate(() => dispatchEvent(new Event("pageshow")));
    await page.locator("h1", { hasText: "Any guide" }).waitFor();
    assert.ok(await isTheSame(page));
  });
});
