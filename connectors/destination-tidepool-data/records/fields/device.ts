import { distinct, short } from './fields.ts';

/** The fields about the device in the settings of every device. */
export const device = {
  name: short('What it is called.').optional(),
  manufacturers: distinct('Who made it; nobody twice.', short('A manufacturer.'), 10).optional(),
  model: short('The model.').optional(),
  serialNumber: short('The serial number.').optional(),
  firmwareVersion: short('The version of its firmware.').optional(),
  hardwareVersion: short('The version of its hardware.').optional(),
  softwareVersion: short('The version of its software.').optional(),
};
