// What is asked when: by what is filled in, by the unit that files, by the unit's own entry.
"use strict";

(() => {
  const { form, spec, root, unit } = gongkai;
  const fork = gongkai.find("fork");

  // Which of two things is done, where a kind is for two; null where it is for one.
  gongkai.forked = () => (fork ? fork.querySelector("input:checked").value === "then" : null);

  gongkai.setFork = (then) => {
    if (!fork || then === null || then === undefined) return;
    fork.querySelectorAll("input")[then ? 1 : 0].checked = true;
  };

  const isOfFork = (condition) => condition.present.length > 0 && fork !== null;

  const holds = (condition) => {
    if (isOfFork(condition)) return gongkai.forked();
    const raw = gongkai.rawOf(root);
    return (
      condition.present.every((name) => !gongkai.isBlank(raw[name])) &&
      Object.entries(condition.values).every(([name, values]) => values.includes(raw[name]))
    );
  };

  const names = (text = "") => text.split(" ").filter(Boolean);

  const termsOfUnit = () => {
    const { requires, forbids } = gongkai.optionOf(unit);
    return { requires: names(requires), forbids: names(forbids) };
  };

  const demands = () => {
    const all = [termsOfUnit()];
    for (const condition of spec.conditions) {
      const then = holds(condition);
      all.push(then ? condition.then : condition.otherwise);
      if (!isOfFork(condition)) continue;
      const { present } = condition;
      all.push(then ? { requires: present, forbids: [] } : { requires: [], forbids: present });
    }
    return all;
  };

  const mark = (part, must) => {
    const place = part.querySelector(".gk-optional,.gk-required");
    if (!place) return;
    place.className = must ? "gk-required" : "gk-optional";
    place.textContent = must ? form.dataset.wordRequired : form.dataset.wordOptional;
  };

  gongkai.ask = () => {
    const all = demands();
    const required = new Set(all.flatMap((each) => each.requires));
    const barred = new Set(all.flatMap((each) => each.forbids));
    for (const part of gongkai.partsOf(root)) {
      const name = gongkai.nameOf(part);
      part.hidden = barred.has(name);
      if (part.dataset.required === "yes") continue;
      const must = required.has(name);
      if ((part.dataset.must === "yes") !== must) mark(part, must);
      part.dataset.must = must ? "yes" : "";
    }
  };

  // Places of the unit's own entry in the registry: its villages.
  gongkai.offerMembers = () => {
    const members = gongkai.optionOf(unit).members;
    const sets = members ? JSON.parse(members) : {};
    for (const part of root.querySelectorAll("[data-members]")) {
      const select = part.querySelector("select");
      const wanted = select.value || select.dataset.wanted || "";
      for (const old of select.querySelectorAll("[data-member]")) old.remove();
      for (const [code, name] of sets[part.dataset.members] || []) {
        const option = new Option(name, code);
        option.dataset.member = "";
        select.append(option);
      }
      select.value = wanted;
      select.dataset.wanted = select.value === wanted ? "" : wanted;
      if (select.selectedIndex < 0) select.value = "";
    }
  };
})();
