// How a conversation looks.

import { css } from "lit";

export const askStyles = css`
  :host { display: block; height: 680px; max-height: 100vh; position: relative; }
  .root { display: flex; flex-direction: column; height: 100%; background: var(--bg); container-type: inline-size; border-radius: inherit; overflow: hidden; }
  .scroll { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 24px 20px 12px; container-type: size; scroll-padding-top: 16px; }
  .column { max-width: 840px; margin: 0 auto; }
  .dock { padding: 8px 20px 12px; background: var(--bg); }
  .dock .hint { margin-top: 7px; font-size: 12px; color: var(--ink3); text-align: center; line-height: 1.4; min-height: 17px; }

  .turn + .turn { margin-top: 34px; }
  .turn:last-child:not(:first-child) { min-height: 100cqh; }

  .welcome { display: flex; flex-direction: column; justify-content: center; min-height: calc(100cqh - 40px); padding-bottom: 4cqh; }
  .welcome h1, .welcome h2 { font-size: 34px; font-weight: 650; letter-spacing: -0.02em; line-height: 1.25; }
  .welcome .lead { max-width: 620px; margin-top: 12px; font-size: 16px; color: var(--ink2); text-wrap: pretty; }
  .about { display: flex; flex-wrap: wrap; gap: 6px 8px; margin-top: 18px; }
  .about .tag { padding: 3px 10px; font-size: 13px; white-space: normal; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
  .about .tag.warn { background: var(--warn-soft); border-color: transparent; }
  .samples { display: grid; gap: 8px; margin-top: 28px; }
  .samples .label { margin-bottom: 2px; }
  .sample { display: flex; align-items: center; gap: 12px; min-height: 48px; padding: 11px 18px; border: 1px solid var(--line); border-radius: 14px; background: var(--card); color: var(--ink); font-size: 15px; line-height: 1.45; transition: border-color 120ms, transform 120ms; }
  .sample:hover { border-color: var(--accent); color: var(--accent-ink); }
  .sample span { flex: 1; }
  .sample svg { color: var(--ink3); transform: rotate(90deg); }
  .sample:hover svg { color: var(--accent); }
  .ghosts { display: grid; gap: 8px; margin-top: 28px; }
  .ghosts .ghost { height: 48px; border-radius: 14px; }

  .toast { position: absolute; z-index: 40; left: 50%; bottom: 96px; transform: translateX(-50%); max-width: calc(100% - 32px); padding: 10px 16px; border-radius: 12px; background: var(--ink); color: var(--card); font-size: 14px; box-shadow: var(--lift); }
  .toast a { color: inherit; font-weight: 600; margin-left: 8px; }
  @media (max-width: 520px) {
    .scroll { padding: 16px 12px 8px; }
    .dock { padding: 6px 12px 10px; }
    .dock .hint { display: none; }
    .welcome h1, .welcome h2 { font-size: 27px; }
    .welcome .lead { font-size: 15px; }
    .samples, .ghosts { margin-top: 22px; }
  }
`;
