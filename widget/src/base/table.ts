// Rows as people read them, in an order, and as text for other programs.

import type { Cell, Column, Language } from "../api/types";

export interface Grid {
  columns: Column[];
  rows: Cell[][];
  label_rows: string[][];
}

export function isNumber(column: Column): boolean {
  return ["integer", "decimal", "float"].includes(column.type);
}

/** The value of a cell as a number, where it is one; decimals come as text. */
export function numberOf(cell: Cell | undefined): number | null {
  if (cell === null || cell === undefined || cell === "" || typeof cell === "boolean") return null;
  const value = Number(cell);
  return Number.isFinite(value) ? value : null;
}

/** A cell as the server words it, else the value with its unit. */
export function textOf(grid: Grid, row: number, column: number, language: Language, nothing: string): string {
  const worded = grid.label_rows[row]?.[column];
  if (typeof worded === "string" && worded !== "") return worded;
  const cell = grid.rows[row]?.[column];
  const described = grid.columns[column];
  if (cell === null || cell === undefined || cell === "") return nothing;
  return described ? written(cell, described, language) : String(cell);
}

/** A value without a wording: numbers by their unit, everything else as it is. */
export function written(cell: Cell, column: Column, language: Language): string {
  const value = isNumber(column) ? numberOf(cell) : null;
  if (value === null) return String(cell).replace(/T00:00:00$/, "").replace("T", " ");
  const locale = language === "zh" ? "zh-CN" : "en-US";
  if (column.unit === "ratio") {
    return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 2 }).format(value);
  }
  const digits = Number.isInteger(value) ? 0 : 2;
  return new Intl.NumberFormat(locale, { maximumFractionDigits: Math.abs(value) < 1 ? 4 : digits }).format(value);
}

export interface Order {
  column: number;
  descending: boolean;
}

/** The numbers of the rows in an order; rows without a value come last, whichever way. */
export function sorted(grid: Grid, order: Order | null): number[] {
  const places = grid.rows.map((_, index) => index);
  const column = order ? grid.columns[order.column] : undefined;
  if (!order || !column) return places;
  const sign = order.descending ? -1 : 1;
  const collator = new Intl.Collator("zh-CN", { numeric: true });
  const numeric = isNumber(column);
  const compare = (a: number, b: number): number => {
    const [left, right] = [grid.rows[a]?.[order.column] ?? null, grid.rows[b]?.[order.column] ?? null];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    if (numeric) return sign * ((numberOf(left) ?? 0) - (numberOf(right) ?? 0));
    return sign * collator.compare(String(left), String(right));
  };
  return places.sort((a, b) => compare(a, b) || a - b);
}

/** Beginnings that a spreadsheet takes for a formula, in both widths. */
const FORMULA = /^\s*[=+\-@\t\r＝＋－＠]/;

/** The rows as CSV: values as the data has them, in the order shown. */
export function csv(grid: Grid, order: number[]): string {
  const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const harmless = (text: string) => (FORMULA.test(text) ? `'${text}` : text);
  const head = grid.columns.map((column) => quoted(harmless(column.label || column.name)));
  const lines = order.map((row) =>
    grid.columns.map((column, at) => {
      const cell = grid.rows[row]?.[at];
      const text = cell === null || cell === undefined ? "" : String(cell);
      // Numbers may begin with a minus.
      return quoted(isNumber(column) && numberOf(cell) !== null ? text : harmless(text));
    }));
  // Spreadsheets take a text for UTF-8 only with the mark.
  return `\ufeff${[head, ...lines].map((line) => line.join(",")).join("\r\n")}\r\n`;
}

/** The rows with tabs between, as shown: pasted, they are a table. */
export function tsv(grid: Grid, order: number[], language: Language): string {
  const clean = (text: string) => text.replaceAll(/[\t\r\n]+/g, " ");
  const head = grid.columns.map((column) => clean(column.label || column.name));
  const lines = order.map((row) => grid.columns.map((_, at) => clean(textOf(grid, row, at, language, ""))));
  return [head, ...lines].map((line) => line.join("\t")).join("\n");
}
