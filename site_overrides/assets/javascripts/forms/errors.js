// What is wrong, beside the field it is wrong with, and the first of it in view.
"use strict";

(() => {
  const errorOf = (part) => {
    if ("table" in part.dataset) return part.closest(".gk-scroll").nextElementSibling;
    return part.querySelector(":scope > .gk-error");
  };

  const controlsOf = (part) => {
    if ("rows" in part.dataset) return [part];
    if ("files" in part.dataset) return [part.querySelector("[data-pick]")];
    return [...part.querySelectorAll("input,select,textarea")];
  };

  gongkai.showError = (part, message) => {
    const place = errorOf(part);
    place.textContent = message;
    place.hidden = !message;
    if ("table" in part.dataset) return; // its cells are marked one by one
    for (const own of controlsOf(part)) {
      if (message) own.setAttribute("aria-invalid", "true");
      else own.removeAttribute("aria-invalid");
    }
  };

  // What one is mending is not called wrong any more.
  gongkai.forgive = (field) => {
    if (field && errorOf(field) && !errorOf(field).hidden) gongkai.showError(field, "");
  };

  const clear = () => {
    for (const place of gongkai.form.querySelectorAll(".gk-error:not([hidden])")) {
      place.hidden = true;
      place.textContent = "";
    }
    for (const own of gongkai.form.querySelectorAll("[aria-invalid]")) {
      own.removeAttribute("aria-invalid");
    }
  };

  const inOrder = (problems) =>
    [...problems].sort((a, b) => {
      const place = a.part.compareDocumentPosition(b.part);
      return place & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : Number(place > 0);
    });

  const byPart = (problems) => {
    const found = new Map();
    for (const { part, message } of problems) {
      found.set(part, [...(found.get(part) || []), message]);
    }
    return found;
  };

  // `problems` are {part, message} and, where it is one of many, the control that is meant.
  gongkai.showProblems = (problems) => {
    clear();
    for (const [part, messages] of byPart(problems)) gongkai.showError(part, messages.join(" "));
    for (const { control } of problems) if (control) control.setAttribute("aria-invalid", "true");
    if (!problems.length) return;
    const [{ part, control }] = inOrder(problems);
    for (let at = part; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    gongkai.tell("errors", { count: problems.length });
    (control || controlsOf(part)[0] || part).focus();
  };
})();
