// Small pictures for buttons. They say nothing to a screen reader; the button has the words.

import { svg, html, type TemplateResult } from "lit";

const PATHS = {
  send: "M10 16V4m0 0L4.8 9.2M10 4l5.2 5.2",
  edit: "M4 16l.8-3.4L12.9 4.5a1.6 1.6 0 0 1 2.3 0l.3.3a1.6 1.6 0 0 1 0 2.3l-8.1 8.1L4 16z",
  copy: "M7.5 7.5h8v8h-8zM12.5 7.5v-3h-8v8h3",
  check: "M4 10.5l4 4 8-9",
  download: "M10 3.5v9m0 0l-3.5-3.5M10 12.5L13.5 9M4 16.5h12",
  pin: "M12.5 3.5l4 4-3 1.2-2.6 2.6-.5 3.2-5-5 3.2-.5 2.6-2.6zM7.8 12.2L4 16",
  link: "M8.5 11.5l3-3M9 6.5l1.6-1.6a3.2 3.2 0 0 1 4.5 4.5L13.5 11M11 13.5l-1.6 1.6a3.2 3.2 0 0 1-4.5-4.5L6.5 9",
  up: "M6.5 9v7.5h-3V9zM6.5 9l3-5.5c1.3 0 2 .9 2 2.2V8h3.4a1.6 1.6 0 0 1 1.6 1.9l-1 5.2a1.6 1.6 0 0 1-1.6 1.4H6.5",
  down: "M6.5 11V3.5h-3V11zM6.5 11l3 5.5c1.3 0 2-.9 2-2.200V12h3.400a1.6 1.6 0 0 0 1.6-1.900l-1-5.200a1.6 1.6 0 0 0-1.6-1.400H6.5",
  plus: "M10 4.5v11M4.5 10h11",
  menu: "M3.5 6h13M3.5 10h13M3.5 14h13",
  close: "M5 5l10 10M15 5L5 15",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  search: "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l3.5 3.5",
  chat: "M4 5.5A1.5 1.5 0 0 1 5.5 4h9A1.5 1.5 0 0 1 16 5.5v6a1.5 1.5 0 0 1-1.5 1.5H9l-3.5 3v-3A1.5 1.5 0 0 1 4 11.5z",
  board: "M3.5 4h5.5v7H3.5zM11 4h5.5v4H11zM11 10h5.5v6H11zM3.5 13h5.5v3H3.5z",
  book: "M4 4.5h4.5A1.5 1.5 0 0 1 10 6v10a1.5 1.5 0 0 0-1.5-1.5H4zM16 4.5h-4.5A1.5 1.5 0 0 0 10 6v10a1.5 1.5 0 0 1 1.5-1.5H16z",
  shield: "M10 3.5l5.5 2v4c0 3.5-2.3 5.9-5.5 7-3.2-1.1-5.5-3.5-5.5-7v-4zM7.5 10l1.8 1.8 3.2-3.3",
  data: "M4 5.5C4 4.4 6.7 3.5 10 3.5s6 .9 6 2-2.7 2-6 2-6-.9-6-2zM4 5.5v9c0 1.1 2.7 2 6 2s6-.9 6-2v-9M4 10c0 1.1 2.7 2 6 2s6-.9 6-2",
  code: "M7 6l-4 4 4 4M13 6l4 4-4 4",
  screen: "M3.5 4.5h13v8.500h-13zM10 13v3M7 16.500h6",
  refresh: "M15.5 8A6 6 0 0 0 5 6.5L3.5 8M3.5 4.5V8H7M4.5 12A6 6 0 0 0 15 13.5l1.5-1.5M16.5 15.5V12H13",
  full: "M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4",
  trash: "M4 6h12M8 6V4h4v2M5.5 6l.8 10h7.400l.8-10",
  sort: "M7 4.5v11M7 15.5L4.5 13M13 15.5v-11M13 4.5L15.5 7",
  bars: "M4.5 15.5V10M8.2 15.5v-9M11.8 15.5V8M15.5 15.5v-4",
  info: "M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM10 9.5v3.5M10 7h.01",
  back: "M12 4.5L6.5 10l5.5 5.5",
  open: "M11 4.5h4.5V9M15.5 4.5L9 11M8 5.5H4.5v10h10V12",
  sun: "M10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM10 2.5v1.5M10 16v1.5M2.5 10H4M16 10h1.5M4.7 4.700l1 1M14.3 14.300l1 1M15.3 4.700l-1 1M5.7 14.300l-1 1",
  grip: "M7.5 5h.01M12.5 5h.01M7.5 10h.01M12.5 10h.01M7.5 15h.01M12.5 15h.01",
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName, size = 18): TemplateResult {
  const bold = name === "more" || name === "grip";
  return html`<svg viewBox="0 0 20 20" width=${size} height=${size} aria-hidden="true" fill="none" stroke="currentColor"
    stroke-width=${bold ? 2.2 : 1.5} stroke-linecap="round" stroke-linejoin="round">${svg`<path d=${PATHS[name]}></path>`}</svg>`;
}

/** The mark of the product. */
export function brand(size = 26): TemplateResult {
  return html`<svg viewBox="0 0 32 32" width=${size} height=${size} aria-hidden="true">
    ${svg`<rect width="32" height="32" rx="8" fill="#2456c7"></rect><path d="M8 20.5V14m5.3 9V11m5.4 12V8M24 20.5V16" stroke="#fff" stroke-width="3" stroke-linecap="round" fill="none"></path>`}
  </svg>`;
}
