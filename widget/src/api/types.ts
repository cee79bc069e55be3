// What the server sends, as `/openapi.json` describes it; only the fields that are read here.

export type Language = "zh" | "en";
export type Lane = "grammar" | "model" | "verified";
export type LaneChoice = "auto" | "grammar" | "model";

/** A text in both languages, or in the one of the answer. */
export type Text = string | { zh?: string; en?: string } | null | undefined;

export type Cell = string | number | boolean | null;

export interface Column {
  name: string;
  label: string;
  /** `metric`, `dimension`, `time`, … */
  role: string;
  metric?: string | null;
  unit: string;
  type: string;
}

export interface Source {
  result: string;
  row: number;
  column: string;
}

/** A number of a sentence, by its place in UTF-16 units, and the cells that it follows from. */
export interface Binding {
  text: string;
  start: number;
  end: number;
  how: string;
  left: Source[];
  right?: Source[];
}

export interface ProvedSentence {
  text: string;
  numbers: Binding[];
}

export interface Note {
  code: string;
  text: string;
}

export interface Supporting {
  name: string;
  semantic_sql: string;
  sql: string;
  columns: Column[];
  rows: Cell[][];
}

export interface Definition {
  metric: string;
  label: Text;
  expression: string;
  filter: string | null;
  defaults: string[];
  description: Text;
}

export interface ModelUse {
  name: string;
  prompt_version: string;
  prompt_tokens: number;
  completion_tokens: number;
  calls: number;
  repairs: number;
  waited_ms: number;
  cost: number | null;
  currency: string;
  narrator?: { name: string; prompt_version: string };
}

export interface VerifiedBy {
  id: string;
  label: string;
  owner: string;
  since: string;
}

export interface Receipt {
  reading: string;
  definitions: Definition[];
  filters: string[];
  policies: string[];
  semantic_sql: string;
  sql: string;
  rows: number;
  data_until: string | null;
  lane: Lane;
  verified?: VerifiedBy;
  model?: ModelUse;
  timings_ms: Record<string, number>;
  asked_at: string;
  result_hash: string;
}

export interface Chart {
  kind: string;
  echarts: Record<string, unknown> | null;
}

export interface Choice {
  label: Text;
  question: string;
  lane?: LaneChoice;
}

export interface Interpretation {
  metrics?: string[];
  dimensions?: string[];
  filters?: { dimension: string; op: string; values: string[] }[];
  time?: { key: string; start: string; end: string; partial: boolean; defaulted: boolean; label: Text } | null;
}

export interface Answer {
  answer_id?: string;
  /** The conversation that the server keeps it in. */
  conversation_id?: string | null;
  recomputed?: boolean;
  status: "answered" | "clarify" | "declined" | "failed";
  lane: Lane | null;
  model?: ModelUse;
  verified?: VerifiedBy;
  reading: string;
  interpretation: Interpretation;
  semantic_sql: string | null;
  sql: string | null;
  columns: Column[];
  rows: Cell[][];
  label_rows: string[][];
  truncated: boolean;
  notes: Note[];
  narration: string;
  headline: string;
  proof: ProvedSentence[];
  chart: Chart | null;
  supporting: Supporting[];
  receipt: Receipt | null;
  clarification: { question: Text; choices: Choice[] } | null;
  reason: string | null;
  suggestions: string[];
  elapsed_ms: number;
}

/** What a statement gives. */
export interface Statement {
  columns: Column[];
  rows: Cell[][];
  truncated: boolean;
  notes: Note[];
}

export interface Metric {
  id: string;
  label: Text;
  description: Text;
  unit: string;
  format: string;
  additivity: string;
  up_is_good: boolean | null;
  certified: boolean;
}

export interface Origin {
  dataset: string;
  label: Text;
  table: string;
  columns: string[];
}

export interface Comparable {
  dimension: string;
  dimension_label: Text;
  missing: { value: string; label: Text }[];
  note?: Text;
}

export interface MetricDetail {
  metric: Metric;
  expression: string;
  filter: string | null;
  synonyms: string[];
  dimensions: string[];
  caveats: Text[];
  analysis: string | null;
  owner: string | null;
  lineage?: Origin[];
  not_provided?: Comparable[];
}

export interface Dimension {
  id: string;
  label: Text;
  description: Text;
  is_time: boolean;
  has_values: boolean;
}

export interface Values {
  values: { value: string; label: Text; synonyms: string[] }[];
  total: number;
  next_offset: number | null;
}

export interface Hit {
  kind: "metric" | "dimension" | "value";
  id: string;
  dimension: string | null;
  label: Text;
  matched: string;
}

export interface VerifiedQuestion {
  id: string;
  label: Text;
  patterns: string[];
  slots: string[];
  owner: string;
  since: string | null;
}

export interface Status {
  name: Text;
  about: Text;
  is_demo: boolean;
  clock: { now: string | null; source: "set" | "data" | "real"; time_zone: string };
  data: { from: string | null; until: string | null };
  language_model: string | null;
  generation: number;
  last_reload: { outcome: string; at: string } | null;
  samples: { zh: string[]; en: string[] };
  version: string;
}
