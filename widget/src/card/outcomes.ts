// What is shown where there are no rows: a question back, a refusal, one of four kinds of nothing, a fault.

import { html, nothing, type TemplateResult } from "lit";
import type { Problem } from "../api/problem";
import type { Answer, Language, LaneChoice } from "../api/types";
import { icon } from "../base/icons";
import { pick, type Words } from "../words/index";

type Content = TemplateResult | typeof nothing;
export type Again = (question: string, lane?: LaneChoice) => void;

export function clarified(answer: Partial<Answer>, words: Words, language: Language, again: Again): Content {
  const asked = answer.clarification;
  const choices = asked?.choices ?? [];
  return html`<h3 class="headline">${pick(asked?.question, language) || answer.narration}</h3>
    ${choices.length > 0 ? html`<p class="label">${words.clarifyAbout}</p>` : nothing}
    <div class="choices">${choices.map((choice, at) => html`<button type="button" class="choice" @click=${() => again(choice.question, choice.lane)}>
      <span class="key" aria-hidden="true">${at + 1}</span><span>${pick(choice.label, language)}</span></button>`)}</div>`;
}

export function declined(answer: Partial<Answer>, words: Words): Content {
  return html`<p class="kind">${icon("info", 16)}${words.declined}</p><h3 class="headline calm">${answer.reason || answer.narration}</h3>`;
}

/** The kinds of nothing look different, since what to do about them is. */
export function emptied(answer: Partial<Answer>, words: Words): Content {
  const note = answer.notes?.find((one) => one.code.startsWith("empty_"));
  const [title, advice] = words.empties[note?.code ?? "empty_no_rows"] ?? ["", ""];
  const kind = note?.code ?? "empty_no_rows";
  const picture = { empty_before_data: "back", empty_not_loaded: "refresh", empty_no_value: "data", empty_no_rows: "search" } as const;
  return html`<div class="empty ${kind}">${icon(picture[kind as "empty_no_rows"] ?? "search", 22)}
    <div><b>${title}</b><p>${note?.text ?? ""} ${advice}</p></div></div>`;
}

export function stoppedTurn(words: Words, again: () => void): Content {
  return html`<div class="quiet"><p><b>${words.stopped}</b> · ${words.stoppedMore}</p>
    <button type="button" class="button" @click=${again}>${icon("refresh", 16)}${words.askAgain}</button></div>`;
}

export function faulted(problem: Problem | undefined, answer: Partial<Answer>, words: Words, again: () => void): Content {
  const code = problem?.code ?? answer.notes?.[0]?.code ?? "internal";
  const told = words.errors[code] ?? words.errors[problem?.kind ?? "internal"] ?? "";
  const retry = problem?.retryAfter ? words.retryIn(problem.retryAfter) : "";
  return html`<div class="fault" role="alert"><h3>${words.failed}</h3><p>${told} ${retry}</p>
    <button type="button" class="button" @click=${again}>${icon("refresh", 16)}${words.retry}</button></div>`;
}

/** A place for a key, where the server lets nobody in without one or not with this one. */
export function keyPlace(words: Words, hadOne: boolean, use: (key: string) => void): Content {
  const submit = (event: Event) => {
    event.preventDefault();
    const key = (event.target as HTMLFormElement).querySelector("input")?.value.trim();
    if (key) use(key);
  };
  return html`<form class="fault key" role="alert" @submit=${submit}><h3>${words.keyNeeded}</h3><p>${hadOne ? words.keyWrong : words.keyWhy}</p>
    <div><input class="field" type="password" autocomplete="off" spellcheck="false" aria-label=${words.keyNeeded} placeholder="wenbo_…">
    <button class="strong">${words.useKey}</button></div></form>`;
}
