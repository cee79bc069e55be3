// What is being typed at the end of a text, and what may complete it.

import type { Hit } from "../api/types";

export interface Suggestion {
  kind: "metric" | "dimension" | "value" | "past";
  /** What is put in. */
  text: string;
  /** A word beside it, such as the dimension of a value. */
  about: string;
  /** How many characters before the caret it replaces. */
  replaces: number;
}

/** The most characters that a fragment of Chinese has: names are found by their beginning. */
const LONGEST = 6;

/** Beginnings of names at the end of a text, the longest first. Chinese has no blanks, so several are possible. */
export function fragments(before: string): string[] {
  const latin = /[\p{Script=Latin}\d][\p{Script=Latin}\d_'’ -]*$/u.exec(before)?.[0] ?? "";
  if (latin) {
    const words = latin.split(/ +/).filter(Boolean);
    // Two words may be one name; a single letter says too little.
    const found = [words.slice(-2).join(" "), words.at(-1) ?? ""];
    return [...new Set(found)].filter((text) => text.length >= 2 && !latin.endsWith(" "));
  }
  const chinese = /[\p{Script=Han}]+$/u.exec(before)?.[0] ?? "";
  const lengths = Array.from({ length: Math.min(LONGEST, chinese.length) }, (_, at) => at + 1).reverse();
  return lengths.map((length) => chinese.slice(-length));
}

/**
 * What the catalogue found, as suggestions that replace the fragment. What it found inside of the fragment is left out: it
 * would take the place of the words before it, and a shorter fragment finds it too.
 */
export function ofHits(hits: Hit[], fragment: string, name: (hit: Hit) => string): Suggestion[] {
  const seen = new Set<string>();
  const all: Suggestion[] = [];
  for (const hit of hits) {
    const text = name(hit);
    if (hit.matched && hit.matched.length < fragment.length && fragment.includes(hit.matched)) continue;
    if (!text || text.toLowerCase() === fragment.toLowerCase() || seen.has(text)) continue;
    seen.add(text);
    all.push({ kind: hit.kind, text, about: hit.dimension ?? "", replaces: fragment.length });
  }
  return all;
}

/** Questions that were asked before and go on like this one, the newest first. */
export function ofPast(past: readonly string[], text: string, most: number): Suggestion[] {
  const typed = text.trim().toLowerCase();
  if (typed.length < 2) return [];
  const found = past.filter((one) => one.toLowerCase().includes(typed) && one.toLowerCase() !== typed);
  return [...new Set(found)].slice(0, most).map((one) => ({ kind: "past", text: one, about: "", replaces: text.length }));
}

/** A text with a suggestion in the place of what it completes, and where the caret stands then. */
export function completed(text: string, caret: number, suggestion: Suggestion): { text: string; caret: number } {
  if (suggestion.kind === "past") return { text: suggestion.text, caret: suggestion.text.length };
  const before = text.slice(0, caret - suggestion.replaces);
  const after = text.slice(caret);
  const latin = /[\p{Script=Latin}\d]$/u.test(suggestion.text);
  const gap = latin && !/^[\s,.?!，。？！]/.test(after) ? " " : "";
  const put = before + suggestion.text + gap;
  return { text: put + after, caret: put.length };
}

/** Whether a key belongs to an input method: while one composes, Enter chooses characters. Safari ends the composition
 * before the key and tells it only by the code. */
export function isComposing(event: Pick<KeyboardEvent, "isComposing" | "keyCode">): boolean {
  return event.isComposing || event.keyCode === 229;
}
