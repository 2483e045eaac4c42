/** The theme switch: system, dark or light, kept in this browser. Without scripts the system decides. */

const CHOICES = ["system", "dark", "light"];
const root = document.documentElement;

function kept() {
  try {
    const found = localStorage.getItem("theme");
    return CHOICES.includes(found) ? found : "system";
  } catch {
    return "system"; // storage can be forbidden; then a choice lasts for the page
  }
}

function keep(choice) {
  try {
    localStorage.setItem("theme", choice);
  } catch {
    // as above
  }
}

function show(choice) {
  if (choice === "system") {
    delete root.dataset.theme;
  } else {
    root.dataset.theme = choice;
  }
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    button.hidden = false;
    button.textContent = `Theme: ${choice}`;
  }
}

let current = kept();
show(current);
// This module may run before the body is there.
document.addEventListener("DOMContentLoaded", () => show(current));
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-theme-switch]")) {
    current = CHOICES[(CHOICES.indexOf(current) + 1) % CHOICES.length];
    keep(current);
    show(current);
  }
});
