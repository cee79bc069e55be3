// What all elements share: the surroundings they are given, and how they tell of what a person did.

import { LitElement } from "lit";
import type { Client } from "../api/client";
import type { Language, Text } from "../api/types";
import { pick, wordsOf, type Words } from "../words/index";

/** What an element works in. A change of any part is a new object. */
export interface Surroundings {
  client: Client;
  language: Language;
  words: Words;
  dark: boolean;
  /** Where the chart library is. */
  charts: string;
  /** Whether answers can be pinned here. */
  pins: boolean;
}

export function surroundings(client: Client, language: Language, dark: boolean, charts: string, pins: boolean): Surroundings {
  return { client, language, words: wordsOf(language), dark, charts, pins };
}

/** An element inside of one of ours. */
export abstract class Part extends LitElement {
  static override properties = { env: { attribute: false } };

  declare env: Surroundings;

  protected get words(): Words {
    return this.env.words;
  }

  protected pick(text: Text): string {
    return pick(text, this.env.language);
  }

  /** Tells the elements around; it leaves shadow roots of ours, and a page may hear it. */
  protected tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

/** Whether things should stand still. */
export function still(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Registers an element, unless the script is on the page twice. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}

/** Puts a text into the clipboard; says whether that was allowed. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedByHand(text);
  }
}

/** Pages without a secure context have no clipboard of their own. */
function copiedByHand(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  field.style.opacity = "0";
  document.body.append(field);
  field.select();
  let done = false;
  try {
    done = document.execCommand("copy");
  } catch {
    done = false;
  }
  field.remove();
  return done;
}

/** Hands a text to the person as a file. */
export function saveText(name: string, kind: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: kind }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
