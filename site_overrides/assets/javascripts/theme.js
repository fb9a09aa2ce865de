// What the theme's own scripts ask for by these names: a store of settings, kept apart by site.
"use strict";

window.__md_scope = new URL(document.currentScript.dataset.scope, location);

window.__md_hash = (text) =>
  [...text].reduce((hash, character) => (hash << 5) - hash + character.charCodeAt(0), 0);

window.__md_get = (name, store = localStorage, scope = window.__md_scope) => {
  try {
    return JSON.parse(store.getItem(`${scope.pathname}.${name}`));
  } catch {
    return null; // no store here, or not ours
  }
};

window.__md_set = (name, value, store = localStorage, scope = window.__md_scope) => {
  try {
    store.setItem(`${scope.pathname}.${name}`, JSON.stringify(value));
  } catch {
    // A full or forbidden store only forgets the setting.
  }
};
