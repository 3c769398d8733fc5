// The client of the search, as the browser gets it, asked with the index that the Rust tests keep next to this file
// (`BLESS=1 cargo test search` rewrites it). Run by `node --test tests/browser`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const here = (name) => new URL(name, import.meta.url);
const read = (name) => readFileSync(here(name), "utf8");

// A browser's worth of globals for the client: none. `replaced` stands for files that are not what they were.
function client(replaced = {}) {
  const page = vm.createContext();
  vm.runInContext(read("../../src/site/search/client.js"), page);
  const loaded = [];
  const load = async (name, version) => {
    loaded.push(version ? `${name}?${version}` : name);
    const answers = replaced[name];
    vm.runInContext((answers?.length > 1 ? answers.shift() : answers?.[0]) ?? read(`search-index/${name}`), page);
  };
  const index = page.turnkeySearch.open(load);
  async function ask(text) {
    const { total, query, hits, more } = await index.search(text, 2);
    // What the client gives is of another realm, whose arrays are not equal to ours.
    return { total, query, hits: [...hits, ...(await more(10))] };
  }
  return { ask, loaded, marks: page.turnkeySearch.marks, terms: page.turnkeySearch.terms, index };
}

const urls = async (text) => (await client().ask(text)).hits.map((hit) => hit.url);

test("the client makes the terms of a text that the index has", () => {
  const { terms } = client();
  for (const line of read("search-terms.txt").trimEnd().split("\n")) {
    if (line.startsWith("#")) continue;
    const [text, expected] = line.split(" => ");
    assert.equal([...terms(text)].join(" "), expected, text);
  }
});

test("a word in the title comes before one in the text, and the whole title first", async () => {
  assert.deepEqual(await urls("rollback"), [
    "runbooks/db/rollback.html",
    "runbooks/db/rollback-of-schema.html",
    "runbooks/db/failover.html#before-you-start",
  ]);
});

test("what is called just so comes first, however often others say it", async () => {
  assert.equal((await urls("cut over"))[0], "sites/cut-over.html");
  assert.equal((await urls("Drain nodes"))[0], "sites/cut-over.html#drain-nodes");
  assert.equal((await urls("cut over south"))[0], "sites/south.html");
});

test("the section with the words is found, and its trail and heading are told", async () => {
  const { total, hits } = await client().ask("promote replica");
  assert.equal(total, 1);
  const { url, title, trail, heading } = hits[0];
  assert.deepEqual([url, title, trail, heading], [
    "runbooks/db/failover.html#promote-the-replica",
    "Fail over the database",
    "Runbooks › Database",
    "Promote the replica",
  ]);
  assert.deepEqual(await urls("credentials"), ["runbooks/images.html#errimagepull"]);
});

test("what is typed so far is enough, and a plural finds the singular", async () => {
  assert.deepEqual(await urls("promo"), ["runbooks/db/failover.html#promote-the-replica"]);
  assert.deepEqual(await urls("regist"), ["runbooks/images.html#prerequisites"]);
  assert.deepEqual(await urls("replicas"), ["runbooks/db/failover.html#promote-the-replica"]);
});

test("typos are forgiven", async () => {
  for (const typed of ["kubeclt", "kubetl", "kubectll", "kubwctl"]) {
    assert.ok((await urls(typed)).includes("runbooks/images.html#errimagepull"), typed);
  }
  assert.deepEqual((await urls("rolbback"))[0], "runbooks/db/rollback.html");
  assert.deepEqual((await urls("mgiration"))[0], "runbooks/db/rollback-of-schema.html");
  assert.deepEqual((await urls("qrerequistes")).length, 3);
  assert.deepEqual(await urls("xylophone"), []);
});

test("identifiers are found whole, by prefix and by part", async () => {
  const place = ["runbooks/db/failover.html#promote-the-replica"];
  for (const typed of ["restart-api", "restart-", "restart api", "10.0.0.1", "10.0", "restartAPI"]) {
    assert.deepEqual(await urls(typed), place, typed);
  }
  for (const typed of ["ErrImagePull", "errimagepull", "image pull"]) {
    assert.equal((await urls(typed))[0].split("#")[0], "runbooks/images.html", typed);
  }
  assert.deepEqual(await urls("v5.2"), ["runbooks/db/rollback-of-schema.html#prerequisites"]);
});

test("accents do not matter, and scripts without spaces are found anywhere", async () => {
  assert.deepEqual(await urls("cafe munchen"), ["runbooks/images.html#errimagepull"]);
  assert.deepEqual(await urls("MÜNCHEN"), ["runbooks/images.html#errimagepull"]);
  for (const typed of ["京都", "都", "データセンター", "図書館"]) {
    assert.equal(decodeURI((await urls(typed))[0]).split("#")[0], "ガイド/東京都.html", typed);
  }
  assert.deepEqual(await urls("大阪"), []);
});

test("a page with all words comes first; without such a page, those with most", async () => {
  assert.equal((await urls("check registry"))[0], "runbooks/images.html#prerequisites");
  assert.equal((await urls("credentials xylophone"))[0], "runbooks/images.html#errimagepull");
});

test("addresses and headings come as they were", async () => {
  const { hits } = await client().ask("unicode");
  assert.equal(hits[0].url, "guides/50%25%20%231.html#set%20by!%20hand");
  assert.equal(hits[0].title, 'Half “done” \\ <b>not</b>');
  assert.equal(hits[0].heading, "Ünïcode & more");
  assert.equal((await urls("plain"))[0], "guides/download.txt");
});

test("words are marked as they stand", async () => {
  const { ask, marks } = client();
  const marked = async (typed, text) => {
    const { query } = await ask(typed);
    return [...marks(text, query)].map(([start, end]) => text.slice(start, end)).join("|");
  };
  assert.equal(await marked("roll mun", "Rolling back in München, controlled"), "Rolling|München");
  assert.equal(await marked("image", "ErrImagePull"), "ErrImagePull");
  assert.equal(await marked("京都", "東京都の京都"), "京都|京都");
  assert.equal(await marked("kubeclt", "use kubectl"), "kubectl");
  assert.equal(await marked("", "nothing"), "");
});

test("a query reads a few files, once, and asks for them by their digest", async () => {
  const { ask, loaded, index } = client();
  await index.warm();
  assert.deepEqual(loaded, ["root.js"]);
  await ask("lag");
  const first = loaded.length;
  assert.ok(first <= 4, loaded.join(" "));
  assert.ok(loaded.slice(1).every((name) => /^(words|lists|pages)-\d+\.js\?[0-9a-f]{8}$/.test(name)), loaded.join(" "));
  await ask("lag");
  assert.equal(loaded.length, first);
});

test("an index that was written again is read again", async () => {
  const root = read("search-index/root.js");
  const old = root.replace(/\["[0-9a-f]{8}",0,"10.0.0.1"\]/, '["00000000",0,"10.0.0.1"]');
  assert.notEqual(old, root);
  const { ask, loaded } = client({ "root.js": [old, root] });
  assert.equal((await ask("backup")).total, 1);
  assert.match(loaded.join(" "), /^root\.js words-0\.js\?00000000 root\.js\?\d+ words-0\.js\?/);
});

test("a file that cannot be loaded is tried again the next time", async () => {
  const { ask } = client({ "pages-0.js": ["throw new Error('away')", read("search-index/pages-0.js")] });
  await assert.rejects(ask("promote"), /away/);
  assert.equal((await ask("promote")).total, 1);
});
