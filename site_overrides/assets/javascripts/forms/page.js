// The page's form, what it knows of its kind, and what it says while one works.
"use strict";

(() => {
  const form = document.querySelector("form[data-form]");
  const find = (name) => form.querySelector(`[data-${name}]`);
  let working = 0;

  gongkai.form = form;
  gongkai.find = find;
  gongkai.spec = JSON.parse(form.dataset.spec);
  gongkai.root = find("root");
  gongkai.unit = find("unit");
  gongkai.learn(gongkai.spec.words);

  gongkai.tellText = (text) => {
    find("status").textContent = text;
  };
  gongkai.tell = (code, values) => gongkai.tellText(gongkai.say(code, values));

  // While something is under way nothing is handed in a second time.
  gongkai.busy = (change) => {
    working += change;
    for (const button of form.querySelectorAll("[data-send]")) button.disabled = working > 0;
  };

  gongkai.optionOf = (select) => (select.selectedOptions[0] || { dataset: {} }).dataset;
})();
