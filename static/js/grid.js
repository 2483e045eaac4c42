/** Arrow keys in the coverage grid: one stop for Tab, arrows between the cells, and the cell's words beneath the table. */

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function linkAt(table, row, column) {
  return table.rows[row]?.cells[column]?.querySelector("a") ?? null;
}

/** The next link from a cell in a direction, over cells that have none; null at the edge. */
function nextLink(table, row, column, [down, across]) {
  const width = table.rows[row].cells.length;
  for (let r = row + down, c = column + across; r >= 0 && r < table.rows.length && c >= 0 && c < width; r += down, c += across) {
    const link = linkAt(table, r, c);
    if (link) return link;
  }
  return null;
}

/** The first or last link of a row, or of the body where `whole` is true. */
function farLink(table, row, last, whole) {
  const cells = whole ? [...table.tBodies[0].querySelectorAll("td a")] : [...table.rows[row].querySelectorAll("td a")];
  return cells.at(last ? -1 : 0) ?? null;
}

function destination(event, table, cell) {
  const row = cell.parentElement.rowIndex;
  if (event.key === "Home" || event.key === "End") {
    return farLink(table, row, event.key === "End", event.ctrlKey);
  }
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || !(event.key in STEPS)) return null;
  let [down, across] = STEPS[event.key];
  if (getComputedStyle(table).direction === "rtl") across = -across;
  return nextLink(table, row, cell.cellIndex, [down, across]);
}

/** Make `link` the table's one stop for Tab. */
function stopAt(table, link) {
  for (const other of table.querySelectorAll('a[tabindex="0"]')) other.tabIndex = -1;
  link.tabIndex = 0;
}

function say(table, link) {
  const line = document.querySelector(`[data-grid-says="${CSS.escape(table.id)}"]`);
  if (!line) return;
  const row = link.closest("tr").querySelector("th")?.textContent.trim().replace(/\s+/g, " ") ?? "";
  line.textContent = link.closest("td") ? `${row}. ${link.getAttribute("aria-label") ?? link.textContent}` : row;
}

/** Prepare the grids of the page, or those that a swap brought. */
function prepare() {
  for (const table of document.querySelectorAll("table[data-grid]:not([data-ready])")) {
    table.dataset.ready = "";
    for (const link of table.querySelectorAll("a")) link.tabIndex = -1;
    const first = farLink(table, 0, false, true);
    if (first) first.tabIndex = 0;
    const line = document.querySelector(`[data-grid-says="${CSS.escape(table.id)}"]`);
    if (line) line.hidden = false;
  }
}

function gridOf(target) {
  const link = target instanceof Element ? target.closest("table[data-grid] a") : null;
  return link ? [link.closest("table"), link] : [null, null];
}

document.addEventListener("keydown", (event) => {
  const [table, link] = gridOf(event.target);
  const next = table && destination(event, table, link.closest("td, th"));
  if (next) {
    event.preventDefault();
    // Focus alone scrolls without regard to the heading column, which then hides the cell.
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
});
document.addEventListener("focusin", (event) => {
  const [table, link] = gridOf(event.target);
  if (table) {
    stopAt(table, link);
    say(table, link);
  }
});
document.addEventListener("pointerover", (event) => {
  const [table, link] = gridOf(event.target);
  if (table) say(table, link);
});
// Who opens or closes a column finds the same heading again once the grid has come back.
let toggled = null;
document.addEventListener("click", (event) => {
  const [, link] = gridOf(event.target);
  toggled = link?.hasAttribute("data-toggle") ? link.id : null;
});
document.addEventListener("htmx:after:swap", () => {
  prepare();
  const heading = toggled && document.getElementById(toggled);
  toggled = null;
  if (heading) {
    heading.focus({ preventScroll: true });
    heading.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
});
prepare();
