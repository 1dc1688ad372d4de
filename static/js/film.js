// A film plays in the page after a press, and nothing is asked of its host before.
// Without this file the link to the film is there.
(() => {
  "use strict";

  for (const film of document.querySelectorAll("[data-player]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button small";
    button.textContent = film.dataset.play;
    button.addEventListener("click", () => {
      const frame = document.createElement("iframe");
      frame.title = film.dataset.title;
      frame.allow = "fullscreen; picture-in-picture";
      frame.referrerPolicy = "strict-origin-when-cross-origin";
      frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-presentation allow-popups");
      frame.src = film.dataset.player;
      button.replaceWith(frame);
      frame.focus();
    });
    film.prepend(button);
  }
})();
