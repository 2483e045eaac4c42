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

// An answer from elsewhere than was asked (the sign-in page, when a session has ended) is a page, not a part of this one.
document.addEventListener("htmx:before:response", (event) => {
  const { request, response } = event.detail.ctx;
  const asked = new URL(request.action, location.href);
  if (response.raw.redirected && new URL(response.raw.url).pathname !== asked.pathname) {
    event.preventDefault();
    location.assign(response.raw.url);
  }
});

// No answer at all: let the browser ask, and say what it has to say.
document.addEventListener("htmx:error", (event) => {
  if (event.target instanceof Element && event.target.matches("[data-filters]") && event.detail.ctx.response === undefined) {
    location.assign(event.detail.ctx.request.action);
  }
});

document.addEventListener("htmx:after:swap", () => {
  const said = document.querySelector("[data-said]")?.dataset.said;
  const line = document.querySelector("[data-filters-said]");
  if (said && line) line.textContent = said;
  const words = document.querySelector("[data-words]")?.dataset.words;
  const fold = document.querySelector("[data-filters-words]");
  if (words && fold) fold.textContent = words;
});
