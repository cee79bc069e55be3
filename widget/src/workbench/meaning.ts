// What a metric or a dimension means, on a page of its own.

import { html, nothing, type TemplateResult } from "lit";
import type { Dimension, Metric, MetricDetail, Text, Values } from "../api/types";
import type { Surroundings } from "../base/element";
import { icon } from "../base/icons";
import { pick } from "../words/index";
import { to } from "./route";

export interface Seen {
  env: Surroundings;
  metrics: Metric[];
  dimensions: Dimension[];
  ask(question: string, send?: boolean): void;
}

type Content = TemplateResult | typeof nothing;

export function metricView(detail: MetricDetail, seen: Seen): Content {
  const { words, language } = seen.env;
  const { metric } = detail;
  const name = pick(metric.label, language);
  const ask = (question: string, strong = false) =>
    html`<button type="button" class=${strong ? "strong" : "chip"} @click=${() => seen.ask(question)}>${strong ? icon("chat", 16) : nothing}${question}</button>`;
  return html`<article class="panel meaning">
    <div class="title"><h1>${name}</h1><code>${metric.id}</code>
      ${metric.certified ? html`<span class="tag good">${icon("shield", 14)}${words.certified}</span>` : nothing}</div>
    <p class="says">${pick(metric.description, language)}</p>
    <pre class="formula" tabindex="0" aria-label=${words.formula}>${detail.expression || detail.analysis || ""}${detail.filter ? html`
<span>${words.filter}</span> ${detail.filter}` : nothing}</pre>
    <div class="asks" aria-label=${words.askAbout}>${ask(words.yesterdayOf(name), true)}${ask(words.trendOf(name))}${ask(words.definitionOf(name))}</div>
    <dl class="facts">
      ${fact(words.owner, detail.owner || words.noOwner)}
      ${detail.synonyms.length > 0 ? fact(words.synonyms, tags(detail.synonyms)) : nothing}
      ${fact(words.unit, words.units[metric.unit] ?? metric.unit)}
      ${fact(words.additivity, words.additivities[metric.additivity] ?? metric.additivity)}
      ${metric.up_is_good === null ? nothing : fact(words.polarity, metric.up_is_good ? words.upIsGood : words.downIsGood)}
      ${detail.lineage?.length ? html`<dt>${words.lineage}</dt><dd class="lines">${detail.lineage.map((one) =>
        html`<p>${pick(one.label, language) || one.dataset} <code>${one.table}</code>${one.columns.length ? html` · <code>${one.columns.join(", ")}</code>` : nothing}</p>`)}</dd>` : nothing}
      ${detail.not_provided?.length ? html`<dt>${words.notProvided}</dt><dd class="lines">${detail.not_provided.map((one) =>
        html`<p>${words.notProvidedBy(pick(one.dimension_label, language), one.missing.map((value) => pick(value.label, language) || value.value).join(language === "zh" ? "、" : ", "))}${one.note ? ` · ${pick(one.note, language)}` : nothing}</p>`)}</dd>` : nothing}
      ${detail.caveats.length > 0 ? html`<dt>${words.caveats}</dt><dd class="lines">${detail.caveats.map((text) => html`<p>${pick(text, language)}</p>`)}</dd>` : nothing}
      ${fact(words.splitBy, html`${detail.dimensions.map((id) => html`<a class="tag" href=${to.dimension(id)}>${labelOf(id, seen)}</a>`)}`)}
    </dl>
  </article>`;
}

function fact(name: string, content: Content | string): Content {
  return html`<dt>${name}</dt><dd>${content}</dd>`;
}

function tags(texts: string[]): Content {
  return html`${texts.map((text) => html`<span class="tag">${text}</span>`)}`;
}

function labelOf(id: string, seen: Seen): string {
  const found = seen.dimensions.find((one) => one.id === id);
  return (found && pick(found.label, seen.env.language)) || id;
}

export function dimensionView(
  id: string, values: Values | null, wanted: string, seen: Seen, search: (text: string) => void, more: () => void,
): Content {
  const { words, language } = seen.env;
  const dimension = seen.dimensions.find((one) => one.id === id);
  const name = labelOf(id, seen);
  return html`<article class="panel meaning">
    <div class="title"><h1>${name}</h1><code>${id}</code>${dimension?.is_time ? html`<span class="tag">${words.isTime}</span>` : nothing}</div>
    <p class="says">${pick(dimension?.description, language)}</p>
    ${values && (values.total > 0 || wanted) ? html`<section class="values">
      <div class="search">${icon("search", 18)}<input class="field" type="search" placeholder=${words.searchValues} aria-label=${words.searchValues} .value=${wanted}
        @input=${(event: Event) => search((event.target as HTMLInputElement).value)}></div>
      <ul aria-label=${words.valuesOf}>${values.values.map((one) => html`<li><span>${label(one.label, one.value, seen)}</span><small>${one.synonyms.slice(0, 4).join("、")}</small></li>`)}</ul>
      ${values.next_offset ? html`<button type="button" class="button" @click=${more}>${words.moreValues} (${values.values.length} / ${values.total})</button>` : nothing}
    </section>` : nothing}
  </article>`;
}

function label(text: Text, value: string, seen: Seen): string {
  return pick(text, seen.env.language) || value;
}
