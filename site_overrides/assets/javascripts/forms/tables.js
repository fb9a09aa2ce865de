// Grids of figures: totals as one types, and whether the columns balance.
"use strict";

(() => {
  let spec = { checks: [], titles: {} };

  // Where the figures of a table stand in the record: the names of the groups around it.
  const prefix = (table) => {
    const names = [];
    const above = (element) => element.closest("[data-group]");
    for (let at = above(table); at; at = above(at.parentElement)) names.unshift(at.dataset.group);
    return names.length ? `${names.join(".")}.` : "";
  };

  const cells = (table) => [...table.querySelectorAll("[data-cell]")];

  const figure = (cell) => {
    const found = gongkai.number(cell.value || "0", { whole: true });
    return found.digits ? Number(found.digits) : 0;
  };

  const sum = (figures) => figures.reduce((total, each) => total + each, 0);

  const within = (path, place) => path === place || path.startsWith(`${place}.`);

  // The cells of a table by column, each with its path in the record.
  const columns = (table) => {
    const before = prefix(table);
    const found = [];
    for (const row of table.tBodies[0].rows) {
      [...row.querySelectorAll("[data-cell]")].forEach((cell, column) => {
        found[column] = found[column] || [];
        found[column].push({ path: before + cell.dataset.cell, figure: figure(cell) });
      });
    }
    return found;
  };

  const isIn = (path, places) => places.some((place) => within(path, place));

  const below = (column, places) =>
    sum(column.filter(({ path }) => isIn(path, places)).map((cell) => cell.figure));

  const totals = (table) => {
    const all = columns(table);
    const before = prefix(table);
    for (const row of table.tBodies[0].rows) {
      let total = sum([...row.querySelectorAll("[data-cell]")].map(figure));
      if (row.dataset.sum !== undefined) {
        const figures = all.map((column) => below(column, [before + row.dataset.sum]));
        row.querySelectorAll("[data-column]").forEach((cell, column) => {
          cell.textContent = figures[column];
        });
        total = sum(figures);
      }
      const place = row.querySelector("[data-total]");
      if (place) place.textContent = total;
    }
  };

  // What does not balance, a sentence for each column; null where nothing has to.
  const unbalanced = (table) => {
    const all = columns(table);
    const heads = [...table.tHead.rows[0].querySelectorAll("th")].map((head) => head.textContent);
    const balances = spec.checks.filter(
      ({ check, left }) => check === "balance" && all[0].some(({ path }) => isIn(path, left)),
    );
    if (!balances.length) return null;
    const called = (places) => places.map((place) => `“${spec.titles[place]}”`).join("、");
    return balances.flatMap(({ left, right }) =>
      all.flatMap((column, number) => {
        const sums = { left_sum: below(column, left), right_sum: below(column, right) };
        if (sums.left_sum === sums.right_sum) return [];
        const names = { column: heads[number], left: called(left), right: called(right) };
        return [gongkai.say("balance", { ...sums, ...names })];
      }),
    );
  };

  const tellBalance = (table) => {
    const sentences = unbalanced(table);
    if (sentences === null) return;
    const place = table.closest(".gk-scroll").nextElementSibling.nextElementSibling;
    const text = sentences.length ? sentences.join(" ") : gongkai.say("balanced");
    place.classList.toggle("gk-balance--wrong", sentences.length > 0);
    if (place.textContent !== text) place.textContent = text;
  };

  gongkai.startTable = (table, known) => {
    spec = known;
    totals(table);
    table.addEventListener("input", () => totals(table));
    // Told when a figure is finished, not with every key.
    table.addEventListener("change", () => tellBalance(table));
    table.addEventListener("focusin", (event) => {
      if (event.target.matches("[data-cell]")) event.target.select();
    });
  };

  const put = (target, path, value) => {
    const names = path.split(".");
    const last = names.pop();
    names.reduce((place, name) => (place[name] = place[name] || {}), target)[last] = value;
  };

  gongkai.ways.table = {
    raw: (table) => {
      const found = {};
      for (const cell of cells(table)) put(found, cell.dataset.cell, cell.value);
      return found;
    },
    fill: (table, raw) => {
      for (const cell of cells(table)) {
        const own = cell.dataset.cell.split(".").reduce((place, name) => (place || {})[name], raw);
        if (own !== undefined && own !== null) cell.value = String(own);
      }
      totals(table);
    },
    value: (table, problems) => {
      const found = {};
      for (const cell of cells(table)) {
        const raw = cell.value.trim();
        const bounds = { whole: true, minimum: 0, maximum: table.dataset.maximum };
        const number = raw ? gongkai.number(raw, bounds) : { code: "required" };
        if (number.code) {
          const message = `${cell.getAttribute("aria-label")}：${gongkai.say(number.code, number)}`;
          problems.push({ part: table, control: cell, message });
        } else {
          put(found, cell.dataset.cell, new gongkai.Numeral(number.digits));
        }
      }
      for (const message of unbalanced(table) || []) {
        problems.push({ part: table, control: cells(table)[0], message });
      }
      return found;
    },
  };
})();
