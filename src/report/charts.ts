import { formatCount } from '../text/format-count.ts';
import { escapeHtml } from './escape-html.ts';

const WIDTH = 900;
const HEIGHT = 110;
const LEFT = 150;
const BAND = 16;

/** A value at a time, in milliseconds since the start; undefined where there is none. */
export type Point = readonly [atMs: number, value: number | undefined];

/** A curve of a chart. */
export interface Curve {
  readonly label: string;
  /** A class of the page's style: its colour. */
  readonly colour: string;
  readonly points: readonly Point[];
  /** Fills the area below the curve. */
  readonly isArea?: boolean;
}

/** Share of an interval that was spent waiting, from 0 to 1. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly share: number;
}

const x = (atMs: number, totalMs: number): number => LEFT + (atMs / Math.max(1, totalMs)) * (WIDTH - LEFT);
const round = (value: number): string => String(Math.round(value * 10) / 10);

/** Draws curves over time on one scale, with the largest value beside it. */
export function lineChart(title: string, unit: string, totalMs: number, curves: readonly Curve[]): string {
  const max = Math.max(0, ...curves.flatMap(({ points }) => points.map(([, value]) => value ?? 0)));
  const y = (value: number): number => HEIGHT - 4 - (value / (max || 1)) * (HEIGHT - 14);
  const drawn = curves.map(({ points, colour, isArea }) => {
    const known = points.filter((point): point is readonly [number, number] => point[1] !== undefined);
    if (known.length === 0) return '';
    const line = known.map(([at, value]) => `${round(x(at, totalMs))},${round(y(value))}`).join(' ');
    const [first, last] = [known[0]!, known.at(-1)!].map(([at]) => round(x(at, totalMs)));
    const area = `<polygon class="${colour}" points="${first},${y(0)} ${line} ${last},${y(0)}"/>`;
    return `${isArea ? area : ''}<polyline class="${colour}" points="${line}"/>`;
  });
  const legend = curves.map(
    ({ label, colour }, index) =>
      `<text class="${colour}" x="0" y="${46 + index * 16}">${escapeHtml(label)}</text>`,
  );
  return svg(title, HEIGHT, [
    `<text class="name" x="0" y="14">${escapeHtml(title)}</text>`,
    `<text class="scale" x="0" y="30">up to ${max < 10 ? round(max) : formatCount(Math.round(max))} ${escapeHtml(unit)}</text>`,
    ...legend,
    `<line class="axis" x1="${LEFT}" y1="${y(0)}" x2="${WIDTH}" y2="${y(0)}"/>`,
    ...drawn,
  ]);
}

/** Draws a band for each row: the darker, the larger the share of the time. */
export function bandChart(
  title: string,
  totalMs: number,
  rows: readonly { readonly label: string; readonly spans: readonly Span[] }[],
): string {
  const bands = rows.map(({ label, spans }, row) => {
    const top = 22 + row * (BAND + 4);
    const rects = spans
      .filter(({ share }) => share > 0.005)
      .map(({ fromMs, toMs, share }) => {
        const [from, to] = [x(fromMs, totalMs), x(toMs, totalMs)];
        const width = Math.max(0.5, to - from);
        return (
          `<rect class="wait" x="${round(from)}" y="${top}" width="${round(width)}" height="${BAND}" ` +
          `fill-opacity="${Math.min(1, share).toFixed(2)}"/>`
        );
      });
    return `<text x="0" y="${top + 12}">${escapeHtml(label)}</text>${rects.join('')}`;
  });
  return svg(title, 26 + rows.length * (BAND + 4), [
    `<text class="name" x="0" y="14">${escapeHtml(title)}</text>`,
    ...bands,
  ]);
}

/** Draws the seconds, minutes or hours below the charts. */
export function timeAxis(totalMs: number): string {
  const steps = [
    1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 43_200, 86_400, 604_800,
  ];
  const step = (steps.find((each) => totalMs / 1000 / each <= 8) ?? Math.ceil(totalMs / 8000)) * 1000;
  const ticks: string[] = [];
  for (let at = 0; at <= totalMs; at += step)
    ticks.push(`<text class="tick" x="${round(x(at, totalMs))}" y="12">${clock(at)}</text>`);
  return svg('Time since the start', 16, ticks);
}

/** Formats a time since the start: `0:42`, `1:02:03`. */
function clock(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

const svg = (title: string, height: number, parts: readonly string[]): string =>
  `<svg viewBox="0 0 ${WIDTH + 40} ${height}" role="img" aria-label="${escapeHtml(title)}">${parts.join('')}</svg>`;
