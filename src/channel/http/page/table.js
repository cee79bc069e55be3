// The table of an answer: sortable, and never longer than a reader asked for.

import { make, word } from "./words.js";

const FIRST_ROWS = 20;

export function isNumber(column) {
  return ["integer", "decimal", "float"].includes(column.type);
}

// The text of a cell: as the server words it, else the bare value.
export function textOf(answer, row, column) {
  const worded = answer.label_rows?.[row]?.[column];
  if (typeof worded === "string" && worded !== "") return worded;
  const value = answer.rows[row][column];
  return value === null || value === "" ? word("empty") : String(value);
}

export function table(answer) {
  const order = answer.rows.map((_, index) => index);
  const state = { column: -1, direction: 1, all: order.length <= FIRST_ROWS + 5 };
  const body = make("tbody");
  const more = make("button", { class: "chip", type: "button" }, word("showAll", order.length));
  const heads = answer.columns.map((column, index) => head(column, () => sortBy(index)));

  function sortBy(column) {
    const again = state.column === column;
    state.direction = again ? -state.direction : isNumber(answer.columns[column]) ? -1 : 1;
    state.column = column;
    order.sort((a, b) => compare(answer, a, b, column) * state.direction || a - b);
    heads.forEach((cell, index) => {
      const direction = state.direction > 0 ? "ascending" : "descending";
      cell.setAttribute("aria-sort", index === column ? direction : "none");
    });
    fill();
  }

  function fill() {
    const shown = state.all ? order : order.slice(0, FIRST_ROWS);
    body.replaceChildren(...shown.map((row) => line(answer, row)));
    more.hidden = state.all;
  }

  more.addEventListener("click", () => {
    state.all = true;
    fill();
  });
  fill();
  const grid = make("table", {}, make("thead", {}, make("tr", {}, ...heads)), body);
  return make("div", { class: "rows" }, make("div", { class: "scroll", tabindex: "0" }, grid), more);
}

function head(column, onclick) {
  const button = make("button", { type: "button", onclick }, String(column.label || column.name));
  return make("th", { scope: "col", class: isNumber(column) ? "number" : "", "aria-sort": "none" }, button);
}

function line(answer, row) {
  const cells = answer.columns.map((column, index) => {
    const kind = isNumber(column) ? "number" : "";
    const nothing = answer.rows[row][index] === null ? "nothing" : "";
    return make("td", { class: `${kind} ${nothing}`.trim() }, textOf(answer, row, index));
  });
  return make("tr", {}, ...cells);
}

// Nothing sorts last in both directions' first pass; numbers that came as text sort as numbers.
function compare(answer, a, b, column) {
  const [left, right] = [answer.rows[a][column], answer.rows[b][column]];
  if (left === null || right === null) return (left === null) - (right === null);
  if (isNumber(answer.columns[column])) return Number(left) - Number(right);
  return textOf(answer, a, column).localeCompare(textOf(answer, b, column));
}
