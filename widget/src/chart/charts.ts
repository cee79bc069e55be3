// The chart library, in a file of its own that is loaded with the first chart: ECharts, with only what answers draw.

import { BarChart, CandlestickChart, HeatmapChart, LineChart, PieChart, ScatterChart } from "echarts/charts";
import {
  AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, MarkPointComponent, TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { init, use } from "echarts/core";
import { LegacyGridContainLabel } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";

use([
  BarChart, CandlestickChart, HeatmapChart, LineChart, PieChart, ScatterChart,
  AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, MarkPointComponent, TooltipComponent,
  VisualMapComponent, LegacyGridContainLabel, CanvasRenderer,
]);

/** Draws into an element; what it returns changes and ends the drawing. */
function draw(element: HTMLElement) {
  const chart = init(element);
  return {
    set: (option: Record<string, unknown>) => chart.setOption(option, true),
    resize: () => chart.resize(),
    end: () => chart.dispose(),
  };
}

export type Draw = typeof draw;

// A script of the classic kind has no exports; the page that loaded it finds the library here.
(globalThis as unknown as Record<symbol, unknown>)[Symbol.for("wenbo.charts")] = draw;
