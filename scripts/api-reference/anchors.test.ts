import { expect, it } from 'vitest';
import { anchorsIn, withExistingAnchors } from './anchors.ts';

it('headings have the anchors of GitHub, and a repeated one is numbered', () => {
  const page = '# A `b`\n## http.request()\n## A b\n```sh\n# code\n```\n### [Link](x.md) / more_of-it';
  expect([...anchorsIn(page)]).toEqual(['a-b', 'httprequest', 'a-b-1', 'link--more_of-it']);
});

it('links to a numbered anchor that does not exist lead to the heading itself', () => {
  const pages = new Map([
    ['a.md', '### HttpRequest\n### X\n### X\n[r](#httprequest-1) [x](#x-1) [o](b.md#other-1) [n](#none-1)'],
    ['b.md', '### Other'],
  ]);
  expect(withExistingAnchors(pages).get('a.md')).toContain(
    '[r](#httprequest) [x](#x-1) [o](b.md#other) [n](#none-1)',
  );
});
