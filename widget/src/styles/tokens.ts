// Colours, letters and sizes, on a wrapper inside of the shadow root: rules of the page around can neither reach nor
// inherit into it. Sizes are in pixels, since a page may set what a rem is.

import { css } from "lit";

export const tokens = css`
  .root {
    all: initial;
    direction: ltr;
    unicode-bidi: isolate;
    display: block;
    box-sizing: border-box;
    color-scheme: light;
    --bg: #f6f6f3; --card: #ffffff; --sunk: #f3f3f0; --ink: #1b1d22; --ink2: #474d58; --ink3: #646b77; --line: #e6e6e2; --line2: #cfd1ce;
    --accent: #2456c7; --accent-ink: #1f4db3; --accent-soft: #e9f0fd; --on-accent: #ffffff;
    --good: #0d7048; --good-soft: #e4f5ec; --warn: #7d5100; --warn-soft: #fdf3de; --bad: #ad241c; --bad-soft: #fdeceb;
    --shadow: 0 1px 2px rgb(20 22 28 / 5%), 0 6px 24px rgb(20 22 28 / 5%);
    --lift: 0 2px 6px rgb(20 22 28 / 10%), 0 12px 40px rgb(20 22 28 / 16%);
    --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
    color: var(--ink);
    font: 15px/1.6 -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei",
      "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei", sans-serif;
    -webkit-font-smoothing: antialiased;
    -webkit-text-size-adjust: 100%;
    text-align: start;
    overflow-wrap: break-word;
  }
  .root.dark {
    color-scheme: dark;
    --bg: #121419; --card: #1b1e24; --sunk: #15181d; --ink: #eceef2; --ink2: #bcc2cc; --ink3: #989faa; --line: #2b2f37; --line2: #444a55;
    --accent: #86abff; --accent-ink: #a3c0ff; --accent-soft: #1f2b48; --on-accent: #0d1428;
    --good: #5fd3a0; --good-soft: #14322a; --warn: #f0c674; --warn-soft: #33290f; --bad: #ff9d94; --bad-soft: #3b1d1a;
    --shadow: 0 1px 2px rgb(0 0 0 / 30%);
    --lift: 0 2px 6px rgb(0 0 0 / 40%), 0 12px 40px rgb(0 0 0 / 50%);
  }
`;

export const base = css`
  :host { display: block; min-width: 0; }
  :host([hidden]), [hidden] { display: none !important; }
  *, *::before, *::after { box-sizing: border-box; }
  h1, h2, h3, h4, p, ul, ol, dl, dd, figure, pre { margin: 0; padding: 0; }
  ul, ol { list-style: none; }
  h1, h2, h3, h4 { font-weight: 600; line-height: 1.35; }
  button, input, textarea, select { font: inherit; color: inherit; letter-spacing: inherit; }
  button { cursor: pointer; background: none; border: 0; padding: 0; text-align: inherit; }
  button:disabled { cursor: default; }
  a { color: var(--accent-ink); }
  code, pre { font-family: var(--mono); }
  svg { display: block; flex: none; }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 6px; }
  :focus:not(:focus-visible) { outline: none; }
  .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .numeric { font-variant-numeric: tabular-nums; }
  @media (prefers-reduced-motion: reduce) {
    *, *::before, *::after { animation-duration: 1ms !important; animation-iteration-count: 1 !important; transition-duration: 1ms !important; }
  }
`;

/** Buttons and small parts that stand everywhere. */
export const parts = css`
  .button, .chip, .icon, .strong {
    display: inline-flex; align-items: center; justify-content: center; gap: 6px; min-height: 36px; border-radius: 9px; line-height: 1.3;
    transition: background-color 120ms, border-color 120ms, color 120ms;
  }
  .button { padding: 6px 12px; border: 1px solid var(--line2); background: var(--card); font-weight: 500; font-size: 14px; }
  .button:hover:not(:disabled) { border-color: var(--ink3); }
  .strong { padding: 6px 16px; background: var(--accent); color: var(--on-accent); font-weight: 600; font-size: 14px; }
  .strong:hover:not(:disabled) { filter: brightness(1.08); }
  .strong:disabled { background: var(--line); color: var(--ink3); }
  .chip { padding: 7px 14px; border: 1px solid var(--line); background: var(--card); border-radius: 18px; color: var(--ink2); font-size: 14px; text-align: start; }
  .chip:hover { border-color: var(--accent); color: var(--accent-ink); background: var(--accent-soft); }
  .icon { min-width: 34px; min-height: 34px; padding: 6px; color: var(--ink3); }
  .icon:hover:not(:disabled) { background: var(--sunk); color: var(--ink); }
  .icon[aria-pressed="true"] { color: var(--accent-ink); background: var(--accent-soft); }
  .tag { display: inline-flex; align-items: center; gap: 4px; padding: 1px 8px; border-radius: 6px; background: var(--sunk); color: var(--ink2); font-size: 12px; line-height: 20px; white-space: nowrap; }
  .tag.good { background: var(--good-soft); color: var(--good); }
  .tag.warn { background: var(--warn-soft); color: var(--warn); }
  .field { width: 100%; min-height: 40px; padding: 8px 12px; border: 1px solid var(--line2); border-radius: 10px; background: var(--card); color: var(--ink); }
  .field::placeholder { color: var(--ink3); opacity: 1; }
  .field:focus-visible { outline-offset: -1px; border-radius: 10px; }
  .label { font-size: 13px; color: var(--ink3); }
  .ghost { border-radius: 6px; background: linear-gradient(90deg, var(--line) 25%, var(--sunk) 50%, var(--line) 75%); background-size: 300% 100%; animation: shimmer 1.6s linear infinite; }
  @keyframes shimmer { from { background-position: 100% 0; } to { background-position: 0 0; } }
  .menu { position: absolute; z-index: 30; min-width: 168px; padding: 6px; border-radius: 12px; background: var(--card); border: 1px solid var(--line); box-shadow: var(--lift); }
  .menu button { display: flex; align-items: center; gap: 8px; width: 100%; min-height: 36px; padding: 6px 10px; border-radius: 8px; font-size: 14px; }
  .menu button:hover, .menu button:focus-visible { background: var(--sunk); }
  .nothing { padding: 48px 24px; text-align: center; color: var(--ink3); border: 1px dashed var(--line2); border-radius: 14px; }
  .nothing b { display: block; margin-bottom: 4px; color: var(--ink2); font-weight: 600; font-size: 16px; }
`;
