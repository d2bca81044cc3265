import { number, type Section } from './report.ts';

const WIDTH = 860;
const NAMES = 270;
const NUMBERS = 70;
const LINE = 20;
const PAD = 16;

/**
 * Draws the CPU per record of all contestants as bars, one group for each section, as an SVG. The longest bar of a group has the
 * full width.
 */
export function drawBars(sections: readonly Section[]): string {
  const parts: string[] = [];
  let y = PAD;
  const text = (x: number, content: string, attributes = ''): void => {
    parts.push(`<text x="${x}" y="${y + 14}"${attributes}>${escaped(content)}</text>`);
  };
  for (const { title, bars = [] } of sections) {
    if (bars.length === 0) continue;
    text(PAD, title, ' font-weight="600"');
    y += LINE + 4;
    const longest = Math.max(...bars.map(({ value }) => value));
    for (const [at, { name, value }] of bars.entries()) {
      const width = Math.max(1, (value / longest) * (WIDTH - NAMES - NUMBERS - 2 * PAD));
      const colour = at === 0 ? '#2563eb' : name.startsWith('lower bound') ? '#9ca3af' : '#d97706';
      text(PAD, name);
      parts.push(
        `<rect x="${NAMES}" y="${y + 3}" width="${width.toFixed(1)}" height="${LINE - 6}" fill="${colour}"/>`,
      );
      text(NAMES + Math.ceil(width) + 6, `${number(value)} µs`);
      y += LINE;
    }
    y += LINE;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" font-family="system-ui, sans-serif" font-size="13">
<rect width="${WIDTH}" height="${y}" fill="#ffffff"/>
${parts.join('\n')}
</svg>
`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
