import type UPlot from 'uplot';
import { duration } from '../text/times.js';

/** How the chart looks in the colours that hold where it is drawn. */
export function chartOptions(place: HTMLElement): UPlot.Options {
  // The stylesheet lends its colours by these properties, resolved for the theme.
  const { color, borderTopColor: lines, caretColor: accent } = getComputedStyle(place);
  const axis: UPlot.Axis = { stroke: color, grid: { stroke: lines, width: 1 }, ticks: { show: false } };
  return {
    width: place.clientWidth,
    height: place.clientHeight,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: (_, min, max) => [Math.min(1, min ?? 1), Math.max(10, max ?? 10)] },
      y: { range: (_, __, max) => [0, Math.max(1000, (max ?? 0) * 1.1)] },
    },
    axes: [
      { ...axis, size: 28, incrs: [1, 2, 5, 10, 20, 50, 100] },
      { ...axis, size: 56, values: (_, ticks) => ticks.map(duration) },
    ],
    series: [{}, { stroke: accent, width: 2, points: { show: true, size: 6, stroke: accent, fill: accent } }],
  };
}
