// How the card of an answer looks.

import { css } from "lit";

export const cardStyles = css`
  .asked { display: flex; justify-content: flex-end; align-items: flex-start; gap: 4px; margin-bottom: 14px; }
  .asked p { max-width: 85%; padding: 9px 16px; border-radius: 18px 18px 4px 18px; background: var(--accent-soft); color: var(--ink); white-space: pre-wrap; }
  .asked .icon { opacity: 0; }
  .asked:hover .icon, .asked .icon:focus-visible { opacity: 1; }
  @media (hover: none) { .asked .icon { opacity: 1; } }

  article { padding: 22px 24px 14px; border-radius: 18px; background: var(--card); border: 1px solid var(--line); box-shadow: var(--shadow); }
  .read { display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: baseline; font-size: 13px; color: var(--ink3); line-height: 1.5; }
  .read b { font-weight: 500; color: var(--ink2); }
  .headline { margin-top: 8px; font-size: 20px; font-weight: 600; line-height: 1.45; letter-spacing: -0.005em; text-wrap: pretty; }
  .headline.calm { font-size: 17px; font-weight: 500; }
  .kind { display: flex; align-items: center; gap: 6px; font-size: 13px; color: var(--warn); font-weight: 500; }
  .story { margin-top: 8px; color: var(--ink2); }
  .block { margin-top: 20px; }

  .waits { display: flex; align-items: center; gap: 10px; min-height: 22px; font-size: 14px; color: var(--ink3); }
  .dots { display: inline-flex; gap: 4px; }
  .dots i { width: 6px; height: 6px; border-radius: 50%; background: var(--accent); animation: dots 1.2s ease-in-out infinite; }
  .dots i:nth-child(2) { animation-delay: 0.15s; }
  .dots i:nth-child(3) { animation-delay: 0.3s; }
  @keyframes dots { 0%, 60%, 100% { opacity: 0.25; } 30% { opacity: 1; } }
  .ghosts { display: grid; gap: 12px; margin-top: 14px; }
  .ghosts .line { height: 20px; width: 72%; }
  .ghosts .short { height: 14px; width: 46%; }
  .ghosts .plot { height: 220px; margin-top: 8px; border-radius: 12px; }

  .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; }
  .figures div { padding: 14px 16px; border-radius: 12px; background: var(--sunk); }
  .figures dt { font-size: 13px; color: var(--ink3); }
  .figures dd { margin-top: 2px; font-size: 24px; font-weight: 600; letter-spacing: -0.01em; font-variant-numeric: tabular-nums; line-height: 1.3; }

  .caption { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; margin-bottom: 10px; }
  .caption h4 { flex: 1; min-width: 140px; font-size: 14px; font-weight: 600; color: var(--ink2); }
  .kinds { display: inline-flex; padding: 3px; border-radius: 10px; background: var(--sunk); }
  .kinds button { min-height: 28px; padding: 3px 11px; border-radius: 8px; font-size: 13px; color: var(--ink3); line-height: 1.3; }
  .kinds button:hover { color: var(--ink); }
  .kinds button[aria-checked="true"] { background: var(--card); color: var(--ink); font-weight: 500; box-shadow: 0 1px 2px rgb(20 22 28 / 14%); }

  .notes { display: grid; gap: 6px; padding: 12px 16px; border-radius: 12px; background: var(--sunk); font-size: 13.5px; color: var(--ink2); line-height: 1.55; }
  .notes li { position: relative; padding-left: 14px; }
  .notes li::before { content: ""; position: absolute; left: 0; top: 9px; width: 5px; height: 5px; border-radius: 50%; background: var(--ink3); }
  .notes li.warn::before { background: var(--warn); }
  .notes li.warn { color: var(--warn); }

  .empty { display: flex; gap: 14px; margin-top: 16px; padding: 18px; border-radius: 12px; background: var(--sunk); color: var(--ink2); border-left: 3px solid var(--line2); }
  .empty b { font-weight: 600; color: var(--ink); }
  .empty.empty_not_loaded { border-left-color: var(--warn); }
  .empty.empty_not_loaded svg { color: var(--warn); }
  .empty.empty_before_data { border-left-color: var(--accent); }
  .empty.empty_before_data svg { color: var(--accent); }
  .empty.empty_no_value { border-left-style: dashed; }

  .choices { display: grid; gap: 8px; margin: 12px 0 8px; }
  .choice { display: flex; align-items: center; gap: 12px; min-height: 48px; padding: 10px 16px; border: 1px solid var(--line2); border-radius: 12px; font-weight: 500; }
  .choice:hover { border-color: var(--accent); background: var(--accent-soft); color: var(--accent-ink); }
  .choice .key { display: grid; place-items: center; width: 24px; height: 24px; border-radius: 7px; background: var(--sunk); font-size: 13px; color: var(--ink3); flex: none; }
  .fault h3 { font-size: 17px; color: var(--bad); }
  .key div { display: flex; gap: 8px; padding-bottom: 8px; }
  .key .strong { flex: none; min-height: 40px; }
  .fault p { margin: 4px 0 12px; color: var(--ink2); }
  .quiet { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 12px; color: var(--ink3); padding-bottom: 6px; }
  .quiet b { color: var(--ink2); font-weight: 600; }

  .how { margin-top: 16px; border-top: 1px solid var(--line); }
  .how summary { display: flex; align-items: center; gap: 8px; min-height: 44px; cursor: pointer; font-size: 14px; color: var(--ink2); list-style: none; }
  .how summary::-webkit-details-marker { display: none; }
  .how summary:hover { color: var(--accent-ink); }
  .steps section { display: grid; grid-template-columns: 128px minmax(0, 1fr); gap: 4px 20px; padding: 12px 0; border-top: 1px solid var(--line); font-size: 14px; color: var(--ink2); }
  .steps h4 { font-size: 13px; font-weight: 500; color: var(--ink3); padding-top: 1px; }
  .steps li + li { margin-top: 8px; }
  .defined code, .sub code { font-size: 13px; background: var(--sunk); border-radius: 6px; padding: 2px 6px; overflow-wrap: anywhere; }
  .defined > li > code { display: block; margin-top: 4px; padding: 8px 10px; white-space: pre-wrap; }
  .defined b { font-weight: 600; color: var(--ink); }
  .sub { display: block; margin-top: 4px; font-size: 13px; color: var(--ink3); }
  .code { position: relative; }
  .code + p { margin-top: 10px; }
  .code pre { max-height: 320px; overflow: auto; padding: 12px 44px 12px 14px; border-radius: 10px; background: var(--sunk); font-size: 12.5px; line-height: 1.6; color: var(--ink); white-space: pre-wrap; overflow-wrap: anywhere; }
  .code .icon { position: absolute; top: 4px; right: 4px; }
  .code .icon.done { color: var(--good); }
  .record { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 3px 16px; font-size: 13px; }
  .record dt { color: var(--ink3); }
  .record dd { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }

  .foot { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 4px; margin-top: 8px; padding-top: 8px; border-top: 1px solid var(--line); }
  .how + .foot { margin-top: 0; }
  .facts { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 10px; flex: 1; min-width: 160px; font-size: 13px; color: var(--ink3); font-variant-numeric: tabular-nums; }
  .next { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; margin-top: 14px; }
  .next .label { width: 100%; }
  @media (max-width: 520px) {
    article { padding: 16px 16px 10px; border-radius: 16px; }
    .headline { font-size: 18px; }
    .steps section { grid-template-columns: minmax(0, 1fr); }
    .asked p { max-width: 92%; }
    .icon, .chip { min-height: 40px; min-width: 40px; }
    .kinds button { min-height: 34px; }
    .foot .button span { display: none; }
  }
`;
