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

  // Drafts: kept in this browser at once, by form and person, until the server says that it has the text.
  const storage = (() => { try { return window.localStorage; } catch { return null; } })();
  const token = (form) => form.querySelector("[name=csrfmiddlewaretoken]")?.value;
  const person = document.getElementById("me")?.dataset.person || "";
  const keyOf = (place) => `draft:${person}:${place}`;
  const arrived = document.cookie.split("; ").find((part) => part.startsWith("kept="));
  if (arrived) {
    storage?.removeItem(keyOf(arrived.slice(5)));
    document.cookie = "kept=; path=/; max-age=0; samesite=lax";
  }

  const keep = (form, place, remote) => {
    const key = keyOf(place);
    // A form with an address of its own keeps each of its fields; the others their text.
    const own = form.dataset.draftUrl;
    const fields = [...form.querySelectorAll(own ? "textarea, select, input:is([type=text], [type=url], [type=number], [type=checkbox])" : "textarea, input[name=title]")];
    const value = (field) => (field.type !== "checkbox" ? field.value : field.checked ? "on" : "");
    const read = () => Object.fromEntries(fields.map((field) => [field.name, value(field)]));
    const note = form.querySelector("[data-draft-note]");
    const say = (state) => { if (note && note.textContent !== note.dataset[state]) note.textContent = note.dataset[state] || ""; };
    // base: what the server is known to have.
    let base = read();
    let timer = 0;
    let line = null;
    const same = (one, other) => fields.every(({ name }) => (one[name] || "") === (other[name] || ""));
    const put = () => {
      try { storage?.setItem(key, JSON.stringify({ text: read(), base })); return Boolean(storage); } catch { return false; }
    };
    const send = async () => {
      const text = read();
      const data = new FormData();
      if (!own) data.append("place", place);
      for (const field of fields) if (own || ["body", "title"].includes(field.name)) data.append(field.name, value(field));
      line = new AbortController();
      try {
        const answer = await fetch(own || "/my/drafts/", { method: "POST", body: data, headers: { "X-CSRFToken": token(form) }, signal: line.signal });
        if (!answer.ok) return;
        base = text;
        put();
        if (same(read(), base)) say("saved");
      } catch { /* the line is down: the browser's copy stays, and is sent when the line is back */ }
    };
    const changed = () => {
      if (put()) say("here");
      if (!remote) return;
      clearTimeout(timer);
      timer = setTimeout(send, 1500);
    };
    const use = (text) => {
      for (const field of fields) {
        if (field.type === "checkbox") field.checked = Boolean(text[field.name]);
        else if (own ? field.name in text : text[field.name]) field.value = text[field.name];
      }
      changed();
    };
    let saved = null;
    try { saved = JSON.parse(storage?.getItem(key) || "null"); } catch { /* not ours */ }
    // What the server has is newer, unless something typed here never reached it.
    if (saved?.text && !same(saved.text, saved.base || {}) && !same(saved.text, base)) {
      const untouched = fields.every(({ name }) => !base[name] || base[name] === saved.base?.[name]);
      if (untouched) use(saved.text);
      else if (note) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "act";
        button.textContent = note.dataset.other;
        button.addEventListener("click", () => { button.remove(); use(saved.text); });
        note.after(button);
      }
    }
    form.addEventListener("input", changed);
    if (remote) window.addEventListener("online", () => { if (!same(read(), base)) send(); });
    const name = document.createElement("input");
    Object.assign(name, { type: "hidden", name: "kept_as", value: place });
    form.append(name);
    form.addEventListener("submit", () => { clearTimeout(timer); line?.abort(); });
  };
  for (const form of document.querySelectorAll("form[data-draft]")) keep(form, form.dataset.draft, true);
  for (const form of document.querySelectorAll("form[data-keep]")) keep(form, form.dataset.keep, false);

  // "Useful" changes in place.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest('button[form="acts"][name$="useful"]');
    if (!button || !window.htmx) return;
    event.preventDefault();
    const entry = button.closest(".entry");
    const acts = document.getElementById("acts");
    window.htmx.ajax("POST", acts.action, {
      target: entry, swap: "outerHTML",
      values: { [button.name]: button.value, csrfmiddlewaretoken: token(acts) },
    });
  });

  // What was merged into another discussion: on to the very contribution that the address named.
  const goesOn = document.querySelector("[data-goes-on]");
  if (goesOn) location.replace((document.getElementById(location.hash.slice(1)) || goesOn).querySelector("a")?.href || location.href);

  // The summary of errors takes the focus, so that it is read first.
  document.getElementById("errors")?.focus();
})();
