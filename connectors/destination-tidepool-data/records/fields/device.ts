import { distinct, short } from './fields.ts';

/** The fields about the device in the settings of every device. */
export const device = {
  name: short('Name of the device.').optional(),
  manufacturers: distinct('Manufacturers, each once.', short('A manufacturer.'), 10).optional(),
  model: short('The model.').optional(),
  serialNumber: short('Serial number.').optional(),
  firmwareVersion: short('Version of the firmware.').optional(),
  hardwareVersion: short('Version of the hardware.').optional(),
  softwareVersion: short('Version of the software.').optional(),
};
