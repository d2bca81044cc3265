import {
  type Context,
  type Http,
  ndjson,
  operation,
  pathSegment,
  type RowOutcome,
  transientError,
} from '@airbyte-ts/cdk';
import { z } from 'zod';

const job = z.object({
  id: z.string(),
  status: z.enum(['queued', 'running', 'completed', 'failed']),
  /** Lines that were not imported, counted from 1. Present when the job is completed. */
  rejected: z.array(z.object({ line: z.int().min(1), error: z.string() })).optional(),
});

const FIRST_PAUSE_MS = 2_000;
const MAX_PAUSE_MS = 30_000;
const TIME_LIMIT_MS = 60 * 60_000;

/** Contacts of an API that imports files in the background. */
export const contacts = operation<{ email: string }, Http>({
  object: 'contact',
  syncModes: ['append'],
  schema: z.object({ email: z.email() }),
  // Large files make few jobs. A slow stream fills one for at most 5 minutes.
  limits: { maxRows: 50_000, maxBytes: 20_000_000, maxAgeMs: 300_000 },
  framing: ndjson,
  async deliver(batch, http, context) {
    const { data: created } = await http.request({
      method: 'POST',
      path: '/imports',
      headers: { 'content-type': 'application/x-ndjson' },
      body: batch.body(),
      // A repetition after a lost response would import the file twice.
      idempotent: 'when-rejected',
      responseSchema: job,
    });
    const { rejected = [] } = await context.waiting(
      { purpose: 'for imports', now: ['import runs', 'imports run'] },
      () => completed(created.id, http, context),
    );
    const outcomes = rejected.map(({ line, error }): [number, RowOutcome] => [
      line - 1,
      { status: 'rejected', reason: 'the API did not import the line', providerMessage: error },
    ]);
    return batch.except(new Map(outcomes));
  },
});

/** Polls a job until it is completed. Each poll is repeated for 15 minutes after transient errors. */
async function completed(id: string, http: Http, { clock, signal }: Context): Promise<z.output<typeof job>> {
  const endsAt = clock.monotonic() + TIME_LIMIT_MS;
  for (let pauseMs = FIRST_PAUSE_MS; clock.monotonic() < endsAt; ) {
    await clock.sleep(pauseMs, signal);
    pauseMs = Math.min(pauseMs * 1.5, MAX_PAUSE_MS);
    const { data } = await http.request({
      method: 'GET',
      path: `/imports/${pathSegment(id)}`,
      route: '/imports/{id}',
      idempotent: true,
      carriesRecords: false,
      responseSchema: job,
    });
    if (data.status === 'completed') return data;
    if (data.status === 'failed')
      throw transientError('An import failed as a whole. Run the sync again; it sends the records again.', {
        exhausted: true,
      });
  }
  throw transientError('An import was not completed within 60 minutes. Run the sync again.', {
    exhausted: true,
  });
}
