// The frame of the workbench: its side, its bar on a phone, and what stands over both.

import { css } from "lit";

export const frameStyles = css`
  :host { display: block; height: 100%; }
  .root { display: grid; grid-template-columns: 268px minmax(0, 1fr); grid-template-rows: minmax(0, 1fr); height: 100%; background: var(--bg); position: relative; overflow: hidden; }
  .skip { position: absolute; left: 12px; top: -60px; z-index: 60; padding: 8px 14px; background: var(--card); border-radius: 8px; }
  .skip:focus { top: 12px; }
  main { min-width: 0; min-height: 0; height: 100%; display: flex; flex-direction: column; }
  main > * { flex: 1; min-height: 0; }
  main > .bar { display: none; flex: none; align-items: center; gap: 8px; padding: 8px 12px; border-bottom: 1px solid var(--line); background: var(--bg); }
  .bar b { flex: 1; font-weight: 600; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
  wenbo-ask { height: 100%; max-height: none; }
  .shade { display: none; }
  .picker { position: absolute; inset: 0; z-index: 50; display: grid; place-items: center; background: rgb(12 14 18 / 45%); padding: 16px; }
  .picker > div { width: 380px; max-width: 100%; max-height: 100%; overflow: auto; padding: 20px; border-radius: 18px; background: var(--card); box-shadow: var(--lift); }
  .picker h2 { font-size: 17px; margin-bottom: 12px; }
  .picker .choice { display: flex; align-items: center; gap: 10px; width: 100%; min-height: 44px; padding: 8px 12px; border-radius: 10px; }
  .picker .choice:hover { background: var(--sunk); }
  @media (max-width: 860px) {
    .root { grid-template-columns: minmax(0, 1fr); }
    main > .bar { display: flex; }
    wenbo-side { position: absolute; inset: 0 auto 0 0; width: 286px; max-width: 86vw; z-index: 45; transform: translateX(-102%); visibility: hidden; transition: transform 180ms, visibility 180ms; }
    .open wenbo-side { transform: none; visibility: visible; box-shadow: var(--lift); }
    .open .shade { display: block; position: absolute; inset: 0; z-index: 44; background: rgb(12 14 18 / 45%); }
  }
`;
