// The built site under test: which pages there are, by kind, and the two ways to reach them.
//
// Kinds are told by what their templates put on the page, so the tests hold for any book that has such pages.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** What marks a page of each kind. */
export const kinds = {
  guide: /<article class="prose">/,
  runbook: /<article class="prose runbook">/,
  section: /<h2 id="tk-pages">/,
  engagement: /class="engagement-head"/,
  phase: /class="phase-body"/,
  meeting: /class="meeting-body"/,
  sign_offs: /class="register sign-offs-body"/,
  waiting: /class="register waiting-body"/,
  playbook: /class="playbook-body"/,
  raid: /class="register raid-body"/,
  raci: /class="register raci-body"/,
  people: /class="register people-body"/,
  report: /class="register report-body"/,
  minutes: /<dt>Present<\/dt>/,
  tags: /<h1>Tags<\/h1>/,
  tag: /<h1>Tag: /,
  gotchas: /<h1>Gotchas<\/h1>/,
  runbooks: /<h1>All runbooks<\/h1>/,
  glossary: /<dl class="glossary">/,
  recent: /<h1>Recent changes<\/h1>/,
  health: /class="listing health-body"/,
  metrics: /class="register metrics-body"/,
  requirements: /class="register requirements-body"/,
  environments: /class="register environments-body"/,
  plan: /class="register plan-body"/,
};

const types = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".woff2": "font/woff2",
  ".ics": "text/calendar; charset=utf-8",
};

/** The pages of the site in `root`: their paths, and a path of each kind. */
export function readSite(root) {
  const paths = readdirSync(root, { recursive: true })
    .map((name) => name.split(path.sep).join("/"))
    .filter((name) => name.endsWith(".html"))
    .sort();
  const pages = paths.map((path_) => ({ path: path_, html: readFileSync(path.join(root, path_), "utf8") }));
  const examples = { home: "index.html" };
  for (const [kind, mark] of Object.entries(kinds)) {
    const inside = pages.find((page) => mark.test(page.html) && page.path !== "index.html");
    if (inside) examples[kind] = inside.path;
  }
  return { root, pages, examples };
}

/** The first page whose HTML matches every pattern. */
export function findPage(site, ...patterns) {
  const page = site.pages.find((page) => page.path !== "index.html" && patterns.every((it) => it.test(page.html)));
  if (!page) throw new Error(`no page of the site has ${patterns.join(" and ")}`);
  return page.path;
}

/** From disk, as by a double-click. */
export function fromDisk(site) {
  const base = pathToFileURL(site.root + path.sep).href;
  return { name: "from disk", base, close: async () => {} };
}

/**
 * From a server, in a subfolder: what asks for anything outside of it is not served. What is not there is answered with
 * the site's own page for that where `lost` says so.
 */
export async function fromServer(site, { folder = "/docs/", lost = false } = {}) {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://localhost");
    try {
      if (!url.pathname.startsWith(folder)) throw new Error("outside");
      const name = decodeURIComponent(url.pathname.slice(folder.length)) || "index.html";
      const file = path.join(site.root, name);
      if (path.relative(site.root, file).startsWith("..")) throw new Error("outside");
      const body = await readFile(file);
      response.writeHead(200, { "content-type": types[path.extname(file)] ?? "application/octet-stream" });
      response.end(body);
    } catch {
      response.writeHead(404, { "content-type": lost ? types[".html"] : "text/plain" });
      response.end(lost ? await readFile(path.join(site.root, "404.html")) : "not here");
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => new Promise((resolve) => {
    server.closeAllConnections();
    server.close(resolve);
  });
  return { name: "from a server", base: `http://127.0.0.1:${server.address().port}${folder}`, close };
}
