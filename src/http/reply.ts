import type { z } from 'zod';
import { unreadable } from './classify.ts';
import type { Answer } from './types.ts';
import type { Where } from './where.ts';

const NAMED_PATHS = 5;

/**
 * The answer's JSON in the shape of the schema. Throws ERR_UNREADABLE_REPLY where it is not JSON or does not fit;
 * that names paths and rules, never a value, for the values may be somebody's data.
 */
export function readReply<S extends z.ZodType>(answer: Answer, schema: S, where: Where): z.infer<S> {
  let data: unknown;
  try {
    data = JSON.parse(answer.text);
  } catch {
    throw unreadable(
      answer,
      where,
      'The API said that it succeeded, but its answer is not JSON or not whole.',
    );
  }
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const issues = result.error.issues.slice(0, NAMED_PATHS);
  throw unreadable(
    answer,
    where,
    'The API said that it succeeded, but its answer has another form than the connector knows.',
    issues.map((issue) => `/${issue.path.map(String).join('/')} ${issue.code}`).join(', '),
  );
}
