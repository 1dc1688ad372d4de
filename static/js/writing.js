// Help while writing: signs of the format at a press, and a list of people after an @.
// Without this file the signs are typed and a name is written out.
(() => {
  "use strict";

  const type = (area, from, to, text) => {
    area.focus();
    area.setSelectionRange(from, to);
    // The old command keeps the browser's own undo; where it is gone the text is set.
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, from, to, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  const around = (area, sign, words) => {
    const { selectionStart: from, selectionEnd: to } = area;
    const inside = area.value.slice(from, to) || words;
    type(area, from, to, `${sign}${inside}${sign}`);
    area.setSelectionRange(from + sign.length, from + sign.length + inside.length);
  };

  const before = (area, sign) => {
    const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
    const to = area.selectionEnd;
    const lines = area.value.slice(from, to).split("\n").map((line) => sign + line).join("\n");
    type(area, from, to, lines);
  };

  const marks = {
    bold: (area, words) => around(area, "**", words),
    italic: (area, words) => around(area, "*", words),
    list: (area) => before(area, "- "),
    quote: (area) => before(area, "> "),
    link: (area, words) => {
      const { selectionStart: from, selectionEnd: to } = area;
      const shown = area.value.slice(from, to) || words;
      type(area, from, to, `[${shown}](https://)`);
      area.setSelectionRange(from + shown.length + 3, from + shown.length + 11);
    },
  };

  const pick = (area, list, url) => {
    let timer = 0;
    let asked = "";
    let people = [];
    let chosen = 0;
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-controls", list.id);
    const typed = () => {
      const text = area.value.slice(0, area.selectionStart);
      const found = text.match(/(?:^|[^\p{L}\p{N}_/])@([\p{L}\p{N}][^\n@]{0,40})$/u);
      return found && found[1].split(" ").length < 5 ? found[1] : "";
    };
    const close = () => {
      list.hidden = true;
      list.replaceChildren();
      people = [];
      area.removeAttribute("aria-activedescendant");
    };
    const mark = (index) => {
      chosen = (index + people.length) % people.length;
      [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === chosen)));
      area.setAttribute("aria-activedescendant", `${list.id}-${chosen}`);
    };
    const take = (index) => {
      const word = typed();
      const at = area.selectionStart;
      type(area, at - word.length - 1, at, `${people[index].insert} `);
      close();
    };
    const show = () => {
      list.replaceChildren(...people.map((person, index) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${index}`;
        item.setAttribute("role", "option");
        const name = document.createElement("span");
        name.textContent = person.name;
        name.dir = "auto";
        const where = document.createElement("span");
        where.className = "hint";
        where.textContent = person.where;
        item.append(name, where);
        item.addEventListener("mousedown", (event) => { event.preventDefault(); take(index); });
        return item;
      }));
      list.hidden = people.length === 0;
      if (people.length) mark(0);
    };
    const ask = async (word) => {
      asked = word;
      try {
        const answer = await fetch(`${url}?q=${encodeURIComponent(word)}`, { headers: { Accept: "application/json" } });
        if (!answer.ok || asked !== word || typed() !== word) return;
        people = (await answer.json()).people;
        show();
      } catch { close(); }
    };
    area.addEventListener("input", () => {
      clearTimeout(timer);
      const word = typed();
      if (word) timer = setTimeout(() => ask(word), 150);
      else close();
    });
    area.addEventListener("blur", close);
    area.addEventListener("keydown", (event) => {
      if (list.hidden || event.isComposing) return;
      const keys = {
        ArrowDown: () => mark(chosen + 1), ArrowUp: () => mark(chosen - 1),
        Enter: () => take(chosen), Tab: () => take(chosen), Escape: close,
      };
      if (!keys[event.key]) return;
      event.preventDefault();
      keys[event.key]();
    });
  };

  for (const help of document.querySelectorAll("[data-writing]")) {
    const form = help.closest("form");
    const area = form?.querySelector("textarea[name=body]");
    if (!area) continue;
    if (area.closest(".field")) area.before(help);
    help.hidden = false;
    // Opens for good: what grew and shrank with the focus would slip away from under a press.
    const open = () => form.classList.add("open");
    if (area.value) open();
    area.addEventListener("focus", open);
    const list = help.querySelector("[role=listbox]");
    if (list && help.dataset.people) pick(area, list, help.dataset.people);
    for (const button of help.querySelectorAll("[data-mark]")) {
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", () => marks[button.dataset.mark](area, button.dataset.words || ""));
    }
    area.addEventListener("keydown", (event) => {
      const mark = { b: "bold", i: "italic" }[event.key.toLowerCase()];
      if (!mark || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      help.querySelector(`[data-mark=${mark}]`).click();
    });
  }
})();
