// Tables that can be sorted by their columns: `data-sortable` on the table, `data-value` on cells whose words would sort
// otherwise than they mean. Empty cells stay last. Without this script the table is as it was written.
(() => {
  const words = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true, sensitivity: "base" });
  const value = (row, column) => {
    const cell = row.cells[column];
    return (cell.dataset.value ?? cell.textContent).trim();
  };
  const sort = (head) => {
    const table = head.closest("table");
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = [...table.tBodies[0].rows].sort((a, b) => {
      const [x, y] = [value(a, head.cellIndex), value(b, head.cellIndex)];
      if (!x || !y) return x ? -1 : y ? 1 : 0;
      return down ? words.compare(y, x) : words.compare(x, y);
    });
    table.tBodies[0].append(...rows);
  };
  const begin = () => document.querySelectorAll("table[data-sortable]").forEach(({ tHead }) => {
    for (const head of tHead.rows[0].cells) {
      if (head.querySelector(":scope > .sort")) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sort(head));
    }
  });
  document.addEventListener("turnkey:swap", begin);
  begin();
})();
