// Finds rows of a page's tables as one types: an office in the directory by unit, phone or place, a
// unit on the scoreboard by name or status. A table says with data-findable which of its cells are
// looked at (nothing: all), with data-find and data-hint what stands at the field. Works from an
// unpacked folder; without it the tables are plain ones that say the same.
"use strict";

(() => {
  const tables = [...document.querySelectorAll("table[data-findable]")];
  if (!tables.length) return;

  // Full-width characters become plain ones; a phone number is found with and without its marks.
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const digits = (text) => text.replace(/[^0-9]/g, "");
  const isNumber = (word) => /^[0-9()+\-－—–]+$/.test(word) && digits(word).length > 2;

  const looked = (table, row) =>
    table.dataset.findable ? [...row.querySelectorAll(table.dataset.findable)] : [row];

  const rows = tables.flatMap((table) =>
    [...table.tBodies[0].rows].map((row) => ({
      row,
      table,
      text: plain(looked(table, row).map((cell) => cell.textContent).join(" ")),
      phones: [...row.querySelectorAll("[data-phone]")].map((cell) => digits(plain(cell.textContent))),
    })),
  );

  const box = document.createElement("div");
  box.className = "gk-find";
  box.setAttribute("role", "search");
  box.setAttribute("aria-label", tables[0].dataset.find);
  const label = document.createElement("label");
  label.htmlFor = "gk-find-row";
  label.textContent = tables[0].dataset.find;
  const field = document.createElement("input");
  field.type = "search";
  field.id = label.htmlFor;
  field.placeholder = tables[0].dataset.hint;
  field.autocomplete = "off";
  const status = document.createElement("p");
  status.className = "gk-quiet";
  status.setAttribute("role", "status");
  box.append(label, field, status);
  document.querySelector(".md-content__inner .gk").append(box);

  const fits = (entry, word) =>
    entry.text.includes(word) ||
    (isNumber(word) && entry.phones.some((phone) => phone.includes(digits(word))));

  const show = () => {
    const words = plain(field.value).split(/[\s、,，]+/).filter(Boolean);
    const found = new Map(tables.map((table) => [table, 0]));
    rows.forEach((entry) => {
      entry.row.hidden = !words.every((word) => fits(entry, word));
      if (!entry.row.hidden) found.set(entry.table, found.get(entry.table) + 1);
    });
    tables.forEach((table) => {
      const part = table.closest(".gk");
      const heading = part.previousElementSibling;
      part.hidden = found.get(table) === 0;
      if (heading && heading.tagName === "H2") heading.hidden = part.hidden;
    });
    const count = [...found.values()].reduce((sum, each) => sum + each, 0);
    if (!words.length) status.textContent = `共 ${rows.length} 个单位`;
    else if (count) status.textContent = `找到 ${count} 个，共 ${rows.length} 个单位`;
    else status.textContent = "没有找到。可以换一个词，或者少输几个字。";
  };

  field.addEventListener("input", show);
  show();
})();
