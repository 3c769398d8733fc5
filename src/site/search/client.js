// Search without a server: what a query finds, in the files that stand beside this one. Published with them, since it has
// to know their format, which src/site/search/mod.rs tells, and loaded by themes/default/js/50-search.js when the dialog is
// opened. Touches no document, so that tests/browser/search.test.mjs can run it in Node.
(() => {
  "use strict";

  // What a term on a page is worth by its level: text, repeated, heading, title, short title, whole title.
  const LEVELS = [1, 1.7, 3, 6, 9, 14];
  // What part of that counts where the page has a longer word, the parts of a compound, or a word so many letters off.
  const PREFIX = 0.6, PARTS = 0.6, TYPOS = [0.5, 0.4, 0.25];
  // Files of a kind that one word may open; a prefix of one or two letters would open them all.
  const MOST_FILES = 4;
  const TYPO_TERMS = 8;
  // How many terms are in a block.
  const BLOCK = 64;

  // The twin of tokens.rs. --------------------------------------------------------------------------------------------

  const UNSPACED = "[\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\u{20000}-\\u{3ffff}]";
  const LETTER = "[\\p{Alphabetic}\\p{N}]";
  const WORD = `(?!\\p{M}|${UNSPACED})${LETTER}(?:(?!${UNSPACED})${LETTER}|\\p{M})*`;
  const RUNS = new RegExp(`(${WORD}(?:[-_.]${WORD})*)|(?=${UNSPACED})(?!\\p{M})${LETTER}(?:(?=${UNSPACED})${LETTER}|\\p{M})*`, "gu");
  const ASCII_RUNS = /([A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*)/g;
  const IGNORED = /[\u00ad\u0300-\u036f\u200b-\u200d\u2060\u20d0-\u20ff\ufe00-\ufe0f\ufeff]/g;
  const SPELLED = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ł: "l", ı: "i", ς: "σ" };

  const fold = (text) => text.normalize("NFKD").replace(IGNORED, "").normalize("NFC").replace(/\u2010/g, "-");
  const lower = (word) => (word.length > 32 ? [...word.toLowerCase()].slice(0, 32).join("") : word.toLowerCase())
    .replace(/[ßæœøđłıς]/g, (c) => SPELLED[c]);

  // The words of a text: each whole, with the parts that are terms of their own.
  function words(text) {
    const found = [];
    const ascii = /^[\0-\x7f]*$/.test(text);
    for (const [run, spaced] of ascii ? text.matchAll(ASCII_RUNS) : fold(text).matchAll(RUNS)) {
      if (!spaced) {
        const chars = [...run];
        chars.forEach((c, at) => found.push({ whole: c + (chars[at + 1] ?? ""), parts: [], unspaced: true }));
        continue;
      }
      const parts = [];
      for (const piece of /[-_.]|.\p{Uppercase}/u.test(run) ? run.split(/[-_.]/) : []) {
        if (piece !== run && [...piece].length > 1 && !/^\d\d$/.test(piece)) parts.push(lower(piece));
        const humps = piece.replace(/\P{Uppercase}(?=\p{Uppercase})|\p{Uppercase}(?=\p{Uppercase}\p{Lowercase})/gu, "$& ").split(" ");
        if (humps.length > 1) parts.push(...humps.filter((hump) => [...hump].length > 2).map(lower));
      }
      found.push({ whole: lower(run), parts, unspaced: false });
    }
    return found;
  }

  const terms = (text) => words(text).flatMap(({ whole, parts }) => [whole, ...parts]);

  // A query's words: of a run of unspaced script the pairs alone, since its last character is in the last pair.
  function queryWords(text) {
    const all = words(text);
    const kept = all.filter((word, at) => !(word.unspaced && [...word.whole].length === 1 && all[at - 1]?.unspaced));
    return kept.map((word) => ({ ...word, fixed: new Set(word.whole.length > 4 ? [word.whole.slice(0, -1)] : []) }));
  }

  const said = (query) => query.map((word) => word.whole).join(" ");
  const isMeant = (word, term) =>
    term.startsWith(word.whole) || word.fixed.has(term) || word.parts.some((part) => term.startsWith(part));
  const countMeant = (query, all) => query.filter((word) => all.some((term) => isMeant(word, term))).length;

  // Where in a text the words stand: pairs of start and end, in order, not overlapping.
  function marks(text, query) {
    const found = [];
    for (const { 0: run, index } of text.matchAll(/[\p{Alphabetic}\p{N}\p{M}]+/gu)) {
      for (const word of query) {
        if (!word.unspaced) {
          if (terms(run).some((term) => isMeant(word, term))) found.push([index, index + run.length]);
          continue;
        }
        for (let at = run.indexOf(word.whole); at >= 0; at = run.indexOf(word.whole, at + 1)) {
          found.push([index + at, index + at + word.whole.length]);
        }
      }
    }
    found.sort((a, b) => a[0] - b[0]);
    return found.reduce((merged, [start, end]) => {
      const last = merged.at(-1);
      if (last && start <= last[1]) last[1] = Math.max(last[1], end);
      else merged.push([start, end]);
      return merged;
    }, []);
  }

  // How many letters must be added, dropped, changed or swapped with the next to make of `word` a term, or the beginning
  // of one: `most` at most, or more than that. Only the cells so near the diagonal are worked out.
  let rows = [new Uint8Array(99), new Uint8Array(99), new Uint8Array(99)]; // No word is as long.
  function distance(word, term, most) {
    const width = Math.min(term.length, word.length + most);
    if (width < word.length - most) return most + 1;
    for (let j = 0; j <= width; j++) rows[1][j] = j;
    for (let i = 1; i <= word.length; i++) {
      const [before, last, row] = rows;
      const from = Math.max(1, i - most), to = Math.min(width, i + most);
      let least = (row[from - 1] = from === 1 ? i : 99);
      for (let j = from; j <= to; j++) {
        let far = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (word[i - 1] !== term[j - 1]));
        if (i > 1 && j > 1 && word[i - 1] === term[j - 2] && word[i - 2] === term[j - 1]) far = Math.min(far, before[j - 2] + 1);
        row[j] = far;
        least = Math.min(least, far);
      }
      if (least > most) return most + 1;
      row[to + 1] = 99;
      rows = [last, row, before];
    }
    return Math.min(...rows[1].subarray(Math.max(0, word.length - most), width + 1));
  }

  // The payloads. -----------------------------------------------------------------------------------------------------

  const digit = (text, at) => text.charCodeAt(at) - (text.charCodeAt(at) > 92 ? 36 : 35);

  // The last of `count` sorted values that is not above `key`, or the first.
  function lastUpTo(key, count, valueAt) {
    let low = 0;
    for (let high = count; high - low > 1;) {
      const middle = (low + high) >> 1;
      if (valueAt(middle) <= key) low = middle;
      else high = middle;
    }
    return low;
  }

  // Gives a function from a prefix to the terms with it, each with its place in the file. Of both kinds of file only the
  // blocks that are asked for are read.
  function readWords(payload) {
    const blocks = payload.split(" ");
    const firstTerm = (at) => /[^A-Z]+/.exec(blocks[at])[0];
    return (prefix) => {
      const found = [];
      const last = lastUpTo(`${prefix}\uffff`, blocks.length, firstTerm);
      for (let block = lastUpTo(prefix, blocks.length, firstTerm); block <= last; block++) {
        let term = "", at = block * BLOCK;
        for (const [, letter, rest] of blocks[block].matchAll(/([A-Z])([^A-Z]*)/g)) {
          term = term.slice(0, letter.charCodeAt(0) - 65) + rest;
          if (term.startsWith(prefix)) found.push([term, at]);
          at++;
        }
      }
      return found;
    };
  }

  // Gives a function from a list's place in the file to the list.
  function readLists(payload, root) {
    const blocks = payload.split(" ");
    const read = [];
    return (place) => {
      const block = Math.floor(place / BLOCK);
      read[block] ??= readBlock(blocks[block], root);
      return read[block](place % BLOCK);
    };
  }

  function readBlock(payload, { total, cap }) {
    let at = 0, pending = 0, held = 0;
    const done = [];
    function bits(width) {
      let value = 0;
      for (let left = width; left > 0;) {
        if (!held) {
          pending = digit(payload, at) * 91 + digit(payload, at + 1);
          at += 2;
          held = 13;
        }
        const take = Math.min(left, held);
        left -= take;
        held -= take;
        value = (value << take) | ((pending >> held) & ((1 << take) - 1));
      }
      return value;
    }
    function unary(most) {
      let count = 0;
      while (count < most && bits(1)) count++;
      return count;
    }
    function below(bound) {
      const width = 31 - Math.clz32(bound);
      const short = 2 ** (width + 1) - bound;
      const number = bits(width);
      return number < short ? number : number * 2 + bits(1) - short;
    }
    function fill(pages, start, count, low, high) {
      if (!count) return;
      const half = count >> 1;
      const page = low + half + below(high - low - count + 1);
      pages[start + half] = page;
      fill(pages, start, half, low, page);
      fill(pages, start + half + 1, count - half - 1, page + 1, high);
    }
    function next() {
      const width = unary(30);
      const count = (1 << width) | bits(width);
      const common = count === cap ? total / 2 ** bits(4) : count;
      const pages = new Array(count), levels = [], sections = [];
      fill(pages, 0, count, 0, total);
      for (let i = 0; i < count; i++) levels.push(unary(5));
      if (count <= 16) for (const level of levels) sections.push(level < 3 ? unary(64) * 4 + bits(2) : -1);
      return { pages, levels, sections, common };
    }
    return (place) => {
      while (done.length <= place) done.push(next());
      return done[place];
    };
  }

  function readPages(payload) {
    const [first, ...lines] = payload.split("\n");
    const dictionary = first.split(" ");
    const text = (digits) => {
      const found = [];
      for (let at = 0; at < digits.length; at++) {
        const high = digit(digits, at);
        found.push(dictionary[high < 50 ? high : 50 + (high - 50) * 91 + digit(digits, ++at)]);
      }
      return found.join(" ");
    };
    const usual = (heading) => encodeURIComponent(heading.toLowerCase().replace(/[^\p{Alphabetic}\p{N} _-]/gu, "").replace(/ /g, "-"));
    function part(field) {
      const [digits, anchor] = field.split(/!(.*)/);
      const heading = text(digits);
      return { heading, anchor: anchor ?? usual(heading), terms: terms(heading) };
    }
    const pages = [];
    let trail = "", path = "";
    for (const line of lines) {
      if (line[0] === "!") {
        trail = text(line.slice(1));
        continue;
      }
      const end = line.indexOf(" ");
      path = path.slice(0, parseInt(line[0], 36)) + line.slice(1, end);
      const page = { url: path.endsWith("/") ? path.slice(0, -1) : `${path}.html`, trail };
      // Of a file's pages few are ever shown.
      pages.push(() => Object.assign(page, { parts: page.parts ?? line.slice(end + 1).split(" ").map(part) }));
    }
    return pages;
  }

  // The index. --------------------------------------------------------------------------------------------------------

  const received = new Map();

  // `load` runs one script of the index, by its file name and what to ask for it with so that no old copy comes.
  function open(load) {
    let started, root, files;

    function start(version = "") {
      started = load("root.js", version).then(() => {
        root = received.get("root");
        files = new Map();
      });
      started.catch(() => (started = undefined));
      return started;
    }

    // A file of the index, read; once.
    function file(kind, number, read) {
      const [digest] = root[kind][number];
      const id = `${kind}-${number}.${digest}`;
      if (!files.has(id)) {
        const here = files;
        files.set(id, load(`${kind}-${number}.js`, digest).then(() => {
          const payload = received.get(id);
          received.delete(id);
          if (payload === undefined) throw Object.assign(new Error(`${id} is not what the index names`), { stale: true });
          return read(payload, root);
        }).catch((error) => {
          here.delete(id);
          throw error;
        }));
      }
      return files.get(id);
    }

    // The last file that begins at or before `key`.
    const place = (kind, key, column) => lastUpTo(key, root[kind].length, (at) => root[kind][at][column]);

    // The terms that begin with `prefix`, each with its number.
    async function lexicon(prefix, most) {
      const first = place("words", prefix, 2);
      const last = Math.min(place("words", `${prefix}\uffff`, 2), first + most - 1);
      const numbers = Array.from({ length: last - first + 1 }, (_, at) => first + at);
      const read = await Promise.all(numbers.map(async (number) => {
        const found = (await file("words", number, readWords))(prefix);
        return found.map(([term, at]) => [term, root.words[number][1] + at]);
      }));
      return read.flat();
    }

    // The pages of terms, given as number and factor: what each page is worth, and the section, where it is told.
    async function pagesOf(found) {
      const hits = new Map();
      let common = 0;
      const lists = await Promise.all(found.map(async ([number]) => {
        const at = place("lists", number, 1);
        return (await file("lists", at, readLists))(number - root.lists[at][1]);
      }));
      lists.forEach((list, at) => {
        common += list.common;
        list.pages.forEach((page, i) => {
          const worth = found[at][1] * LEVELS[list.levels[i]];
          if (!(hits.get(page)?.worth >= worth)) hits.set(page, { worth, section: list.sections[i] ?? -1 });
        });
      });
      return { hits, common };
    }

    // The pages with `term`, with a longer one that begins so, or, for its plural, with one that lacks the last letter.
    async function pagesOfTerm(term, asPrefix) {
      const stem = asPrefix && term.length > 4 ? term.slice(0, -1) : term;
      let found = await lexicon(stem, asPrefix ? MOST_FILES : 1);
      found = found.filter(([other]) => other === stem || (asPrefix && other.startsWith(term)));
      const furthest = found.length && place("lists", found[0][1], 1) + MOST_FILES;
      found = found.filter(([, number]) => place("lists", number, 1) < furthest);
      return pagesOf(found.map(([other, number]) => [number, other === term ? 1 : PREFIX]));
    }

    // Terms that `word` may have been meant for, from those that begin like it to all of them.
    async function typos(word) {
      const most = word.whole.length < 8 ? 1 : 2;
      for (const prefix of [word.whole.slice(0, 2), word.whole[0], ""]) {
        const near = (await lexicon(prefix, Infinity))
          .map(([term, number]) => [term, number, distance(word.whole, term, most)])
          .filter((found) => found[2] <= most);
        if (near.length) {
          const best = Math.min(...near.map((found) => found[2]));
          const extra = (found) => Math.abs(found[0].length - word.whole.length);
          const kept = near.filter((found) => found[2] === best).sort((a, b) => extra(a) - extra(b)).slice(0, TYPO_TERMS);
          kept.forEach(([term]) => word.fixed.add(term));
          return pagesOf(kept.map(([, number, far]) => [number, TYPOS[far]]));
        }
      }
      return { hits: new Map(), common: 0 };
    }

    async function pagesOfWord(word, isLast) {
      const asPrefix = word.unspaced ? [...word.whole].length === 1 : word.whole.length > (isLast ? 1 : 2);
      const [whole, ...parts] = await Promise.all([
        pagesOfTerm(word.whole, asPrefix),
        ...word.parts.map((part) => pagesOfTerm(part, part.length > 2)),
      ]);
      // All parts on one page are nearly the compound.
      const [first, ...others] = parts;
      first?.hits.forEach(({ worth, section }, page) => {
        if (whole.hits.has(page) || !others.every(({ hits }) => hits.has(page))) return;
        const least = Math.min(worth, ...others.map(({ hits }) => hits.get(page).worth));
        whole.hits.set(page, { worth: PARTS * least, section });
        whole.common++;
      });
      return whole.hits.size || word.unspaced || word.whole.length < 4 ? whole : typos(word);
    }

    // Every page with enough of the words, best first: [page, score, sections].
    async function rank(query) {
      const found = await Promise.all(query.map((word, at) => pagesOfWord(word, at === query.length - 1)));
      const sums = new Map();
      for (const { hits, common } of found) {
        const rarity = 0.1 + Math.log((root.total + 1) / (Math.min(root.total, common) + 0.5));
        hits.forEach(({ worth, section }, page) => {
          if (!sums.has(page)) sums.set(page, { score: 0, covered: 0, sections: [] });
          const sum = sums.get(page);
          sum.score += rarity * worth;
          sum.covered += rarity;
          if (section >= 0) sum.sections.push(section);
        });
      }
      // A page should have every word. One that lacks a rare word lacks much, one that lacks a common word hardly anything.
      let best = 0;
      sums.forEach((sum) => (best = Math.max(best, sum.covered)));
      return Array.from(sums, ([page, { score, covered, sections }]) => [page, score * (covered / best) ** 3, sections, covered])
        .filter((sum) => sum[3] >= best * 0.6)
        .sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    }

    async function show([page, score, told], query) {
      const at = place("pages", page, 1);
      const { url, trail, parts } = (await file("pages", at, readPages))[page - root.pages[at][1]]();
      const [title, ...sections] = parts;
      const inTitle = countMeant(query, title.terms);
      const isWhole = (heading) => said(queryWords(heading)) === said(query);
      // A section must have more of the words than the title, or the top of the page is the better place.
      let best, most = 2 * inTitle;
      sections.forEach((section, number) => {
        const whole = isWhole(section.heading);
        const worth = 2 * countMeant(query, section.terms) + told.filter((other) => other === number).length + whole;
        if (worth > most && section.heading) [best, most] = [section, worth];
      });
      return {
        url: url + (best?.anchor ? `#${best.anchor}` : ""),
        title: title.heading,
        trail,
        heading: best?.heading ?? "",
        // What is called just so is what was meant; a heading that is, nearly as much.
        score: score * (1 + inTitle / Math.max(title.heading.split(" ").length, query.length)) *
          (isWhole(title.heading) ? 3 : best && isWhole(best.heading) ? 2 : 1),
      };
    }

    // How many pages there are, the best `count` of them, and a way to those that follow up to another count. As many again
    // are looked at for the first, since what a title says whole is known only when it is read.
    async function search(text, count) {
      await (started ?? start());
      const query = queryWords(text);
      const ranked = query.length && root.total ? await rank(query) : [];
      async function between(from, to) {
        const found = await Promise.all(ranked.slice(from, to).map((sum) => show(sum, query)));
        return found.sort((a, b) => b.score - a.score);
      }
      const first = await between(0, 2 * count);
      const more = async (to) => [...first.slice(count), ...(await between(2 * count, to))];
      return { total: ranked.length, query, hits: first.slice(0, count), more };
    }

    return {
      warm: () => started ?? start(),
      // Files that do not belong together come from a site that was built again under an open page: once more, afresh.
      search: (text, count) => search(text, count).catch((error) => {
        if (!error.stale) throw error;
        return start(`${Date.now()}`).then(() => search(text, count));
      }),
    };
  }

  globalThis.turnkeySearch = Object.assign((id, payload) => received.set(id, payload), { open, marks, terms });
})();
