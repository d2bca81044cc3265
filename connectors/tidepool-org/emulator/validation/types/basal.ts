import { annotations, datum } from '../datum.ts';
import { type Rule, required } from '../rule.ts';
import { between, from, integer, name, notEmpty, number, text } from '../scalars.ts';
import { type Members, object, variants } from '../structures.ts';
import { insulinFormulation } from './insulin.ts';

const WEEK = 604_800_000;

/** Units of insulin per hour. A temporary delivery requires it too: `percent` alone is rejected. */
const rate = required(number(between(0, 100)));
const percent = number(between(0, 10));
const scheduleName = { scheduled: text(notEmpty), automated: name(1000) };

const TIMED: Members = {
  duration: required(integer(between(0, WEEK))),
  expectedDuration: integer(from('duration', 0, WEEK)),
};

/** The suppressed delivery: fewer members than a datum, and possibly a suppressed delivery of its own. */
const suppressed = (deliveryTypes: Members): Rule =>
  variants('type', { basal: variants('deliveryType', deliveryTypes) });

const suppressedPart = (members: Members): Rule =>
  object({
    type: text(),
    deliveryType: text(),
    annotations: annotations(),
    insulinFormulation: insulinFormulation(),
    ...members,
  });

const scheduledPart = suppressedPart({ rate, scheduleName: scheduleName.scheduled });
const automatedPart = suppressedPart({
  rate,
  scheduleName: scheduleName.automated,
  suppressed: suppressed({ scheduled: scheduledPart }),
});
const whileTemporary = suppressed({ automated: automatedPart, scheduled: scheduledPart });
const temporaryPart = suppressedPart({ percent, rate, suppressed: whileTemporary });

const kind = (deliveryType: string, members: Members) =>
  datum({ type: 'basal', deliveryType }, { ...TIMED, ...members });

export const basal: Rule = variants('deliveryType', {
  automated: kind('automated', {
    insulinFormulation: insulinFormulation(),
    rate,
    scheduleName: scheduleName.automated,
    suppressed: suppressed({ scheduled: scheduledPart }),
  }),
  scheduled: kind('scheduled', {
    insulinFormulation: insulinFormulation(),
    rate,
    scheduleName: scheduleName.scheduled,
  }),
  suspend: kind('suspend', {
    suppressed: suppressed({ automated: automatedPart, scheduled: scheduledPart, temp: temporaryPart }),
  }),
  temp: kind('temp', {
    insulinFormulation: insulinFormulation(),
    percent,
    rate,
    suppressed: whileTemporary,
  }),
});
