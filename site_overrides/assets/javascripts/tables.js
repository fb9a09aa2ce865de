// Tables that sort by their heads. Without this script every page says the same; it only saves the
// reader time.
"use strict";

(() => {
  const text = (row, column) => row.cells[column].textContent.trim();

  const compare = (left, right) => {
    const a = parseFloat(left.replace("▼", "-").replace("▲", ""));
    const b = parseFloat(right.replace("▼", "-").replace("▲", ""));
    const numbers = !Number.isNaN(a) || !Number.isNaN(b);
    return numbers ? (a || 0) - (b || 0) : left.localeCompare(right, "zh");
  };

  const sortable = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    const body = table.tBodies[0];
    heads.forEach((head, column) => {
      if ("unsortable" in head.dataset) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...body.rows].sort((a, b) => compare(text(a, column), text(b, column)));
        body.append(...(down ? rows.reverse() : rows));
      });
    });
  };

  document.querySelectorAll("table[data-sortable]").forEach(sortable);
})();
