/** Filter bars: what is left empty stays out of the address, marked fields send the form, a swap is read out. */

document.addEventListener("change", (event) => {
  const field = event.target;
  if (field instanceof Element && field.matches("[data-filters] [data-auto]")) {
    field.form.requestSubmit();
  }
});

// Fired for a plain submission and for htmx alike, whenever a form's values are collected.
document.addEventListener(
  "formdata",
  (event) => {
    if (!(event.target instanceof Element) || !event.target.matches("[data-filters]")) return;
    for (const [name, value] of [...event.formData]) {
      if (value === "") event.formData.delete(name);
    }
  },
  true,
);

document.addEventListener("htmx:after:swap", () => {
  const said = document.querySelector("[data-said]")?.dataset.said;
  const line = document.querySelector("[data-filters-said]");
  if (said && line) line.textContent = said;
});
