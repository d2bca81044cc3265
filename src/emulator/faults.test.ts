import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { faultPicker } from './fault-picker.ts';
import { type FaultPlanInput, faultPlan, readFaultPlan } from './faults.ts';
import type { EmulatedRequest } from './provider.ts';

const reset = { type: 'reset' } as const;

const request = (path = '/a', method = 'POST', body = ''): EmulatedRequest => ({
  ...{ number: 1, method, path, query: new URLSearchParams(), search: '', headers: {} },
  ...{ body: Buffer.from(body), at: 0, wallAt: 0 },
});

/** Returns the requests to which a plan applies a fault, counted from 1. */
const affected = (plan: FaultPlanInput, count: number): number[] => {
  const picker = faultPicker(plan);
  return Array.from({ length: count }, (_, index) => index + 1).filter(() => picker.pick(request()));
};

test('a fault applies to all, the n-th, some, or every n-th of the requests, with a maximum number of times', () => {
  expect(affected([{ action: reset }], 3)).toEqual([1, 2, 3]);
  expect(affected([{ nth: 2, action: reset }], 5)).toEqual([2]);
  expect(affected([{ nth: [1, 4], action: reset }], 5)).toEqual([1, 4]);
  expect(affected([{ every: 2, action: reset }], 5)).toEqual([2, 4]);
  expect(affected([{ every: 2, times: 1, action: reset }], 5)).toEqual([2]);
});

test('a probability applies to about that share of requests, and to the same ones with the same seed', () => {
  const plan = (seed: number) => ({ seed, faults: [{ probability: 0.2, action: reset }] });
  const chosen = affected(plan(7), 1000);
  expect(chosen.length).toBeGreaterThan(150);
  expect(chosen.length).toBeLessThan(250);
  expect(affected(plan(7), 1000)).toEqual(chosen);
  expect(affected(plan(8), 1000)).not.toEqual(chosen);
});

test('a fault counts only requests that match by method, prefix, expression and body', () => {
  const pick = (match: object, asked: EmulatedRequest) => faultPicker([{ match, action: reset }]).pick(asked);
  expect(pick({ method: 'post' }, request())).toBeDefined();
  expect(pick({ method: 'GET' }, request())).toBeUndefined();
  expect(pick({ path: '/v1/' }, request('/v1/track'))).toBeDefined();
  expect(pick({ path: '/v1/' }, request('/v2/v1/'))).toBeUndefined();
  expect(pick({ path: { regexp: 'track$' } }, request('/v1/track'))).toBeDefined();
  expect(pick({ path: { regexp: 'track$' } }, request('/v1/track/x'))).toBeUndefined();
  expect(pick({ body: 'poison' }, request('/', 'POST', '[{"text":"poisoned"}]'))).toBeDefined();
  expect(pick({ body: 'poison' }, request())).toBeUndefined();

  const picker = faultPicker([{ match: { path: '/b' }, nth: 2, action: reset }]);
  const paths = ['/b', '/a', '/a', '/b', '/b'];
  expect(paths.map((path) => picker.pick(request(path)) !== undefined)).toEqual([
    ...[false, false, false, true, false],
  ]);
});

test('the first fault of the list that is due applies, and the plan can be changed', () => {
  const picker = faultPicker([
    { nth: 2, action: { type: 'hang' } },
    { every: 1, action: reset },
  ]);
  const types = () => picker.pick(request())?.action.type;
  expect([types(), types(), types()]).toEqual(['reset', 'hang', 'reset']);
  expect(picker.fired).toEqual([1, 2]);
  picker.clear();
  expect(types()).toBeUndefined();
  picker.set([{ nth: 1, action: { type: 'hang' } }]);
  expect([types(), types()]).toEqual(['hang', undefined]);
});

test.each([
  [[{ action: { type: 'explode' } }], 'faults[0].action.type'],
  [[{ action: { type: 'status', status: 1000 } }], 'faults[0].action.status'],
  [[{ action: { type: 'slow' } }], 'faults[0].action.ms'],
  [[{ nth: 0, action: reset }], 'faults[0].nth'],
  [[{ nth: 1, every: 2, action: reset }], 'faults[0]: has more than one of nth, every and probability'],
  [[{ match: { path: { regexp: '(' } }, action: reset }], 'is not a regular expression'],
  [[{ probabilty: 0.5, action: reset }], 'probabilty'],
  [{ fault: [] }, 'the plan: '],
  [42, 'the plan: '],
])('an invalid plan is rejected with the position of the mistake: %j', (plan, text) => {
  expect(() => faultPlan(plan)).toThrow(text);
});

test('a plan is read from JSON or from a file', () => {
  const text = JSON.stringify([{ nth: 3, action: reset }]);
  const read = faultPlan([{ nth: 3, action: reset }]);
  expect(readFaultPlan(` ${text}`)).toEqual(read);
  const directory = mkdtempSync(join(tmpdir(), 'faults-'));
  const file = join(directory, 'faults.json');
  writeFileSync(file, `{"seed": 1, "faults": ${text}}`);
  expect(readFaultPlan(file)).toEqual(read);
  writeFileSync(file, '[secret');
  expect(() => readFaultPlan(file)).toThrow(`The fault plan in ${file} is not JSON.`);
  rmSync(directory, { recursive: true });
  expect(() => readFaultPlan(file)).toThrow('cannot be read');
  expect(() => readFaultPlan('[{')).toThrow(/^The fault plan is not JSON\.$/);
});
