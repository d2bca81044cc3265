import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';

/** Draws the output of `npm start` into docs/start.svg, the picture of the README. */
const COLUMNS = 128;
const LINE = 19;
const CHARACTER = 8.05;
const PAD = 18;

const { stdout, status } = spawnSync('npm', ['start', '--silent'], { encoding: 'utf8' });
if (status !== 0) throw new Error('npm start failed');

const lines = ['$ npm start', '', ...stdout.trimEnd().split('\n')].flatMap((line) =>
  wrap(line).map((text) => ({ text, colour: colourOf(line) })),
);
const width = Math.ceil(COLUMNS * CHARACTER + 2 * PAD);
const height = lines.length * LINE + 2 * PAD;
const texts = lines.map(({ text, colour }, row) => {
  const y = PAD + LINE * (row + 1) - 5;
  return `<text x="${PAD}" y="${y}" fill="${colour}" xml:space="preserve">${escaped(text)}</text>`;
});
await writeFile(
  'docs/start.svg',
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13.4">
<rect width="${width}" height="${height}" rx="10" fill="#15181e"/>
${texts.join('\n')}
</svg>
`,
);

function wrap(line: string): string[] {
  const rows: string[] = [];
  for (let rest = line; ; rest = `    ${rest.slice(COLUMNS)}`) {
    rows.push(rest.slice(0, COLUMNS));
    if (rest.length <= COLUMNS) return rows;
  }
}

function colourOf(line: string): string {
  if (line.startsWith('$')) return '#7ee2a8';
  if (line.includes('"type":"STATE"')) return '#8ab4f8';
  if (line.includes('"type":"LOG"')) return '#c9b37e';
  return '#d7dae0';
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
