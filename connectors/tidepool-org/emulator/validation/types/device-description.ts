import { texts } from '../lists.ts';
import { atMost, name, notEmpty } from '../scalars.ts';
import type { Members } from '../structures.ts';

/** Description of a pump, a sensor or a controller. */
export const DEVICE: Members = {
  firmwareVersion: name(),
  hardwareVersion: name(),
  manufacturers: texts([notEmpty, atMost(100)], { max: 10, unique: true, sorted: true }),
  model: name(),
  name: name(),
  serialNumber: name(),
  softwareVersion: name(),
};
