(() => {
"use strict";
const language = document.documentElement.lang;
const order = new Intl.Collator(language, {numeric: true});
const keyOf = cell => cell.hasAttribute("data-sort") ? Number(cell.dataset.sort) : cell.textContent.trim();
const compare = (one, other) => {
  const numbers = typeof one === "number", others = typeof other === "number";
  if (numbers && others) return one === other ? 0 : one < other ? -1 : 1;
  if (numbers !== others) return numbers ? -1 : 1;
  return order.compare(one, other);
};
const sortBy = (table, column) => {
  const heads = [...table.tHead.rows[0].cells];
  const was = heads[column].getAttribute("aria-sort");
  const numeric = heads[column].classList.contains("number");
  const down = was === "none" ? numeric : was === "ascending";
  heads.forEach((head, at) => head.setAttribute("aria-sort", at !== column ? "none" : down ? "descending" : "ascending"));
  const body = table.tBodies[0];
  const rows = [...body.rows].map(row => [keyOf(row.cells[column]), row]);
  rows.sort((one, other) => (down ? -1 : 1) * compare(one[0], other[0]));
  body.append(...rows.map(row => row[1]));
};
for (const table of document.querySelectorAll("table.sortable")) {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.title = table.dataset.sortHint;
    button.textContent = head.textContent;
    button.addEventListener("click", () => sortBy(table, column));
    head.replaceChildren(button);
    head.setAttribute("aria-sort", "none");
  });
}
const opened = [];
addEventListener("beforeprint", () => {
  for (const one of document.querySelectorAll("details:not([open])")) {
    one.open = true;
    opened.push(one);
  }
});
addEventListener("afterprint", () => {
  for (const one of opened.splice(0)) one.open = false;
});
})();
