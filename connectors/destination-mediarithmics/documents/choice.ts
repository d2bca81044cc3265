import { z } from 'zod';
import { isObject, type RecordContext, Reject, reject } from '#cdk';
import { identified, identifierFields, identifierOf } from './identifiers.ts';
import { changed, isBlank, type Line, partsOf } from './line.ts';
import type { LineOptions } from './line-options.ts';
import { wanted } from './operations.ts';
import { epochMs, noTime } from './times.ts';

const processing = z.string();
const time = z.int();
const accepted = z.boolean();

/**
 * A USER_CHOICE line. https://developer.mediarithmics.io/data-ingestion/bulk-processing/imports/user_choices. The parts of
 * `user_choice` may be columns of their own; all other columns become properties of the choice.
 */
export const choiceFields = z.object({
  operation: z.enum(['UPSERT', 'DELETE']).describe('UPSERT when absent.'),
  ...identifierFields,
  force_replace: z
    .boolean()
    .optional()
    .describe('Whether the choice replaces the one before; it does when absent.'),
  user_choice: z
    .looseObject({
      $processing_id: processing.regex(/\S/, 'is empty'),
      $choice_ts: time.optional(),
      $choice_acceptance_value: accepted.nullish(),
    })
    .optional()
    .describe('The choice. Columns that are no field of the line belong to it.'),
  $processing_id: processing.optional().describe('The processing that the user decided about.'),
  $choice_ts: time
    .optional()
    .describe('When it was decided: ISO 8601 with a zone, or milliseconds or seconds since 1970.'),
  $choice_acceptance_value: accepted.optional().describe('Whether the user accepted.'),
});

const PARTS = ['$processing_id', '$choice_ts', '$choice_acceptance_value'] as const;

export function arrangeChoice(row: Line, context: RecordContext, making: LineOptions): Line | Reject {
  const operation = wanted(row, context, making.allowsDeletions);
  if (operation instanceof Reject) return operation;
  const line = identified(row, making.emails);
  if (line instanceof Reject) return line;
  const choice = choiceOf(line);
  if (!isObject(choice) || isBlank(choice.$processing_id))
    return reject('$processing_id of the choice is missing');
  const { $processing_id, $choice_ts } = choice;
  if (operation === 'delete')
    return { operation: 'DELETE', ...identifierOf(line), user_choice: { $processing_id } };
  if (isBlank($choice_ts)) return reject('$choice_ts of the choice is missing');
  const ms = epochMs($choice_ts);
  if (ms === undefined) return reject(`$choice_ts of the choice ${noTime($choice_ts)}`);
  return changed(line, {
    operation: 'UPSERT',
    force_replace: line.force_replace ?? true,
    user_choice: changed(choice, { $choice_ts: ms }),
    ...Object.fromEntries(PARTS.map((part) => [part, undefined])),
  });
}

/** The choice with the parts that are columns of their own. */
function choiceOf({ user_choice = {}, ...line }: Line): unknown {
  if (!isObject(user_choice)) return user_choice;
  return changed(
    user_choice,
    Object.fromEntries(PARTS.filter((part) => line[part] !== undefined).map((part) => [part, line[part]])),
  );
}

/** What a choice is about, beside its user. */
export const choiceKey = ({ user_choice }: Line): unknown =>
  isObject(user_choice) ? user_choice.$processing_id : null;

/** Which parts of a choice a line changes; null for all of it. */
export const choiceParts = ({ force_replace, user_choice }: Line): unknown =>
  force_replace === false ? { how: [], parts: partsOf(user_choice) } : null;
