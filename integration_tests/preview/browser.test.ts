import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunningPreview } from '../../src/devtools/preview/server.ts';
import { startEmulator } from '../../src/emulator/server.ts';
import { browserPath, launchBrowser } from '../browser.ts';
import { emulatorOf } from '../emulators/registry.ts';
import { everyInput } from './every-input.ts';
import { serve } from './serve.ts';

describe.skipIf(browserPath === undefined)(
  'the preview of a form in a headless browser (none is installed if skipped)',
  () => {
    let browser: Browser;
    let page: Page;
    let preview: RunningPreview;
    let folder: string;
    const failures: string[] = [];

    beforeAll(async () => {
      browser = await launchBrowser();
    });
    afterAll(() => browser.close());
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'preview-test-'));
      page = await browser.newPage();
      // The limit of the test ends a wait.
      page.setDefaultTimeout(0);
      page.on('pageerror', ({ message }) => failures.push(message));
      page.on('console', (entry) => {
        if (entry.type() === 'error') failures.push(entry.text());
      });
    });
    afterEach(async () => {
      await page.close();
      await preview.close();
      await rm(folder, { recursive: true });
      expect(failures.splice(0)).toEqual([]);
    });

    const open = async (name: string, specification?: string): Promise<void> => {
      preview = await serve(name, specification);
      await page.goto(preview.url);
      await page.getByText('Test the connection').waitFor();
    };
    const openSchema = async (schema: object): Promise<string> => {
      const file = join(folder, 'specification.json');
      await writeFile(file, JSON.stringify({ connectionSpecification: schema }));
      await open('destination-tidepool-so', file);
      return file;
    };
    const configuration = async (): Promise<Record<string, unknown>> =>
      JSON.parse((await page.locator('#configuration').textContent())!);
    const test = () => page.getByText('Test the connection').click();
    const result = () => page.locator('.test output b, .test output:not(:empty)').first();

    it('tests a configuration with the built connector and shows its status', async () => {
      const emulator = await startEmulator(emulatorOf('destination-tidepool-so').create());
      const { api_key, base_url } = emulatorOf('destination-tidepool-so').config(emulator.url);
      await open('destination-tidepool-so');
      await page.locator('#root_api_key').fill(String(api_key));
      await page.getByText('Advanced', { exact: true }).click();
      await page.locator('#root_base_url').fill(String(base_url));
      await test();
      await page.getByText('SUCCEEDED').waitFor();
      expect(await configuration()).toMatchObject({ api_key: '*****', base_url });
      await page.getByLabel('Show secrets').check();
      expect(await configuration()).toMatchObject({ api_key });

      await page.locator('#root_api_key').fill('emulator-wrong-key');
      await test();
      await page.getByText('FAILED').waitFor();
      expect(await result().locator('xpath=..').textContent()).toContain('API Key (api_key)');
      await emulator.close();
    });

    it('shows a problem when the user leaves the field, and tests nothing until it is fixed', async () => {
      await open('destination-tidepool-so');
      expect(await page.getByRole('alert').count()).toBe(0);
      await page.locator('#root_api_key').fill('two words');
      expect(await page.getByRole('alert').count()).toBe(0);
      await page.locator('#root_default_event_name').focus();
      const message = 'The value must match the pattern a key without spaces or line breaks';
      expect(await page.getByRole('alert').textContent()).toBe(message);
      await page.locator('#root_api_key').fill('');
      expect(await page.getByRole('alert').textContent()).toBe('Required');
      await test();
      expect(await result().textContent()).toContain('The form has 1 problem; fix the fields in red first.');
    });

    it('shows the fields of the selected option, with their defaults and problems', async () => {
      await open('destination-tidepool-so');
      await page.getByRole('radio', { name: 'S3 Bucket' }).check();
      expect(await configuration()).toMatchObject({ object_storage_config: { storage_type: 'S3' } });
      await page.getByRole('textbox', { name: 'Bucket Name' }).fill('no/slash');
      await page.locator('#root_object_storage_config_bucket_path').focus();
      expect(await page.getByRole('alert').textContent()).toContain("a bucket's name");
      await page.getByRole('radio', { name: 'Local Directory' }).check();
      expect(await page.locator('#root_object_storage_config_s3_bucket_name').count()).toBe(0);
      await page.locator('#root_object_storage_config_directory').fill('/local');
      expect((await configuration()).object_storage_config).toEqual({
        storage_type: 'Local',
        directory: '/local',
      });
    });

    it('adds and removes items of a list, and sums up each item', async () => {
      await open('destination-tidepool-so');
      await page.getByRole('button', { name: 'Add Field Mapping' }).click();
      await page.locator('#root_field_mappings_0_source_field').fill(' prompt ');
      await page.locator('#root_field_mappings_0_destination_field').fill('text');
      expect((await configuration()).field_mappings).toEqual([
        { source_field: 'prompt', destination_field: 'text' },
      ]);
      await page.getByText('Destination Field: text | Source Field: prompt').waitFor();
      await page.getByRole('button', { name: 'Remove Field Mapping 1' }).click();
      expect((await configuration()).field_mappings).toEqual([]);
    });

    it('keeps a field empty that has a default and was cleared', async () => {
      await open('destination-tidepool-so');
      await page.getByText('Advanced', { exact: true }).click();
      await page.locator('#root_default_event_name').fill('');
      await page.locator('#root_max_requests_per_second').fill('');
      const cleared = await configuration();
      expect(cleared).not.toHaveProperty('default_event_name');
      expect(cleared).not.toHaveProperty('max_requests_per_second');
      expect(await page.locator('#root_default_event_name').inputValue()).toBe('');
    });

    it('every kind of input puts its value into the configuration', async () => {
      await openSchema(everyInput);
      // Without the settings that the CDK adds to each specification.
      const own = async () =>
        Object.fromEntries(
          Object.entries(await configuration()).filter(([key]) => key in everyInput.properties),
        );
      expect(await own()).toEqual({
        ...{ list: [], choice: { kind: 'b', b: 'preset' }, toggle: false, object: {}, unseen: 'kept' },
      });
      await page.locator('#root_text').fill('a');
      await page.locator('#root_lines').fill('b\nc');
      await page.locator('#root_secret').fill('d');
      await page.locator('#root_key').fill('e\nf');
      await page.locator('#root_number').fill('1.5');
      await page.locator('#root_integer').fill('7');
      await page.locator('#root_toggle').check();
      await page.locator('#root_dropdown').selectOption('two');
      await page.locator('#root_tags').fill('x,y');
      await page.locator('#root_tags').press('Enter');
      await page.locator('#root_numbers').fill('3');
      await page.locator('#root_numbers').press('Enter');
      await page.getByLabel('blue').check();
      await page.locator('#root_object_inner').fill('g');
      expect(await page.locator('[data-path="root_choice"] option').allTextContents()).toEqual(['A', 'B']);
      await page.locator('[data-path="root_choice"] select').selectOption('A');
      await page.getByRole('button', { name: 'Add Entry' }).click();
      await page.locator('#root_list_0_variant_second').fill('h');
      expect(await own()).toEqual({
        ...{ text: 'a', lines: 'b\nc', secret: '*****', key: '*****', number: 1.5, integer: 7, toggle: true },
        ...{ dropdown: 'two', tags: ['x', 'y'], numbers: [3], colours: ['blue'], object: { inner: 'g' } },
        ...{ choice: { kind: 'a' }, list: [{ variant: { mode: 'second', second: 'h' } }], unseen: 'kept' },
      });
      expect(await page.locator('#root_secret').getAttribute('type')).toBe('password');
    });

    it('draws what the platform draws of a specification that breaks its rules, and names the rules', async () => {
      await openSchema({
        type: 'object',
        properties: {
          reference: { title: 'Reference', $ref: '#/definitions/x' },
          untyped: { title: 'Untyped' },
          several: { title: 'Several', type: ['string', 'null'], anyOf: [{ type: 'string' }] },
          tuple: { title: 'Tuple', type: 'array', items: [{ type: 'string' }] },
          list: { title: 'List', type: 'array' },
        },
      });
      await page.locator('summary').last().click();
      for (const key of ['reference', 'untyped', 'several']) await page.locator(`#root_${key}`).fill('x');
      for (const key of ['tuple', 'list']) {
        await page.locator(`#root_${key}`).fill('y');
        await page.locator(`#root_${key}`).press('Enter');
      }
      const text = { reference: 'x', untyped: 'x', several: 'x' };
      expect(await configuration()).toMatchObject({ ...text, tuple: ['y'], list: ['y'] });
      await page.getByText('The specification breaks rules').waitFor();
    });

    it('reads the specification again when the page is reloaded', async () => {
      const file = await openSchema({
        type: 'object',
        properties: { one: { title: 'One', type: 'string' } },
      });
      await writeFile(file, JSON.stringify({ connectionSpecification: { type: 'string' } }));
      await page.reload();
      await page.getByText('The platform shows an error page instead of the form').waitFor();
      // React reports the error of the form, which the page shows.
      failures.splice(0);
    });
  },
);
