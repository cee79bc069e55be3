// Loads the chart library once, when the first chart is shown.

import type { Draw } from "./charts";

interface TrustedScripts {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

const KEY = Symbol.for("wenbo.charts");
const loading = new Map<string, Promise<Draw>>();

/** The drawing function of the library at an address. A script of the classic kind needs no leave of another origin. */
export function loadCharts(address: string): Promise<Draw> {
  const known = (globalThis as unknown as Record<symbol, Draw | undefined>)[KEY];
  if (known) return Promise.resolve(known);
  const running = loading.get(address);
  if (running) return running;
  const promise = new Promise<Draw>((resolve, reject) => {
    const script = document.createElement("script");
    script.async = true;
    script.src = trusted(address);
    script.addEventListener("load", () => {
      const draw = (globalThis as unknown as Record<symbol, Draw | undefined>)[KEY];
      if (draw) resolve(draw);
      else reject(new Error("the chart library did not say that it is there"));
    });
    script.addEventListener("error", () => {
      loading.delete(address);
      reject(new Error("the chart library cannot be loaded"));
    });
    document.head.append(script);
  });
  loading.set(address, promise);
  return promise;
}

let policy: ReturnType<TrustedScripts["createPolicy"]> | null = null;

/** Pages with trusted types take an address of a script only from a policy. */
function trusted(address: string): string {
  const factory = (globalThis as unknown as { trustedTypes?: TrustedScripts }).trustedTypes;
  if (!factory) return address;
  policy ??= factory.createPolicy("wenbo", { createScriptURL: (url) => url });
  return policy.createScriptURL(address);
}
