import {
  ConnectorError,
  type Context,
  configError,
  type Http,
  type HttpRequest,
  pathSegment,
  type RawResponse,
} from '@airbyte-ts/cdk';
import type { DestinationWatershedConfig as Config } from '../../../spec/types/destination-watershed.ts';
import { type CsvFile, formOf } from '../csv/file.ts';
import {
  type ImportPage,
  importPage,
  jobIdIn,
  jobStatus,
  type PreviewResult,
  previewResult,
} from './responses.ts';

/** 20 minutes, as in the provider's samples, because running a template is slow. */
const UPLOAD_TIMEOUT_MS = 1_200_000;
/** 3,000 requests a minute for each pair of credentials. */
const REQUESTS_PER_SECOND = 50;

/** The id of a template. Uploads and previews take it in place of the name. */
const TEMPLATE_ID = /^[0-9]+$/;

export interface ListQuery {
  /** Name or id of the template. */
  readonly template?: string;
  readonly id?: string;
  readonly limit: number;
  readonly offset: number;
}

/** The response to an upload. */
export interface UploadResponse {
  readonly jobId: string | undefined;
  readonly status: number;
  readonly isEmpty: boolean;
}

/** A file that is sent as a form. */
interface FormUpload {
  readonly path: string;
  readonly template: string;
  readonly file: CsvFile;
  readonly name: string;
  /** Whether the form has a part with the size of the file. */
  readonly size: boolean;
}

type Idempotence = NonNullable<HttpRequest['idempotent']>;

/** The two endpoints that void an import: the documented one, and the one in the documentation's sample. */
export type VoidStyle = 'csv-import' | 'statement-import';

/**
 * The endpoints of the CSV import API (https://support.watershedlrs.com/hc/en-us/articles/218210943-Import-a-Data-CSV-via-API)
 * of one organization.
 */
export class WatershedApi {
  private readonly http: Http;
  private readonly home: string;
  private readonly notify: string | undefined;

  constructor(config: Config, context: Context) {
    const { api_key: key, api_secret: secret } = config;
    const basic = Buffer.from(`${key}:${secret}`).toString('base64');
    context.maskSecret(basic);
    this.home = `/api/organizations/${pathSegment(config.organization_id)}`;
    this.notify = config.notify_emails.join(',') || undefined;
    this.http = context.http({
      baseUrl: config.base_url,
      settings: {
        baseUrl: 'Base URL (base_url)',
        credentials: 'API Key (api_key) and API Secret (api_secret)',
      },
      headers: { authorization: `Basic ${basic}` },
      requestsPerSecond: REQUESTS_PER_SECOND,
      classify: (response) => classify(response, config.organization_id),
    });
  }

  /** Uploads a file, which Watershed imports afterwards. The response contains the id of the job, or is empty. */
  async upload(template: string, file: CsvFile, name: string): Promise<UploadResponse> {
    const form = this.form({ path: '/csv-import', template, file, name, size: false });
    const query = { ...form.query, notify: this.notify };
    const { data, status } = await this.http.request({ ...form, query });
    return { jobId: jobIdIn(data), status, isEmpty: data.trim() === '' };
  }

  /** Returns the statements and failed rows that an import of the file would give. Stores nothing. */
  async preview(template: string, file: CsvFile, idempotent: Idempotence): Promise<PreviewResult> {
    const request = this.form({
      path: '/statement-import/preview',
      template,
      file,
      name: 'preview.csv',
      size: true,
    });
    const { data } = await this.http.request({
      ...request,
      idempotent: idempotent,
      responseSchema: previewResult,
    });
    return data;
  }

  /** Returns the progress of a job in percent. */
  async job(id: string): Promise<number> {
    const { data } = await this.http.request({
      method: 'GET',
      path: `${this.home}/csv-import/job/${pathSegment(id)}`,
      route: `${this.home}/csv-import/job/{id}`,
      carriesRecords: false,
      responseSchema: jobStatus,
    });
    return data.percentage;
  }

  /**
   * Lists finished imports. Watershed filters by the name of a template only, so for an id the imports of all templates are
   * listed. File names identify an import among them.
   */
  async list({ template, id, limit, offset }: ListQuery, idempotent: Idempotence): Promise<ImportPage> {
    const name = TEMPLATE_ID.test(template ?? '') ? undefined : template;
    const { data } = await this.http.request({
      method: 'GET',
      path: `${this.home}/csv-import`,
      query: { template: name, id, _limit: limit, _offset: offset },
      idempotent: idempotent,
      // For an unknown id the API may respond with a rejection instead of an empty list.
      carriesRecords: id !== undefined,
      responseSchema: importPage,
    });
    return data;
  }

  /** Voids an import with all of its statements. */
  async void(id: string, style: VoidStyle): Promise<void> {
    await this.http.request({
      method: 'DELETE',
      path: `${this.home}/${style}/${pathSegment(id)}`,
      route: `${this.home}/${style}/{id}`,
      query: style === 'statement-import' ? { deleteLrsStatements: true } : {},
      idempotent: true,
    });
  }

  private form({ path, template, file, name, size }: FormUpload): HttpRequest {
    const { contentType, body } = formOf(file, name, { size });
    return {
      method: 'POST',
      path: this.home + path,
      query: { template, fileSize: file.bytes },
      headers: { 'content-type': contentType },
      body,
      timeoutMs: UPLOAD_TIMEOUT_MS,
    };
  }
}

/**
 * Errors for the statuses that have a specific meaning at Watershed; undefined leaves the others to the default classification.
 */
function classify({ status }: RawResponse, organization: string): ConnectorError | undefined {
  if (status === 401)
    return new ConnectorError(
      'auth',
      'Watershed rejects API Key (api_key) and API Secret (api_secret). Check both, and that they belong to the address in Base URL (base_url): a ' +
        'sandbox has other credentials than production.',
      { code: 'ERR_CREDENTIALS_REJECTED' },
    );
  if (status === 403)
    return configError(
      'The credentials are valid but may not do this. In Watershed, a Global Admin has to give them the "Watershed API" ' +
        `permission in the organization ${organization}; the LRS permission is not enough.`,
      { code: 'ERR_NO_PERMISSION' },
    );
  if (status === 404)
    return configError(
      `Watershed does not have the organization ${organization}, or nothing at this address. Check the Organization ID (organization_id), and ` +
        'whether the Base URL (base_url) is that of production or of a sandbox.',
      { code: 'ERR_NOT_FOUND' },
    );
  return undefined;
}
