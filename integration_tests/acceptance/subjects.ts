import type { Subject } from '#testing';
import { mediarithmicsSubject } from './subjects/mediarithmics.ts';
import { tidepoolSoSubject } from './subjects/tidepool-so.ts';

/** The connectors of this package, each with an emulator of its provider. */
export const subjects: readonly Subject[] = [tidepoolSoSubject(), mediarithmicsSubject()];
