import { createConcurrencyLimit } from '../../src/http/limits/concurrency.ts';
import { bestFixed } from './evaluate.ts';
import { aimd, fixed } from './limits.ts';
import { type Model, SECONDS } from './model.ts';
import { type Run, run, type Second } from './run.ts';

const PANEL = { width: 224, height: 120 };
const GAP = { x: 46, y: 34 };
const LEFT = 48;
const TOP = 64;
const SEED = 2000;
/** Seconds over which each point is averaged. */
const OVER = 2;

interface Curve {
  readonly label: string;
  readonly colour: string;
  readonly done: Run;
}

interface Quantity {
  readonly label: string;
  readonly of: (seconds: readonly Second[]) => number | undefined;
}

const sum = (seconds: readonly Second[], of: 'ok' | 'latency' | 'limit'): number =>
  seconds.reduce((all, second) => all + second[of], 0);

const QUANTITIES: readonly Quantity[] = [
  { label: 'limit', of: (seconds) => sum(seconds, 'limit') / seconds.length },
  { label: 'responses a second', of: (seconds) => sum(seconds, 'ok') / seconds.length },
  {
    label: 'ms a response',
    of: (seconds) => (sum(seconds, 'ok') === 0 ? undefined : sum(seconds, 'latency') / sum(seconds, 'ok')),
  },
];

/** One column for each model: the limit, the goodput and the latency over three minutes. */
export function draw(models: readonly Model[]): string {
  const width = LEFT + models.length * (PANEL.width + GAP.x) - GAP.x + 16;
  const height = TOP + QUANTITIES.length * (PANEL.height + GAP.y) + 8;
  const columns = models.map((model, column) => {
    const x = LEFT + column * (PANEL.width + GAP.x);
    const curves = curvesOf(model);
    const panels = QUANTITIES.map((quantity, row) =>
      panel(curves, quantity, x, TOP + row * (PANEL.height + GAP.y)),
    );
    return [`<text x="${x}" y="${TOP - 14}" font-weight="600">${model.name}</text>`, ...panels].join('\n');
  });
  const legend = curvesOf(models[0]!).map(
    ({ label, colour }, i) =>
      `<path d="M${LEFT + i * 220} 20h22" stroke="${colour}" stroke-width="2.5"/><text x="${LEFT + 28 + i * 220}" y="24">${label}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, Helvetica, Arial, sans-serif" font-size="12" fill="#1d2733">
<rect width="${width}" height="${height}" rx="10" fill="#fbfcfe"/>
${[...legend, ...columns].join('\n')}
</svg>
`;
}

function curvesOf(model: Model): readonly Curve[] {
  const { limit } = bestFixed(model, [1, 2, 3, 4, 6, 8, 11, 12, 16, 20, 24, 32, 48, 64]);
  return [
    { label: 'fixed at 64', colour: '#c3c9d3', done: run(model, fixed(64), SEED) },
    { label: 'AIMD', colour: '#e0a96d', done: run(model, aimd(64), SEED) },
    { label: 'the best fixed number', colour: '#4f9b6d', done: run(model, fixed(limit), SEED) },
    { label: 'this client', colour: '#2f5fb3', done: run(model, createConcurrencyLimit({ max: 64 }), SEED) },
  ];
}

function panel(curves: readonly Curve[], { label, of }: Quantity, x: number, y: number): string {
  const series = curves.map(({ done }) =>
    Array.from({ length: SECONDS / OVER }, (_, i) => of(done.seconds.slice(i * OVER, (i + 1) * OVER))),
  );
  // The scale is that of the client and of the best number; larger values are cut off.
  const top = niceAbove(Math.max(...series.slice(2).flatMap((values) => values.map((value) => value ?? 0))));
  const { width, height } = PANEL;
  const id = `c${x}-${y}`;
  const lines = series.map((values, i) => {
    const last = i === curves.length - 1;
    const path = pathOf(
      values,
      (at) => (at / values.length) * width,
      (value) => height * (1 - value / top),
    );
    return `<path d="${path}" stroke="${curves[i]!.colour}" stroke-width="${last ? 1.8 : 1.3}" fill="none"/>`;
  });
  return `<g transform="translate(${x} ${y})"><clipPath id="${id}"><rect width="${width}" height="${height}"/></clipPath>
<rect width="${width}" height="${height}" fill="#fff" stroke="#d5dae2"/><text x="4" y="13" fill="#556">${label}</text>
<text x="-4" y="10" text-anchor="end" fill="#556" font-size="11">${top}</text><text x="-4" y="${height}" text-anchor="end" fill="#556" font-size="11">0</text>
<text x="0" y="${height + 14}" fill="#556" font-size="11">0 s</text><text x="${width}" y="${height + 14}" text-anchor="end" fill="#556" font-size="11">${SECONDS} s</text>
<g clip-path="url(#${id})">${lines.join('')}</g></g>`;
}

/** Seconds without a value leave a gap. */
function pathOf(
  values: readonly (number | undefined)[],
  x: (at: number) => number,
  y: (value: number) => number,
): string {
  return values
    .map((value, i) => {
      if (value === undefined) return '';
      const pen = i === 0 || values[i - 1] === undefined ? 'M' : 'L';
      return `${pen}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
    })
    .join('');
}

/** Rounds up to 1, 1.5, 2, 3, 5 or 7 times a power of ten. */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * [1, 1.5, 2, 3, 5, 7, 10].find((step) => step * power >= value)!;
}
