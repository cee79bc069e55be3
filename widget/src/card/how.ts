// How an answer was computed: for an operator in words, for an analyst in statements.

import { html, nothing, type TemplateResult } from "lit";
import type { Answer, Definition, Language, ModelUse } from "../api/types";
import { copyText } from "../base/element";
import { icon } from "../base/icons";
import { duration, moment, pick, type Words } from "../words/index";

type Content = TemplateResult | typeof nothing;

/** `linked` says whether there is a metric centre to lead to. */
export function how(answer: Partial<Answer>, words: Words, language: Language, linked: boolean): Content {
  const receipt = answer.receipt;
  if (!receipt && !answer.semantic_sql) return nothing;
  return html`<details class="how">
    <summary>${icon("info", 16)}<span>${words.howComputed}</span></summary>
    <div class="steps">
      ${receipt?.definitions.length ? part(words.definitions, html`<ul class="defined">${receipt.definitions.map((one) => definition(one, words, language, linked))}</ul>`) : nothing}
      ${receipt ? part(words.filters, list(receipt.filters, words.noFilters)) : nothing}
      ${receipt ? part(words.policies, list(receipt.policies, words.noPolicies)) : nothing}
      ${receipt?.data_until ? part(words.freshness, html`<p class="numeric">${moment(receipt.data_until)}</p>`) : nothing}
      ${answer.semantic_sql ? part(words.semanticSql, code(answer.semantic_sql, words)) : nothing}
      ${answer.sql ? part(words.databaseSql, code(answer.sql, words)) : nothing}
      ${answer.supporting?.length ? part(words.beside, html`${answer.supporting.map((one) => html`<p>${words.besides[one.name] ?? one.name}</p>${code(one.semantic_sql, words)}`)}`) : nothing}
      ${receipt ? part(words.record, html`<dl class="record">${record(answer, words)}</dl>`) : nothing}
    </div>
  </details>`;
}

function part(title: string, content: Content): Content {
  return html`<section><h4>${title}</h4><div>${content}</div></section>`;
}

function definition(one: Definition, words: Words, language: Language, linked: boolean): Content {
  const name = pick(one.label, language) || one.metric;
  return html`<li><b>${linked ? html`<a href="#/metric/${encodeURIComponent(one.metric)}">${name}</a>` : name}</b> <span>${pick(one.description, language)}</span>
    <code>${one.expression}</code>
    ${one.filter ? html`<span class="sub">${words.filter} <code>${one.filter}</code></span>` : nothing}
    ${one.defaults.map((text) => html`<span class="sub">${words.defaults} <code>${text}</code></span>`)}</li>`;
}

function list(texts: string[], none: string): Content {
  return texts.length > 0 ? html`<ul>${texts.map((text) => html`<li>${text}</li>`)}</ul>` : html`<p class="label">${none}</p>`;
}

/** A statement with a button that copies it. */
export function code(text: string, words: Words): Content {
  const copy = async (event: Event) => {
    const button = event.currentTarget as HTMLButtonElement;
    const done = await copyText(text);
    button.ariaLabel = done ? words.copied : words.copyFailed;
    button.classList.toggle("done", done);
    setTimeout(() => {
      button.ariaLabel = words.copy;
      button.classList.remove("done");
    }, 2000);
  };
  return html`<div class="code"><pre tabindex="0">${text}</pre><button type="button" class="icon" aria-label=${words.copy} title=${words.copy} @click=${copy}>${icon("copy", 16)}</button></div>`;
}

function record(answer: Partial<Answer>, words: Words): Content[] {
  const { receipt } = answer;
  const { records } = words;
  if (!receipt) return [];
  const lines: [string, string][] = [[records.asked, moment(receipt.asked_at)]];
  for (const [stage, value] of Object.entries(receipt.timings_ms)) {
    lines.push([records[stage as "plan"] ?? stage, words.milliseconds(duration(Number(value)))]);
  }
  const model = receipt.model ?? answer.model;
  if (model) lines.push([records.model, `${model.name} · ${spent(model, words)}`]);
  const by = receipt.verified ?? answer.verified;
  if (by) lines.push([records.verified, `${by.label} · ${by.owner} · ${by.since}`]);
  if (answer.answer_id) lines.push([records.answer, answer.answer_id]);
  lines.push([records.hash, receipt.result_hash]);
  return lines.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`);
}

/** What a model cost: money where the price is known, else tokens. */
export function spent(model: ModelUse, words: Words): string {
  if (model.cost === null || model.cost === undefined) return words.tokens(model.prompt_tokens, model.completion_tokens);
  return words.cost(`${model.cost.toFixed(4)} ${model.currency}`.trim());
}
