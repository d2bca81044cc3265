import { formatList, type Reject, reject } from '@airbyte-ts/cdk';
import type { z } from 'zod';
import { insulin } from './fields/insulin.ts';
import { oneOf, type Variants } from './fields/variants.ts';
import { physicalActivity } from './types/activity.ts';
import { alert } from './types/alert.ts';
import { basal } from './types/basal.ts';
import { bolus } from './types/bolus.ts';
import { cgmSettings } from './types/cgm-settings.ts';
import { controllerSettings, controllerStatus } from './types/controller.ts';
import { deviceEvent } from './types/device-event.ts';
import { dosingDecision } from './types/dosing-decision.ts';
import { food } from './types/food.ts';
import { pumpSettings } from './types/pump-settings.ts';
import { pumpStatus } from './types/pump-status.ts';
import { bloodKetone, cbg, smbg } from './types/readings.ts';
import { reportedState, water } from './types/wellbeing.ts';
import { wizard } from './types/wizard.ts';

export { identityParts } from './fields/identity.ts';

type Data = Readonly<Record<string, unknown>>;

/** Types whose fields depend on a sub type. */
const VARIANTS = { basal, bolus, deviceEvent } as const satisfies Record<string, Variants>;

/**
 * Schemas of the data that the service accepts, by type. A record of a type with sub types is validated by the fields of its
 * sub type; forms show the fields of all.
 */
const SCHEMAS = {
  alert,
  basal: oneOf(basal, 'Insulin that a pump delivers continuously.'),
  bloodKetone,
  bolus: oneOf(bolus, 'Insulin that a pump delivers at once or over some hours.'),
  cbg,
  cgmSettings,
  controllerSettings,
  controllerStatus,
  deviceEvent: oneOf(deviceEvent, 'Event of a device.'),
  dosingDecision,
  food,
  insulin,
  physicalActivity,
  pumpSettings,
  pumpStatus,
  reportedState,
  smbg,
  water,
  wizard,
} as const;

export type DataType = keyof typeof SCHEMAS;

/** The 19 data types that the service accepts. */
export const TYPES = Object.keys(SCHEMAS) as readonly DataType[];

/** The fields of each type, exactly as the service accepts them: of all sub types together if there are any. */
export const OBJECTS: Readonly<Record<DataType, z.ZodObject>> = SCHEMAS;

/** Types of older documents of Tidepool, which the service rejects. */
const OLD_TYPES = ['deviceStatus', 'note', 'sensorEvent', 'settingsChange', 'upload'];
const OWN_NAMES: ReadonlySet<string> = new Set([...TYPES, ...OLD_TYPES].map((name) => name.toLowerCase()));

/**
 * Whether a record's `type` is absent or a column of another meaning, so that the type of the stream applies. A data type in
 * other letters may be a mistake, and is not foreign.
 */
export function isForeignType(type: unknown): boolean {
  if (typeof type !== 'string') return true;
  return !OWN_NAMES.has(type) && !OWN_NAMES.has(type.trim().toLowerCase());
}

/** Whether the field `units` of a row is the unit of a glucose value. */
export function hasGlucose({ type, subType }: Data): boolean {
  return type === 'cbg' || type === 'smbg' || type === 'wizard' || subType === 'calibration';
}

const BY_TYPE: ReadonlyMap<unknown, z.ZodObject | Variants> = new Map<unknown, z.ZodObject | Variants>([
  ...Object.entries(SCHEMAS),
  ...Object.entries(VARIANTS),
]);

/** The exact fields of a record, or the reason to reject it. */
export function fieldsOf(record: Data): z.ZodObject | Reject {
  const found = BY_TYPE.get(record.type);
  if (found === undefined) return nameless('type', record.type, TYPES);
  if (!('by' in found)) return found;
  const { by, schemas } = found;
  const kind = record[by];
  if (typeof kind === 'string' && Object.hasOwn(schemas, kind)) return schemas[kind]!;
  return nameless(by, kind, Object.keys(schemas));
}

function nameless(field: string, value: unknown, names: readonly string[]): Reject {
  return reject(
    `${field} is ${value === undefined || value === null ? 'missing' : `not one of ${formatList(names)}`}`,
  );
}

/** The field of a datum that may contain another datum, which the service stores separately. */
const EMBEDDED: ReadonlyMap<unknown, string> = new Map([
  ['wizard', 'bolus'],
  ['deviceEvent', 'status'],
]);

/** The paths of complete data within a record, which need a time, a device, and a separate origin or id. */
export function embeddedIn(record: Data): readonly string[] {
  const field = EMBEDDED.get(record.type);
  const value = field === undefined ? undefined : record[field];
  return field !== undefined && typeof value === 'object' && value !== null ? [field] : [];
}
