import { datum } from '../datum.ts';
import { checkedAndExactlyIf, has, type Rule, required, requiredIf } from '../rule.ts';
import { between, from, integer, number, oneOf, text, upTo } from '../scalars.ts';
import { type Members, variants } from '../structures.ts';
import { insulinFormulation } from './insulin.ts';

const DAY = 86_400_000;
const UNITS = between(0, 100);

const COMMON: Members = {
  insulinFormulation: insulinFormulation(),
  deliveryContext: text(oneOf('algorithm', 'device', 'oneButton', 'remote', 'undetermined', 'watch')),
};

/** The expected amount is the upper limit of the delivered one; a violation is reported at the delivered one. */
const NORMAL: Members = {
  normal: required(number(upTo('expectedNormal', 0, 100))),
  expectedNormal: number(UNITS),
};

const EXTENDED: Members = {
  duration: required(integer(upTo('expectedDuration', 0, DAY))),
  expectedDuration: checkedAndExactlyIf(has('expectedExtended'), integer(between(0, DAY))),
  extended: required(number(upTo('expectedExtended', 0, 100))),
  expectedExtended: number(UNITS),
};

const AUTOMATED: Members = {
  normal: required(number(UNITS)),
  expectedNormal: requiredIf((owner) => owner.normal === 0, number(from('normal', 0, 100))),
};

const kind = (subType: string, members: Members) =>
  datum({ type: 'bolus', subType }, { ...COMMON, ...members });

export const bolus: Rule = variants('subType', {
  'dual/square': kind('dual/square', { ...EXTENDED, ...NORMAL }),
  square: kind('square', EXTENDED),
  normal: kind('normal', NORMAL),
  automated: kind('automated', AUTOMATED),
});
