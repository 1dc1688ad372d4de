// The composer: what is selected in a contribution goes into its form, what is marked shows in the text.
// Without this file sentences are chosen or copied; everything else is the same.
(() => {
  "use strict";

  const squeeze = (text) => text.replace(/\s+/g, " ").trim();

  // What was written while the line was down comes back, unless somebody wrote there in the meantime.
  const form = document.getElementById("synthesis-form");
  const storage = (() => { try { return window.localStorage; } catch { return null; } })();
  if (form && storage) {
    const key = `composer:${form.dataset.place}`;
    const fields = [...form.querySelectorAll("#themes textarea")];
    const kept = JSON.parse(storage.getItem(key) || "{}");
    for (const field of fields) {
      const own = kept[field.name];
      if (own && field.defaultValue.trim() === own.base.trim()) field.value = own.now;
    }
    const keep = () => {
      const changed = fields.filter((field) => field.value !== field.defaultValue);
      storage.setItem(key, JSON.stringify(Object.fromEntries(
        changed.map((field) => [field.name, { base: field.defaultValue, now: field.value }]),
      )));
    };
    keep();
    form.addEventListener("input", keep);
  }

  // Select words of a contribution: they stand in its field, and its form opens.
  let timer = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const selection = document.getSelection();
      if (!selection || selection.isCollapsed || !selection.anchorNode) return;
      const start = selection.anchorNode.parentElement?.closest(".source .said");
      const end = selection.focusNode?.parentElement?.closest(".source .said");
      if (!start || start !== end) return;
      const source = start.closest(".source");
      const field = source.querySelector("textarea[name^=quote-]");
      const words = squeeze(selection.toString());
      if (!field || words.length < 3) return;
      field.value = words;
      source.querySelector("select[name^=sentence-]").value = "";
      source.querySelector("details").open = true;
    }, 250);
  });

  // Show marked passages where they stand. The page itself is not changed.
  if (!window.CSS || !CSS.highlights || !window.Highlight) return;
  const found = new Highlight();
  for (const source of document.querySelectorAll(".source")) {
    const said = source.querySelector(".said");
    for (const mark of source.querySelectorAll("mark[data-quote]")) {
      const range = rangeOf(said, mark.textContent.replace(/\s+/g, ""));
      if (range) found.add(range);
    }
  }
  CSS.highlights.set("passage", found);

  // The part of an element that says these letters, whatever the spaces between them.
  function rangeOf(element, letters) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const places = [];
    let text = "";
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (let index = 0; index < node.data.length; index += 1) {
        if (/\s/.test(node.data[index])) continue;
        text += node.data[index];
        places.push([node, index]);
      }
    }
    const at = text.indexOf(letters);
    if (!letters || at < 0) return null;
    const range = document.createRange();
    range.setStart(...places[at]);
    const [node, index] = places[at + letters.length - 1];
    range.setEnd(node, index + 1);
    return range;
  }
})();
