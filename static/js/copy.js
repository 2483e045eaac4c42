/** Copy buttons beside a text to take along; they appear only where the browser lets a page write the clipboard. */

function prepare() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy-button]")) button.hidden = false;
}

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copy-button]") : null;
  if (!button) return;
  const box = button.closest("[data-copy]");
  const field = box.querySelector("input, textarea");
  const said = box.querySelector("[data-copy-said]");
  try {
    await navigator.clipboard.writeText(field.value);
    said.textContent = "Copied.";
  } catch {
    field.select();
    said.textContent = "Not allowed here: the text is selected, copy it with the keyboard.";
  }
});
document.addEventListener("htmx:after:swap", prepare);
prepare();
