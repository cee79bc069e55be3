// A narration in pieces: plain text, strong text, and numbers that know where they come from.

import type { Answer, Binding, Column, Language, Source } from "../api/types";
import { isNumber, textOf, written } from "./table";

export type Piece = { text: string; strong?: boolean; binding?: Binding };

/** The pieces of a text: numbers of proved sentences that stand in it are marked. */
export function pieces(text: string, proof: Answer["proof"]): Piece[] {
  const marks: { start: number; end: number; binding: Binding }[] = [];
  let from = 0;
  for (const sentence of proof) {
    let at = text.indexOf(sentence.text, from);
    // The headline stands alone, and sentences may stand in another order.
    if (at < 0) at = text.indexOf(sentence.text);
    if (at < 0 || sentence.text === "") continue;
    from = Math.max(from, at + sentence.text.length);
    for (const binding of sentence.numbers) {
      const start = at + binding.start;
      const end = at + binding.end;
      const inside = binding.end > binding.start && end <= at + sentence.text.length;
      if (inside && !marks.some((mark) => start < mark.end && end > mark.start)) marks.push({ start, end, binding });
    }
  }
  marks.sort((a, b) => a.start - b.start);
  const made: Piece[] = [];
  let at = 0;
  for (const { start, end, binding } of marks) {
    made.push(...plain(text.slice(at, start)));
    made.push({ text: text.slice(start, end), binding });
    at = end;
  }
  return [...made, ...plain(text.slice(at))];
}

/** `**words**` stand out; everything else is text as it is. */
function plain(text: string): Piece[] {
  if (text === "") return [];
  const parts = text.split("**");
  if (parts.length % 2 === 0 || parts.length === 1) return [{ text }];
  return parts.map((part, index) => ({ text: part, strong: index % 2 === 1 })).filter((part) => part.text !== "");
}

/** The narration without the headline at its beginning. */
export function afterHeadline(answer: Pick<Answer, "headline" | "narration">): string {
  const { headline, narration } = answer;
  return (headline && narration.startsWith(headline) ? narration.slice(headline.length) : narration).trim();
}

export interface SourceLine {
  /** Which row: the names in it. */
  row: string;
  /** Which column. */
  column: string;
  value: string;
  /** The result beside the answer, empty for the answer itself. */
  result: string;
}

/** A cell that a number comes from, in words. */
export function sourceLine(answer: Partial<Answer>, source: Source, language: Language, nothing: string): SourceLine | null {
  const isAnswer = source.result === "answer";
  const beside = isAnswer ? undefined : answer.supporting?.find((one) => one.name === source.result);
  const columns: Column[] = (isAnswer ? answer.columns : beside?.columns) ?? [];
  const rows = (isAnswer ? answer.rows : beside?.rows) ?? [];
  const at = columns.findIndex((column) => column.name === source.column);
  const cells = rows[source.row];
  const column = columns[at];
  if (!cells || !column) return null;
  const grid = { columns, rows, label_rows: isAnswer ? (answer.label_rows ?? []) : [] };
  const names = columns
    .map((one, index) => ({ one, index }))
    .filter(({ one }) => !isNumber(one))
    .map(({ index }) => textOf(grid, source.row, index, language, nothing));
  const cell = cells[at] ?? null;
  const value = isAnswer ? textOf(grid, source.row, at, language, nothing) : cell === null ? nothing : written(cell, column, language);
  return { row: names.join(" · "), column: column.label || column.name, value, result: isAnswer ? "" : source.result };
}
