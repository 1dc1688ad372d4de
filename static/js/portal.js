// Small helps for the keyboard and the slow line. Every page works without them.
(() => {
  "use strict";

  // A form that is sent is not sent again by a second click.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 8000);
  });

  // Drafts: kept in this browser at once, and on the server every few seconds, until the text is posted.
  const storage = (() => { try { return window.localStorage; } catch { return null; } })();
  const token = (form) => form.querySelector("[name=csrfmiddlewaretoken]")?.value;

  const keep = (form, place, remote) => {
    const key = `draft:${place}`;
    const fields = [...form.querySelectorAll("textarea, input[name=title]")];
    const note = form.querySelector("[data-draft-note]");
    const saved = storage && JSON.parse(storage.getItem(key) || "null");
    if (saved) for (const field of fields) if (!field.value && saved[field.name]) field.value = saved[field.name];
    let timer = 0;
    const send = async () => {
      const data = new FormData();
      data.append("place", place);
      for (const field of fields) data.append(field.name, field.value);
      try {
        const answer = await fetch("/my/drafts/", { method: "POST", body: data, headers: { "X-CSRFToken": token(form) } });
        if (note && answer.ok) note.textContent = note.dataset.kept || "✓";
      } catch { /* the line is down: the browser's copy stays */ }
    };
    form.addEventListener("input", () => {
      if (storage) storage.setItem(key, JSON.stringify(Object.fromEntries(fields.map((field) => [field.name, field.value]))));
      if (!remote) return;
      clearTimeout(timer);
      timer = setTimeout(send, 1500);
    });
    form.addEventListener("submit", () => { clearTimeout(timer); if (storage) storage.setItem(`sent:${place}`, key); });
  };
  for (const form of document.querySelectorAll("form[data-draft]")) keep(form, form.dataset.draft, true);
  for (const form of document.querySelectorAll("form[data-keep]")) keep(form, form.dataset.keep, false);
  // The page after a post that went through: the form is empty again, so its copy may go.
  if (storage && !document.querySelector("#errors")) {
    for (let index = storage.length - 1; index >= 0; index -= 1) {
      const name = storage.key(index);
      if (name && name.startsWith("sent:")) { storage.removeItem(storage.getItem(name)); storage.removeItem(name); }
    }
  }

  // "Useful" changes in place.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest('button[form="acts"][name="useful"]');
    if (!button || !window.htmx) return;
    event.preventDefault();
    const entry = button.closest(".entry");
    const acts = document.getElementById("acts");
    window.htmx.ajax("POST", acts.action, {
      target: entry, swap: "outerHTML",
      values: { useful: button.value, csrfmiddlewaretoken: token(acts) },
    });
  });

  // The summary of errors takes the focus, so that it is read first.
  document.getElementById("errors")?.focus();
})();
