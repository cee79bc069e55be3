// How the definition of a metric or a dimension looks.

import { css } from "lit";

export const meaningStyles = css`
  .back { display: inline-flex; align-items: center; gap: 4px; min-height: 34px; margin-bottom: 8px; color: var(--ink3); text-decoration: none; font-size: 14px; }
  .back:hover { color: var(--accent-ink); }
  .meaning { padding: 26px 28px; }
  .title { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px; }
  .title h1 { font-size: 28px; font-weight: 650; letter-spacing: -0.015em; }
  .title code { font-size: 13px; color: var(--ink3); }
  .says { margin-top: 8px; font-size: 16px; color: var(--ink2); max-width: 720px; text-wrap: pretty; }
  .formula { margin-top: 18px; padding: 14px 18px; border-radius: 12px; background: var(--sunk); font-size: 13.5px; line-height: 1.7; white-space: pre-wrap; overflow-wrap: anywhere; color: var(--ink); }
  .formula span { color: var(--ink3); font-family: inherit; }
  .asks { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 18px; }
  .facts { display: grid; grid-template-columns: 132px minmax(0, 1fr); gap: 12px 20px; margin-top: 24px; padding-top: 20px; border-top: 1px solid var(--line); font-size: 14.5px; }
  .facts dt { color: var(--ink3); }
  .facts dd { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; color: var(--ink2); }
  .facts dd.lines { display: block; }
  .facts dd p + p { margin-top: 4px; }
  .facts a.tag { text-decoration: none; font-size: 13px; padding: 2px 10px; }
  .facts a.tag:hover { background: var(--accent-soft); color: var(--accent-ink); }
  .facts code { font-size: 13px; color: var(--ink2); }
  .values { margin-top: 22px; }
  .values ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 2px 16px; margin: 12px 0; }
  .values li { display: flex; gap: 8px; align-items: baseline; padding: 6px 8px; border-radius: 8px; font-size: 14.5px; min-width: 0; }
  .values li:hover { background: var(--sunk); }
  .values small { color: var(--ink3); font-size: 12.5px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  @media (max-width: 760px) { .meaning { padding: 18px 16px; } .title h1 { font-size: 23px; } .facts { grid-template-columns: minmax(0, 1fr); gap: 4px; } .facts dd { margin-bottom: 10px; } }
`;
