import { expect, it } from 'vitest';
import { allowedHtml } from './allowed-html.ts';

it('keeps the tags that a description uses', () => {
  const html = 'Under <b>Settings</b>, <i>API</i> <code>key</code>.';
  expect(allowedHtml(html)).toBe(html);
});

it('a link opens in a new tab, without access to the page', () => {
  expect(allowedHtml('<a href="https://example.com/docs" onclick="x()">docs</a>')).toBe(
    '<a href="https://example.com/docs" target="_blank" rel="noopener noreferrer">docs</a>',
  );
});

it.each([
  ['a script', 'a<script>x()</script>'],
  ['an image', 'a<img src="x" onerror="x()">'],
  ['a style', 'a<style>b{}</style>'],
  ['a frame', 'a<iframe src="https://example.com"></iframe>'],
])('removes %s', (_, html) => {
  expect(allowedHtml(html)).toBe('a');
});

it('removes the address of a link that runs a script', () => {
  expect(allowedHtml('<a href="javascript:x()">b</a>')).not.toContain('javascript');
});
