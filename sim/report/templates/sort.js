"use strict";
// Column heads become buttons that sort their table; without this script the tables stand in the order of the file.
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0], first = [...body.rows];
  const value = (row, column) => {
    const cell = row.cells[column];
    if (!cell) return "";
    const text = cell.dataset.sort ?? cell.textContent.trim();
    const number = Number(text.replace(/,/g, "").match(/^[-+<>\s]*([\d.]+(e[-+]?\d+)?)/)?.[0].replace(/[<>\s+]/g, ""));
    return text !== "" && Number.isFinite(number) ? number : text;
  };
  const compare = (one, two) => typeof one === typeof two ? (one < two ? -1 : one > two ? 1 : 0) : typeof one === "number" ? -1 : 1;
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const next = { none: "ascending", ascending: "descending", descending: "none" }[head.getAttribute("aria-sort") ?? "none"];
      heads.forEach(other => other.removeAttribute("aria-sort"));
      if (next !== "none") head.setAttribute("aria-sort", next);
      const sign = next === "descending" ? -1 : 1;
      const rows = next === "none" ? first : [...first].sort((one, two) => sign * compare(value(one, column), value(two, column)));
      body.append(...rows);
    });
  });
}
