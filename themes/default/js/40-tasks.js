// Boxes to tick. What is ticked stays in this browser, by book, page and task; it can be reset, and carried to
// another browser as a file. A task whose words were edited a little is known again by the words that were stored.
(() => {
  const { book, page } = document.documentElement.dataset;
  let boxes = [];
  let panel = null;
  // Those that know already what the reader decided.
  const known = new WeakSet();
  const prefix = `turnkey:${book}:${page}:`;
  const key = (task) => prefix + task;
  const words = (box) => (box.labels[0]?.textContent ?? "").trim();

  // The author's tick stands until the reader decides otherwise; only the reader's decisions are kept.
  // Storage can be full, forbidden or absent; then ticks last as long as the page.
  const recall = (box) => {
    try {
      return (localStorage.getItem(key(box.dataset.task)) ?? (box.defaultChecked ? "1" : "0")).startsWith("1");
    } catch {
      return known.has(box) ? box.checked : box.defaultChecked;
    }
  };
  const remember = (box) => {
    try {
      if (box.checked === box.defaultChecked) localStorage.removeItem(key(box.dataset.task));
      else localStorage.setItem(key(box.dataset.task), (box.checked ? "1" : "0") + words(box));
    } catch {
      // See above.
    }
  };

  const count = () => {
    if (!panel) return;
    const done = boxes.filter((box) => box.checked).length;
    const bar = panel.querySelector("progress");
    bar.max = boxes.length;
    bar.value = done;
    bar.nextElementSibling.textContent = turnkeySay("{done} of {total}", { done, total: boxes.length });
  };
  const tick = (state) => {
    for (const box of boxes) {
      box.checked = state(box);
      remember(box);
    }
    count();
  };

  // How much of two texts is the same words, from 0 to 1.
  const likeness = (one, other) => {
    const split = (text) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
    const [a, b] = [split(one), split(other)];
    return (2 * [...a].filter((word) => b.has(word)).length) / (a.size + b.size || 1);
  };
  // Hands the state of a task that is no longer there to the one that says nearly the same.
  const adopt = () => {
    const there = new Set(boxes.map((box) => key(box.dataset.task)));
    for (const old of Object.keys(localStorage)) {
      if (!old.startsWith(prefix) || there.has(old)) continue;
      const stored = localStorage.getItem(old);
      const score = (box) => likeness(words(box), stored.slice(1));
      const free = boxes.filter((box) => localStorage.getItem(key(box.dataset.task)) === null && score(box) > 0.6);
      const heir = free.sort((one, other) => score(other) - score(one))[0];
      if (!heir) continue;
      heir.checked = stored.startsWith("1");
      remember(heir);
      localStorage.removeItem(old);
    }
  };
  addEventListener("storage", (event) => {
    const box = boxes.find((box) => event.key === key(box.dataset.task));
    if (!box) return;
    box.checked = recall(box);
    count();
  });

  const button = (label, title, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button";
    made.textContent = label;
    made.title = title;
    made.addEventListener("click", act);
    panel.append(made);
  };
  const reset = () => {
    const before = boxes.filter((box) => box.checked);
    const question = turnkeySay("Untick {n} of {total}?", { n: before.length, total: boxes.length });
    if (before.length && confirm(question)) tick(() => false);
  };
  const save = () => {
    const ticked = boxes.filter((box) => box.checked).map((box) => box.dataset.task);
    const file = new Blob([JSON.stringify({ book, page, ticked }, null, 2)], { type: "application/json" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = `${page.replace(/\.html$/, "").replaceAll("/", "-")}-ticks.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  const load = () => {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = ".json";
    input.addEventListener("change", async () => {
      try {
        const saved = JSON.parse(await input.files[0].text());
        const question = turnkeySay("These ticks are of {page}. Load them here?", { page: saved.page });
        if (saved.page !== page && !confirm(question)) return;
        tick((box) => saved.ticked.includes(box.dataset.task));
      } catch {
        alert(turnkeySay("This file holds no ticks."));
      }
    });
    input.click();
  };

  const begin = () => {
    boxes = [...document.querySelectorAll("input[type=checkbox][data-task]")];
    panel = document.querySelector(".task-progress");
    if (!boxes.length) return;
    try {
      adopt();
    } catch {
      // Without storage there is nothing to hand on.
    }
    for (const box of boxes) {
      box.checked = recall(box);
      if (known.has(box)) continue;
      known.add(box);
      box.addEventListener("change", () => {
        remember(box);
        count();
      });
    }
    count();
    if (!panel || known.has(panel)) return;
    known.add(panel);
    panel.querySelector("button").addEventListener("click", reset);
    button(turnkeySay("Save"), turnkeySay("Save the ticks to a file"), save);
    button(turnkeySay("Load"), turnkeySay("Load ticks from a file"), load);
  };
  document.addEventListener("turnkey:swap", begin);
  begin();
})();
