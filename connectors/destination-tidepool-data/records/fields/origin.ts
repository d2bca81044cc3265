import { choice, object, short } from './fields.ts';
import { freeForm } from './free-form.ts';
import { instantAsText } from './times.ts';

export const origin = object('Where the datum was first recorded.', {
  id: short('Its id there. Data of a continuous data set with the same id replace each other.').optional(),
  name: short('The name of the app or device, such as org.example.app.').optional(),
  version: short('The version of the app or device.').optional(),
  type: choice('What it is.', ['application', 'device', 'manual', 'service']).optional(),
  time: instantAsText('When it was recorded there: ISO 8601 with a zone.').optional(),
  payload: freeForm('Anything else, up to 4096 bytes of JSON.').optional(),
});
