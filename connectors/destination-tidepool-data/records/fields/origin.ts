import { choice, object, short } from './fields.ts';
import { freeForm } from './free-form.ts';
import { instantAsText } from './times.ts';

export const origin = object('Origin of the datum, where it was first recorded.', () => ({
  id: short(
    'Id at the origin. Data of a continuous data set with the same id replace each other.',
  ).optional(),
  name: short('Name of the app or device, such as org.example.app.').optional(),
  version: short('Version of the app or device.').optional(),
  type: choice('Type of the origin.', ['application', 'device', 'manual', 'service']).optional(),
  time: instantAsText('Time of the recording: ISO 8601 with a zone.').optional(),
  payload: freeForm('Further data, up to 4096 bytes of JSON.').optional(),
}));
