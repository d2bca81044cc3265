import {
  ConnectorError,
  type Context,
  configError,
  type Http,
  type HttpRequest,
  pathSegment,
  type RawResponse,
} from '#cdk';
import type { DestinationWatershedConfig as Config } from '../../../spec/types/destination-watershed.ts';
import { type CsvFile, formOf } from '../csv/file.ts';
import {
  type ImportPage,
  importPage,
  jobIdIn,
  jobStatus,
  type PreviewResult,
  previewResult,
} from './replies.ts';

/** As the provider's samples have it: template runs take their time. */
const UPLOAD_TIMEOUT_MS = 1_200_000;
/** 3,000 requests a minute for each pair of credentials. */
const REQUESTS_PER_SECOND = 50;

export interface ListQuery {
  /** By its name. */
  readonly template?: string;
  readonly id?: string;
  readonly limit: number;
  readonly offset: number;
}

type Safe = NonNullable<HttpRequest['idempotent']>;

/** The two addresses that void an import: the documented one, and the one in its sample. */
export type VoidStyle = 'csv-import' | 'statement-import';

/**
 * The endpoints of the CSV import API (https://support.watershedlrs.com/hc/en-us/articles/218210943-Import-a-Data-CSV-via-API)
 * of one organization. Nothing else is done here.
 */
export class WatershedApi {
  private readonly http: Http;
  private readonly home: string;
  private readonly notify: string | undefined;

  constructor(config: Config, context: Context) {
    const { api_key: key, api_secret: secret } = config;
    const basic = Buffer.from(`${key}:${secret}`).toString('base64');
    context.secret(basic);
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
      classify: (answer) => whoOrWhere(answer, config.organization_id),
    });
  }

  /** Hands a file in; it is imported afterwards. Resolves with the id of the job, where the answer has one. */
  async upload(template: string, file: CsvFile, name: string): Promise<string | undefined> {
    const form = this.form('/csv-import', template, file, name, false);
    const { data } = await this.http.request({ ...form, query: { ...form.query, notify: this.notify } });
    return jobIdIn(data);
  }

  /** What an import would make of a file. Stores nothing. */
  async preview(template: string, file: CsvFile, safe: Safe): Promise<PreviewResult> {
    const request = this.form('/statement-import/preview', template, file, 'preview.csv', true);
    const { data } = await this.http.request({ ...request, idempotent: safe, reply: previewResult });
    return data;
  }

  /** How far a job is, in percent. */
  async job(id: string): Promise<number> {
    const { data } = await this.http.request({
      method: 'GET',
      path: `${this.home}/csv-import/job/${pathSegment(id)}`,
      route: `${this.home}/csv-import/job/{id}`,
      reply: jobStatus,
    });
    return data.percentage;
  }

  async list({ template, id, limit, offset }: ListQuery, safe: Safe): Promise<ImportPage> {
    const { data } = await this.http.request({
      method: 'GET',
      path: `${this.home}/csv-import`,
      query: { template, id, _limit: limit, _offset: offset },
      idempotent: safe,
      reply: importPage,
    });
    return data;
  }

  async void(id: string, style: VoidStyle): Promise<void> {
    await this.http.request({
      method: 'DELETE',
      path: `${this.home}/${style}/${pathSegment(id)}`,
      route: `${this.home}/${style}/{id}`,
      query: style === 'statement-import' ? { deleteLrsStatements: true } : {},
      idempotent: true,
    });
  }

  private form(path: string, template: string, file: CsvFile, name: string, size: boolean): HttpRequest {
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

/** What these mean here and not in general. Everything else means the usual. */
function whoOrWhere({ status }: RawResponse, organization: string): ConnectorError | undefined {
  if (status === 401)
    return new ConnectorError(
      'auth',
      'Watershed rejects API Key (api_key) and API Secret (api_secret). Check both, and that they belong to the address in Base URL (base_url): a ' +
        'sandbox has other credentials than production.',
      { code: 'ERR_CREDENTIALS_REFUSED' },
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
