// Sets light or dark as the reader chose last, before anything is drawn.
"use strict";

(() => {
  const chosen = window.__md_get("__palette")?.color;
  if (!chosen) return;
  const system = "(prefers-color-scheme)";
  if (chosen.media === system) {
    const scheme = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
    const input = document.querySelector(
      `[data-md-color-media='(prefers-color-scheme: ${scheme})']`,
    );
    for (const name of ["media", "scheme", "primary", "accent"]) {
      chosen[name] = input.getAttribute(`data-md-color-${name}`);
    }
  }
  for (const [name, value] of Object.entries(chosen)) {
    document.body.setAttribute(`data-md-color-${name}`, value);
  }
})();
