// What the pages of the workbench share.

import { css } from "lit";

export const pageStyles = css`
  .page { height: 100%; overflow-y: auto; padding: 28px 32px 48px; scrollbar-gutter: stable; }
  .inner { max-width: 1080px; margin: 0 auto; }
  .top { display: flex; flex-wrap: wrap; align-items: center; gap: 10px 12px; margin-bottom: 20px; }
  .top h1 { font-size: 26px; font-weight: 650; letter-spacing: -0.015em; }
  .top .grow { flex: 1; }
  .lead { margin: -10px 0 20px; color: var(--ink2); max-width: 680px; }
  .panel { border: 1px solid var(--line); border-radius: 16px; background: var(--card); box-shadow: var(--shadow); }
  .list { overflow: hidden; }
  .list > li + li { border-top: 1px solid var(--line); }
  .fault { padding: 20px; color: var(--bad); }
  .search { position: relative; }
  .search svg { position: absolute; left: 14px; top: 13px; color: var(--ink3); }
  .search .field { padding-left: 42px; min-height: 44px; border-radius: 12px; }
  .rows { display: grid; gap: 10px; }
  .rows .ghost { height: 56px; border-radius: 12px; }
  @media (max-width: 760px) { .page { padding: 16px 14px 40px; } .top h1 { font-size: 22px; } .icon, .button, .strong { min-height: 40px; } }
`;
