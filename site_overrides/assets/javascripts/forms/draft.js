// The draft and the unit, kept in this browser. Where it keeps nothing, forms work all the same.
"use strict";

(() => {
  // Sites on one host keep apart: what is before /submit/ in the address is the site's own.
  const site = window.location.pathname.replace(/submit\/[^/]*$/, "");
  const unitKey = `gongkai:${site}:unit`;
  const draftKey = (kind) => `gongkai:${site}:draft:${kind}`;

  const quietly = (use) => {
    try {
      return use(window.localStorage);
    } catch {
      return null; // private windows, full or forbidden storage
    }
  };

  gongkai.keepUnit = (unit) => quietly((storage) => storage.setItem(unitKey, unit));
  gongkai.keptUnit = () => quietly((storage) => storage.getItem(unitKey)) || "";

  gongkai.keepDraft = (kind, draft) =>
    quietly((storage) => {
      storage.setItem(draftKey(kind), JSON.stringify(draft));
      return true;
    }) === true;

  gongkai.keptDraft = (kind) => quietly((storage) => JSON.parse(storage.getItem(draftKey(kind))));

  gongkai.dropDraft = (kind) => quietly((storage) => storage.removeItem(draftKey(kind)));
})();
