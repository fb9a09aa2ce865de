// What a record must be as a whole, over several of its fields: x-checks and x-terms of the schema.
// Only what a browser can tell; the rest the gate tells.
"use strict";

(() => {
  const at = (record, path) => path.split(".").reduce((value, name) => (value || {})[name], record);

  const plain = (value) => (value instanceof gongkai.Numeral ? Number(value.digits) : value);

  const applies = (record, { when }) =>
    Object.entries(when || {}).every(([field, wanted]) => at(record, field) === wanted);

  const eachItem = (record, { items }, look) =>
    (at(record, items) || []).forEach((item, index) => look(item, [items, index]));

  // A field of an item that is more than another.
  const notMore = (code) => (record, check, context) =>
    eachItem(record, check, (item, path) => {
      const [own, of] = [plain(at(item, check.field)), plain(at(item, check.of))];
      if (own === undefined || of === undefined || own <= of) return;
      const called = (field) => context.titles[`${check.items}.${field}`] || field;
      const values = { field: called(check.field), of: called(check.of) };
      context.found([...path, check.field], code, values);
    });

  const CHECKS = {
    "not-after": notMore("not-after"),
    "at-most": notMore("at-most"),
    "unique-items": (record, check, context) => {
      const seen = new Set();
      eachItem(record, check, (item, path) => {
        const key = JSON.stringify(check.fields.map((field) => plain(at(item, field))));
        const value = check.fields.map((field) => context.shown([...path, field])).join(" ");
        if (seen.has(key)) context.found([...path, check.fields[0]], "repeated", { value });
        seen.add(key);
      });
    },
    "within-year": (record, check, context) => {
      const [from, to] = [at(record, check.from), at(record, check.to)];
      if (!from || !to) return;
      const inside = [from, to].every((day) => day.startsWith(`${context.year}-`));
      if (inside && from <= to) return;
      context.found(check.from.split("."), "within-year", { year: context.year });
    },
    balance: () => {}, // told where the table is
  };

  // `problems` grows by what is wrong with `record`, which has been read from `root`.
  gongkai.checkWhole = (root, record, spec, year, problems) => {
    const context = {
      titles: spec.titles,
      year,
      shown: (path) => {
        const own = gongkai.control(gongkai.partAt(root, path));
        return own.selectedOptions ? own.selectedOptions[0].textContent : own.value;
      },
      found: (path, code, values) =>
        problems.push({ part: gongkai.partAt(root, path), message: gongkai.say(code, values) }),
    };
    for (const check of [...spec.checks, ...spec.terms]) {
      if (applies(record, check)) CHECKS[check.check || check.term](record, check, context);
    }
  };
})();
