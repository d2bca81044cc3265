import { type Json, record, streamState, streamStatus } from '../../src/testing/messages.ts';
import type { Harness } from './harness.ts';

/** Returns records of one stream as lines of the platform. */
export const recordLines = (stream: string, ...data: readonly object[]): string[] =>
  data.map((each) => record({ name: stream }, each as Json));

export const state = (stream: string, id: number): string =>
  streamState({ name: stream }, { at: id }, { id });

export const complete = (...streams: readonly string[]): string[] =>
  streams.map((name) => streamStatus({ name }, 'COMPLETE'));

/** Summarises the visible data, sorted. */
export const readable = ({ provider }: Harness, userId?: string): string[] =>
  provider
    .visible(userId)
    .map(({ type, time, name, deviceId }) => `${type} ${String(time).slice(11, 16)} ${name ?? deviceId}`)
    .toSorted();

/** Counts requests that match a pattern. Their bodies are not kept. */
export const times = (requests: readonly string[], pattern: RegExp): number =>
  requests.filter((request) => pattern.test(request)).length;

export const CREATE = /^POST .*\/data_sets /;
export const POST = /^POST .*\/data /;
export const CLOSE = /^PUT /;
export const REMOVE = /^DELETE .*\{id\} /;
export const READ = /^GET \/data\//;
