import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startEmulator } from '../../src/emulator/server.ts';
import { browserPath, launchBrowser } from '../browser.ts';
import { emulatorOf } from '../emulators/registry.ts';
import { serve } from './serve.ts';

/** Takes the picture of docs/preview.md: the preview of a connector whose connection to its emulator was tested. */
const NAME = 'destination-tidepool-so';
const FOLDER = fileURLToPath(new URL('../../docs/pictures', import.meta.url));

if (browserPath === undefined) throw new Error('The picture needs Chromium or Chrome on the PATH.');
// The port is in the picture.
const emulator = await startEmulator(emulatorOf(NAME).create(), { port: 8080 });
const { api_key, base_url } = emulatorOf(NAME).config(emulator.url);
const preview = await serve(NAME);
const browser = await launchBrowser();
const page = await browser.newPage({ viewport: { width: 1180, height: 980 } });
await page.goto(preview.url);
await page.locator('#root_api_key').fill(String(api_key));
await page.getByText('Advanced', { exact: true }).click();
await page.locator('#root_base_url').fill(String(base_url));
await page.getByRole('button', { name: 'Add Field Mapping' }).click();
await page.locator('#root_field_mappings_0_source_field').fill('prompt');
await page.locator('#root_field_mappings_0_destination_field').fill('text');
await page.getByText('Test the connection').click();
await page.getByText('SUCCEEDED').waitFor();
// The configuration stays in view while the page scrolls.
await page.evaluate('scrollTo(0, 0)');
mkdirSync(FOLDER, { recursive: true });
await page.screenshot({ path: `${FOLDER}/preview.png`, fullPage: true });
await browser.close();
await preview.close();
await emulator.close();
