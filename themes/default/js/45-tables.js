// Tables that can be sorted by their columns: `data-sortable` on the table, `data-value` on cells whose words would sort
// otherwise than they mean. Empty cells stay last. Without this script the table is as it was written.
for (const table of document.querySelectorAll("table[data-sortable]")) {
  const body = table.tBodies[0];
  const words = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true, sensitivity: "base" });
  const value = (row, column) => {
    const cell = row.cells[column];
    return (cell.dataset.value ?? cell.textContent).trim();
  };
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows].sort((a, b) => {
        const [x, y] = [value(a, column), value(b, column)];
        if (!x || !y) return x ? -1 : y ? 1 : 0;
        return down ? words.compare(y, x) : words.compare(x, y);
      });
      body.append(...rows);
    });
  });
}
