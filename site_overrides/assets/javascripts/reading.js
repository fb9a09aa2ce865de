// 阅读方式: larger text and stronger contrast, as the reader chose last, on every page of the site.
"use strict";

(() => {
  const root = document.documentElement;
  const choices = {
    size: { label: "字号", values: { "": "标准", large: "大", huge: "特大" } },
    contrast: { label: "对比度", values: { "": "标准", high: "高" } },
  };

  const place = document.querySelector("[data-reading]");
  for (const [name, { label, values }] of Object.entries(choices)) {
    const kept = window.__md_get(`reading-${name}`);
    const group = document.createElement("span");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", label);
    group.append(label);
    const set = (value) => {
      if (value) root.dataset[`gk${name[0].toUpperCase()}${name.slice(1)}`] = value;
      else delete root.dataset[`gk${name[0].toUpperCase()}${name.slice(1)}`];
      group.querySelectorAll("button").forEach((button) => {
        button.setAttribute("aria-pressed", String(button.value === value));
      });
    };
    for (const [value, text] of Object.entries(values)) {
      const button = document.createElement("button");
      button.type = "button";
      button.value = value;
      button.textContent = text;
      button.addEventListener("click", () => {
        window.__md_set(`reading-${name}`, value);
        set(value);
      });
      group.append(button);
    }
    place?.append(group);
    set(kept in values ? kept : "");
  }
})();
