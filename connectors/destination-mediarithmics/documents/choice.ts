import { isObject, type RecordContext, Reject, reject } from '@airbyte-ts/cdk';
import { z } from 'zod';
import { identified, identifierFields, identifierOf } from './identifiers.ts';
import { changed, isBlank, type Line, partsOf } from './line.ts';
import type { LineOptions } from './line-options.ts';
import { operationOf } from './operations.ts';
import { epochMs, timeFault } from './times.ts';

const processing = z.string();
const time = z.int();
const accepted = z.boolean();

/**
 * A USER_CHOICE line. https://developer.mediarithmics.io/data-ingestion/bulk-processing/imports/user_choices. The parts of
 * `user_choice` may be separate columns; all other columns become properties of the choice.
 */
export const choiceFields = z.object({
  operation: z.enum(['UPSERT', 'DELETE']).describe('UPSERT when absent.'),
  ...identifierFields,
  force_replace: z
    .boolean()
    .optional()
    .describe('Whether the choice replaces the earlier one; true when absent.'),
  user_choice: z
    .looseObject({
      $processing_id: processing.regex(/\S/, 'is empty'),
      $choice_ts: time.optional(),
      $choice_acceptance_value: accepted.nullish(),
    })
    .optional()
    .describe('The choice. Columns that are not fields of the line become part of it.'),
  $processing_id: processing.optional().describe('The processing that the choice is about.'),
  $choice_ts: time
    .optional()
    .describe('Time of the choice: ISO 8601 with a zone, or milliseconds or seconds since 1970.'),
  $choice_acceptance_value: accepted.optional().describe('Whether the user accepted.'),
});

const PARTS = ['$processing_id', '$choice_ts', '$choice_acceptance_value'] as const;

/** Converts a row to a valid choice, or rejects it. */
export function transformChoice(row: Line, context: RecordContext, options: LineOptions): Line | Reject {
  const operation = operationOf(row, context, options.allowsDeletions);
  if (operation instanceof Reject) return operation;
  const line = identified(row, options.emails);
  if (line instanceof Reject) return line;
  const choice = choiceOf(line);
  if (!isObject(choice) || isBlank(choice.$processing_id))
    return reject('$processing_id of the choice is missing');
  const { $processing_id, $choice_ts } = choice;
  if (operation === 'delete')
    return { operation: 'DELETE', ...identifierOf(line), user_choice: { $processing_id } };
  if (isBlank($choice_ts)) return reject('$choice_ts of the choice is missing');
  const ms = epochMs($choice_ts);
  if (ms === undefined) return reject(`$choice_ts of the choice ${timeFault($choice_ts)}`);
  return changed(line, {
    operation: 'UPSERT',
    force_replace: line.force_replace ?? true,
    user_choice: changed(choice, { $choice_ts: ms }),
    ...Object.fromEntries(PARTS.map((part) => [part, undefined])),
  });
}

/** The choice with the parts from separate columns. */
function choiceOf({ user_choice = {}, ...line }: Line): unknown {
  if (!isObject(user_choice)) return user_choice;
  return changed(
    user_choice,
    Object.fromEntries(PARTS.filter((part) => line[part] !== undefined).map((part) => [part, line[part]])),
  );
}

/** Identifies a choice of a user: its processing. */
export const choiceKey = ({ user_choice }: Line): unknown =>
  isObject(user_choice) ? user_choice.$processing_id : null;

/** The parts of a choice that a line changes; null for all. */
export const choiceParts = ({ force_replace, user_choice }: Line): unknown =>
  force_replace === false ? { how: [], parts: partsOf(user_choice) } : null;
