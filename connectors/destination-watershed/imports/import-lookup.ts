import { ConnectorError } from '@airbyte-ts/cdk';
import type { WatershedApi } from '../api/api.ts';
import type { Imported } from '../api/responses.ts';
import type { Listing } from './listing.ts';
import type { Upload } from './uploads.ts';

/** Finds the job and the import of an upload, and learns from the first ones what the provider does not document. */
export class ImportLookup {
  private readonly api: WatershedApi;
  private readonly listing: Listing;
  /** Whether the endpoint for jobs exists; undefined until known. */
  hasJobs: boolean | undefined;
  /** Whether a job and its import have the same id; undefined until known. */
  private sameIds: boolean | undefined;

  constructor(api: WatershedApi, listing: Listing) {
    this.api = api;
    this.listing = listing;
  }

  /** Returns the import of an upload; undefined if it is not listed yet. */
  async find(upload: Upload): Promise<Imported | undefined> {
    const { task, name } = upload;
    const jobId = upload.response?.jobId;
    const { template } = task;
    let found: Imported | undefined;
    if (jobId !== undefined && this.sameIds !== false) {
      found = await this.listing.byId(template, jobId, name);
      if (found?.originalFilename !== name) found = undefined;
      if (found) this.sameIds = true;
    }
    if (!found && this.sameIds !== true) {
      found = await this.listing.find(template, name);
      if (found?.id !== undefined && jobId !== undefined) this.sameIds = String(found.id) === jobId;
    }
    return found;
  }

  /**
   * Returns whether the job of an upload is done. Undefined if unknown, because the upload returned no job id, or the endpoint
   * for jobs does not work.
   */
  async isJobDone({ response }: Upload): Promise<boolean | undefined> {
    const jobId = response?.jobId;
    if (jobId === undefined || this.hasJobs === false) return undefined;
    try {
      const percentage = await this.api.job(jobId);
      this.hasJobs = true;
      return percentage >= 100;
    } catch (error) {
      // The endpoint is not documented and may reject credentials that are valid for the others.
      if (!(error instanceof ConnectorError) || error.exhausted) throw error;
      if (error.retryable && error.code !== 'ERR_UNREADABLE_RESPONSE') return undefined;
      this.hasJobs = false;
      return undefined;
    }
  }
}
