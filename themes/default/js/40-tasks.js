// Boxes to tick. What is ticked stays in this browser, by book, page and task; it can be reset, and carried to
// another browser as a file.
(() => {
  const boxes = [...document.querySelectorAll("input[type=checkbox][data-task]")];
  const panel = document.querySelector(".task-progress");
  const { book, page } = document.documentElement.dataset;
  if (!boxes.length) return;
  const key = (task) => `turnkey:${book}:${page}:${task}`;

  // The author's tick stands until the reader decides otherwise; only the reader's decisions are kept.
  // Storage can be full, forbidden or absent; then ticks last as long as the page.
  const recall = (box) => {
    try {
      return (localStorage.getItem(key(box.dataset.task)) ?? (box.defaultChecked ? "1" : "0")) === "1";
    } catch {
      return box.defaultChecked;
    }
  };
  const remember = (box) => {
    try {
      if (box.checked === box.defaultChecked) localStorage.removeItem(key(box.dataset.task));
      else localStorage.setItem(key(box.dataset.task), box.checked ? "1" : "0");
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
    bar.nextElementSibling.textContent = `${done} of ${boxes.length}`;
  };
  const tick = (state) => {
    for (const box of boxes) {
      box.checked = state(box);
      remember(box);
    }
    count();
  };

  for (const box of boxes) {
    box.checked = recall(box);
    box.addEventListener("change", () => {
      remember(box);
      count();
    });
  }
  count();
  addEventListener("storage", (event) => {
    const box = boxes.find((box) => event.key === key(box.dataset.task));
    if (!box) return;
    box.checked = recall(box);
    count();
  });
  if (!panel) return;

  const reset = panel.querySelector("button");
  reset.addEventListener("click", () => {
    const before = boxes.filter((box) => box.checked);
    if (before.length && confirm(`Untick ${before.length} of ${boxes.length}?`)) tick(() => false);
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
  button("Save", "Save the ticks to a file", () => {
    const ticked = boxes.filter((box) => box.checked).map((box) => box.dataset.task);
    const file = new Blob([JSON.stringify({ book, page, ticked }, null, 2)], { type: "application/json" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = `${page.replace(/\.html$/, "").replaceAll("/", "-")}-ticks.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
  button("Load", "Load ticks from a file", () => {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = ".json";
    input.addEventListener("change", async () => {
      try {
        const saved = JSON.parse(await input.files[0].text());
        if (saved.page !== page && !confirm(`These ticks are of ${saved.page}. Load them here?`)) return;
        tick((box) => saved.ticked.includes(box.dataset.task));
      } catch {
        alert("This file holds no ticks.");
      }
    });
    input.click();
  });
})();
