import { dataSet } from './validation/data-set.ts';
import { type Fields, Place, type Run, type ServiceError } from './validation/place.ts';
import type { Rule } from './validation/rule.ts';
import { variants } from './validation/structures.ts';
import { physicalActivity } from './validation/types/activity.ts';
import { basal } from './validation/types/basal.ts';
import { bolus } from './validation/types/bolus.ts';
import { wizard } from './validation/types/calculator.ts';
import { cgmSettings } from './validation/types/cgm-settings.ts';
import { controllerSettings, controllerStatus } from './validation/types/controller.ts';
import { deviceEvent } from './validation/types/device-events.ts';
import { dosingDecision } from './validation/types/dosing-decision.ts';
import { food } from './validation/types/food.ts';
import { bloodKetone, cbg, smbg } from './validation/types/glucose-readings.ts';
import { insulin } from './validation/types/insulin.ts';
import { pumpSettings } from './validation/types/pump-settings.ts';
import { pumpStatus } from './validation/types/pump-status.ts';
import { alert, reportedState, water } from './validation/types/self-reports.ts';

export { identityOf } from './validation/identity.ts';
export type { ServiceError } from './validation/place.ts';

/**
 * A record as it is stored: glucose in mmol/L with five decimals, tags sorted, an embedded bolus or status split off into
 * a separate datum with `id` and `uploadId`.
 */
export type Datum = Fields;

export type Validated =
  | { readonly ok: true; readonly data: readonly Datum[] }
  | { readonly ok: false; readonly stage: 'parse' | 'validate'; readonly errors: readonly ServiceError[] };

/** The 19 types that may be posted, in the order in which the service lists them when it rejects another one. */
const anyDatum = variants('type', {
  physicalActivity,
  alert,
  basal,
  cbg,
  smbg,
  bloodKetone,
  bolus,
  wizard,
  deviceEvent,
  dosingDecision,
  food,
  insulin,
  cgmSettings,
  controllerSettings,
  pumpSettings,
  reportedState,
  controllerStatus,
  pumpStatus,
  water,
});

/**
 * Validates an array of data that is posted to a data set, as the service does before it stores any (tidepool-org/platform,
 * `data/service/api/v1/datasets_data_create.go`). Skips nulls, which count in the indexes of errors.
 */
export function validateData(
  elements: readonly unknown[],
  dataSet: { readonly uploadId: string },
  newId: () => string,
): Validated {
  const run: Run = { errors: [], splitOff: [], uploadId: dataSet.uploadId, newId };
  const posted = elements.map((element, index) => [element, new Place(run).member(index)] as const);
  return inStages(
    run,
    anyDatum,
    posted.filter(([element]) => element !== null),
  );
}

/** Validates the body that creates a data set. The only datum of the result is the data set. */
export function validateDataSet(body: unknown, newId: () => string): Validated {
  const run: Run = { errors: [], splitOff: [], uploadId: '', newId };
  return inStages(run, dataSet, [[body, new Place(run)]]);
}

function inStages(run: Run, rule: Rule, posted: readonly (readonly [raw: unknown, at: Place])[]): Validated {
  const parsed = posted.map(([raw, at]) => [rule.parse(raw, at), at] as const);
  if (run.errors.length > 0) return { ok: false, stage: 'parse', errors: run.errors };
  for (const [value, at] of parsed) rule.validate(value, at);
  if (run.errors.length > 0) return { ok: false, stage: 'validate', errors: run.errors };
  const data = parsed.map(([value, at]) => rule.normalise(value, at) as Datum);
  return { ok: true, data: [...data, ...run.splitOff] };
}

/** The body of a 400: a single error, or a list of several. */
export function errorBody(errors: readonly ServiceError[]): unknown {
  return errors.length === 1 ? errors[0] : { errors };
}
