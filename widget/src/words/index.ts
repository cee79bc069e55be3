// Which words are shown, and small helpers about texts.

import { Problem } from "../api/problem";
import type { Language, Text } from "../api/types";
import { en } from "./en";
import { zh, type Words } from "./zh";

export type { Words };

export function wordsOf(language: Language): Words {
  return language === "zh" ? zh : en;
}

/** The language of a browser, by its first preference that is one of ours. */
export function languageOf(preferences: readonly string[]): Language {
  for (const one of preferences) {
    const small = one.toLowerCase();
    if (small.startsWith("zh")) return "zh";
    if (small.startsWith("en")) return "en";
  }
  return "en";
}

/** Chinese as soon as it has one Chinese character, as the server decides it. */
export function languageOfText(text: string): Language {
  return /[一-鿿]/.test(text) ? "zh" : "en";
}

/** The text in a language, else in the other. */
export function pick(text: Text, language: Language): string {
  if (text === null || text === undefined) return "";
  if (typeof text === "string") return text;
  return (language === "zh" ? text.zh || text.en : text.en || text.zh) ?? "";
}

/** A moment as people read it: no T, and no seconds that are none. */
export function moment(text: string | null | undefined): string {
  return (text ?? "").replace("T", " ").replace(/(\d\d:\d\d):00(\.0+)?$/, "$1");
}

/** Milliseconds with as many digits as tell something. */
export function duration(milliseconds: number): string {
  return milliseconds < 10 ? milliseconds.toFixed(1) : String(Math.round(milliseconds));
}

/** What a person is told of something that failed. */
export function told(words: Words, error: unknown): string {
  const problem = error instanceof Problem ? error : new Problem("internal");
  return words.errors[problem.code] ?? words.errors[problem.kind] ?? words.errors["internal"] ?? "";
}
