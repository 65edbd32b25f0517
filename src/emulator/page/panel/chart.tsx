import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import { duration } from '../text/times.js';
import { chartOptions } from './chart-options.js';

interface ChartProps {
  latenciesMs: readonly number[];
  /** The chart is drawn anew when it changes: a canvas has no stylesheet. */
  theme: string;
}

/** How long each message waited for its blue ticks. */
export function Chart({ latenciesMs, theme }: ChartProps) {
  const ref = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | undefined>(undefined);

  useEffect(() => {
    const place = ref.current;
    if (!place) return;
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const draw = () => {
      plot.current?.destroy();
      plot.current = new UPlot(chartOptions(place), dataOf(latenciesMs), place);
    };
    draw();
    const sized = new ResizeObserver(() => plot.current?.setSize(sizeOf(place)));
    sized.observe(place);
    dark.addEventListener('change', draw);
    return () => {
      dark.removeEventListener('change', draw);
      sized.disconnect();
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [theme]);

  useEffect(() => plot.current?.setData(dataOf(latenciesMs)), [latenciesMs]);

  return (
    <figure class="chart">
      <figcaption>Arrival to tick: {summary(latenciesMs)}</figcaption>
      <div ref={ref} role="img" aria-label={`Chart of the times from arrival to tick: ${summary(latenciesMs)}`} />
    </figure>
  );
}

const sizeOf = (place: HTMLElement) => ({ width: place.clientWidth, height: place.clientHeight });

const dataOf = (latenciesMs: readonly number[]): UPlot.AlignedData => [
  latenciesMs.map((_, index) => index + 1),
  [...latenciesMs],
];

function summary(latenciesMs: readonly number[]): string {
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  const [middle, slowest] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  if (middle === undefined || slowest === undefined) return 'no message read yet';
  return `half within ${duration(middle)}, all within ${duration(slowest)}`;
}
