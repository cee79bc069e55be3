// How a board looks, and the measures of its grid.

import { css } from "lit";

/** Pixels of a row, and rows that a tile may have: those of the server are lower, so that it has half heights. */
export const ROWS = { browser: { high: 84, most: 10 }, server: { high: 51, most: 16 } };
export const GAP = 14;

export const boardStyles = css`
  .inner { max-width: 1480px; }
  .grid { display: grid; grid-template-columns: repeat(12, minmax(0, 1fr)); grid-auto-rows: ${ROWS.browser.high}px; gap: ${GAP}px; }
  .grid.fine { grid-auto-rows: ${ROWS.server.high}px; }
  .grid > * { min-width: 0; }
  .grid > .dragged { opacity: 0.55; }
  .name { font-size: 26px; font-weight: 650; letter-spacing: -0.015em; border-radius: 8px; }
  .top h1 { min-width: 0; overflow-wrap: anywhere; }
  .name:hover { background: var(--sunk); }
  .top .field { width: auto; }
  select.field { padding-right: 8px; min-height: 36px; font-size: 14px; }
  .sharing { position: relative; }
  .removal { right: 0; top: 44px; width: 260px; max-width: 80vw; }
  .removal p { padding: 6px 10px; font-size: 14px; color: var(--ink2); }
  .removal button { color: var(--bad); }
  .shared { display: flex; flex-wrap: wrap; align-items: center; gap: 12px; padding: 12px 18px; margin-bottom: 18px; border-radius: 12px; background: var(--accent-soft); color: var(--accent-ink); }
  .shared span { flex: 1; }
  .toast { position: fixed; z-index: 60; left: 50%; bottom: 28px; transform: translateX(-50%); padding: 10px 16px; border-radius: 12px; background: var(--ink); color: var(--card); font-size: 14px; box-shadow: var(--lift); }
  .page:fullscreen { background: var(--bg); padding: 32px 40px; }
  .page:fullscreen .quiet { display: none; }
  @media (max-width: 760px) { .grid { grid-template-columns: minmax(0, 1fr); } .name { font-size: 22px; } .top h1 { flex: 1 1 100%; } .top select { margin-right: auto; } .top .grow { display: none; } }
`;
