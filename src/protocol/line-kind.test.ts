import { describe, expect, it } from 'vitest';
import { isCutMessage, kindOfJson, kindOfText } from './line-kind.ts';

const RECORD = '{"type":"RECORD","record":{"stream":"s","data":{"canary":"}{"},"emitted_at":1}}';

describe('the kind of a line that is not JSON', () => {
  it.each([
    ['canary', /^plain text, such/],
    ['2026-01-01 12:00:00 INFO canary', /^plain text, such/],
    ['id,canary,3', /^plain text, such/],
    ['canary {1', /^plain text, such/],
    ['canary}', /^plain text, such/],
    ['NaN', /^plain text, such/],
    [`INFO canary ${RECORD}`, /^plain text followed by JSON/],
    [RECORD + RECORD, /^two messages on one line/],
    [`${RECORD}  ${RECORD} ${RECORD}`, /^two messages on one line/],
    [`${RECORD}${RECORD.slice(0, -9)}`, /^two messages on one line/],
    [`${RECORD},`, /^JSON followed by other text/],
    [`${RECORD} canary`, /^JSON followed by other text/],
    [RECORD.slice(0, -1), /^JSON that ends too early/],
    [RECORD.slice(0, 60), /^JSON that ends too early/],
    ['{"canary":"}"', /^JSON that ends too early/],
    ['{"a":"{"} canary', /^JSON followed by other text/],
    ['{', /^a part of JSON that goes over several lines/],
    ['  "canary": 1,', /^a part of JSON that goes over several lines/],
    ['}', /^a part of JSON that goes over several lines/],
    ["{'type': 'RECORD', 'canary': None}", /^a Python dictionary/],
    ['{"type":"RECORD","record":{"stream":"s","data":{"canary":NaN}}}', /such as NaN or None/],
    ['{"canary":"NaN","b":-Infinity}', /such as NaN or None/],
    ['{"canary":"NaN","b":01}', /^malformed JSON$/],
    ['{canary:1}', /^malformed JSON$/],
    ['[1,]', /^malformed JSON$/],
    ['\u0000{\u0000canary', /^binary data/],
  ])('of %j is "%s" and does not quote the line', (line, kind) => {
    expect(() => JSON.parse(line)).toThrow();
    expect(kindOfText(line)).toMatch(kind);
    expect(kindOfText(line)).not.toContain('canary');
  });

  it('is also detected in a very long line', () => {
    const long = 'x'.repeat(2_000_000);
    expect(kindOfText(`{"a":"${long}"}{"a":"${long}"}`)).toMatch(/^two messages/);
    expect(kindOfText(`{"a":"${long}",b}`)).toBe('malformed JSON');
    expect(kindOfText(`${'{'.repeat(1_000_000)}`)).toMatch(/^JSON that ends too early/);
    expect(kindOfText('a{'.repeat(1_000_000))).toMatch(/^plain text/);
  });
});

describe('the kind of JSON that is not a message', () => {
  it.each([
    ['"canary"', 'a JSON string'],
    ['42', 'a JSON number'],
    ['true', 'a JSON boolean'],
    ['null', 'a JSON null'],
    ['["canary"]', /^a JSON list$/],
    ['[{"canary":1},null,7]', /^a JSON list$/],
    ['[{"type":7}]', /^a JSON list$/],
    [`[${RECORD}]`, /^a JSON list of messages/],
    ['{}', /^a JSON object without a type/],
    ['{"canary":1}', /^a JSON object without a type/],
    ['{"type":7}', /whose type is not text/],
    ['{"type":"RECORD","stream":"canary","record":{"id":1}}', /Singer/],
    ['{"type":"STATE","value":{"canary":1}}', /Singer/],
    ['{"type":"RECORD","value":"canary"}', /^a RECORD message without its stream/],
    ['{"type":"RECORD"}', /^a RECORD message without its stream/],
    ['{"type":"STATE","state":"canary"}', /^a STATE message without its state/],
  ])('of %s is "%s" and does not quote the JSON', (line, kind) => {
    expect(kindOfJson(JSON.parse(line))).toMatch(kind);
    expect(kindOfJson(JSON.parse(line))).not.toContain('canary');
  });
});

describe('a message', () => {
  it('counts as cut exactly if it ends too early', () => {
    for (let end = 1; end < RECORD.length; end++) {
      expect(isCutMessage(RECORD.slice(0, end))).toBe(true);
      expect(isCutMessage(` \t${RECORD.slice(0, end)}`)).toBe(true);
    }
    for (const line of [RECORD, RECORD + RECORD, 'canary', '', '[1', '"a'])
      expect(isCutMessage(line)).toBe(false);
  });
});
