/** Uploads with progress and a way to cancel. Without scripts, or if anything here fails, the form sends itself. */

const MIB = 1024 * 1024;

/** Address of the answer that was put in place, if any was. */
let shownAt = "";

function parts(form) {
  return {
    box: form.querySelector("[data-upload-progress]"),
    bar: form.querySelector("progress"),
    said: form.querySelector("output"),
    cancel: form.querySelector("[data-upload-cancel]"),
    send: form.querySelector("button:not([type=button])"),
  };
}

function settle(form, sentence) {
  const { box, bar, said, cancel, send } = parts(form);
  send.disabled = false;
  cancel.hidden = true;
  bar.hidden = true;
  box.hidden = !sentence;
  said.textContent = sentence;
}

/** Put the main part of an answered page in the place of ours; a redirect's messages are in it, so it is not asked for twice. */
function showAnswer(request) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const main = page.querySelector("#main");
  if (!main) return false;
  document.title = page.title;
  if (request.responseURL && request.responseURL !== location.href) {
    history.pushState(null, "", request.responseURL);
  }
  shownAt = location.pathname + location.search;
  document.querySelector("#main").replaceWith(document.adoptNode(main));
  window.htmx?.process(main);
  window.scrollTo(0, 0);
  (main.querySelector(".errors") ?? main).focus();
  return true;
}

function tooLarge(form) {
  const most = Number(form.dataset.uploadMib);
  const files = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
  return most > 0 && files.some((file) => file.size > most * MIB) ? most : 0;
}

function send(form, submitter) {
  const { box, bar, said, cancel, send: button } = parts(form);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "text/html");
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    const percent = Math.floor((100 * event.loaded) / event.total);
    bar.value = percent;
    said.textContent = percent < 100 ? `${percent} % sent` : "Sent. The file is being read…";
  });
  request.addEventListener("load", () => {
    if (!showAnswer(request)) settle(form, "The answer could not be shown. Reload the page to see what was saved.");
  });
  request.addEventListener("error", () => settle(form, "The upload broke off. Check the connection and the size of the file, and try again."));
  request.addEventListener("abort", () => settle(form, "The upload was cancelled."));
  cancel.onclick = () => request.abort();
  const values = new FormData(form, submitter);
  button.disabled = true;
  cancel.hidden = false;
  box.hidden = false;
  bar.hidden = false;
  bar.value = 0;
  said.textContent = "Sending…";
  request.send(values);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-upload]")) return;
  const most = tooLarge(form);
  if (most) {
    event.preventDefault();
    settle(form, `The file is larger than ${most} MiB. Split it and try again.`);
    return;
  }
  event.preventDefault();
  send(form, event.submitter);
});

// Back and forward between answers that were put in place lead through the server again; a jump inside the page does not.
window.addEventListener("popstate", () => {
  if (shownAt && location.pathname + location.search !== shownAt) location.reload();
});
