import { parse } from 'yaml';
import { z } from 'zod';
import type { Rule } from '../rule.ts';
import type { MetadataSubject } from './subject.ts';

const qa = 'airbyte-ci/connectors/connectors_qa/src/connectors_qa/checks';

const SECRETS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['an AWS access key', /\b(AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['a GitHub token', /\b(gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,})/],
  ['a Slack token', /\bxox[abprs]-[A-Za-z0-9-]{10,}/],
  ['a JSON web token', /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\./],
  ['a bearer token', /\bBearer [A-Za-z0-9._~+/-]{20,}/],
  ['a URL with a password', /\bhttps?:\/\/[^\s/:@]+:[^\s/@]+@/],
];

const test = z.looseObject({ config_path: z.string().optional() });
const acceptance = z.looseObject({
  connector_image: z.string(),
  acceptance_tests: z.looseObject({
    spec: z.looseObject({ tests: z.array(test).min(1) }),
    connection: z.looseObject({
      tests: z.array(
        z.looseObject({ config_path: z.string(), status: z.enum(['succeed', 'failed', 'exception']) }),
      ),
    }),
  }),
});

/** Rules for the files beside metadata.yaml. */
export const fileRules: readonly Rule<MetadataSubject>[] = [
  {
    name: 'icon',
    reference: `${qa}/assets.py CheckConnectorIconIsAvailable`,
    *check({ read }) {
      const svg = read('icon.svg');
      if (svg === undefined) return yield ['icon.svg', 'must exist.'];
      const root = /<svg\b[^>]*>/.exec(svg)?.[0];
      if (!root) return yield ['icon.svg', 'must be an SVG image.'];
      const box = /viewBox="\S+ \S+ (\S+) (\S+)"/.exec(root);
      const [width, height] = [/\bwidth="([^"]+)"/, /\bheight="([^"]+)"/].map((each) => each.exec(root)?.[1]);
      if ((!box && !width) || box?.[1] !== box?.[2] || width !== height)
        yield ['icon.svg', 'must be square.'];
      if (/<script\b|\bon\w+=|<image\b|href="(?!#)/i.test(svg)) {
        yield ['icon.svg', 'must contain no scripts, images or links.'];
      }
    },
  },
  {
    name: 'https-only',
    reference: `${qa}/security.py CheckConnectorUsesHTTPSOnly`,
    *check({ files, read }) {
      for (const file of files) {
        if (/(^|\/)(tests|unit_tests|integration_tests|emulator|build)\/|\.test\.ts$/.test(file)) continue;
        const lines = read(file)?.split('\n') ?? [];
        for (const [index, line] of lines.entries()) {
          if (/^\s*(#|\/\/|\/?\*)/.test(line) || line.includes('# ignore-https-check')) continue;
          if (
            /http:\/\/(?!localhost|127\.0\.0\.1|json-schema\.org|www\.w3\.org\/2000\/svg)[\w$[]/.test(line)
          ) {
            yield [`${file}:${index + 1}`, 'must use https.'];
          }
        }
      }
    },
  },
  {
    name: 'no-secrets',
    reference: 'docs/platform/connector-development/testing-connectors/README.md',
    *check({ files, read }) {
      for (const file of files) {
        const text = read(file) ?? '';
        for (const [kind, pattern] of SECRETS) if (pattern.test(text)) yield [file, `must not hold ${kind}.`];
      }
    },
  },
  {
    name: 'acceptance-test-config',
    reference: 'airbyte-integrations/bases/connector-acceptance-test/connector_acceptance_test/config.py',
    *check({ data, files, read }) {
      const file = 'acceptance-test-config.yml';
      const parsed = acceptance.safeParse(yaml(read(file)));
      if (!parsed.success) {
        for (const issue of parsed.error.issues)
          yield [`${file}#/${issue.path.map(String).join('/')}`, issue.message];
        return;
      }
      const { connector_image, acceptance_tests } = parsed.data;
      if (!connector_image.startsWith(`${data.dockerRepository}:`)) {
        yield [`${file}#/connector_image`, `must be an image of ${data.dockerRepository}.`];
      }
      const { tests } = acceptance_tests.connection;
      if (
        !tests.some(({ status }) => status === 'succeed') ||
        tests.every(({ status }) => status === 'succeed')
      ) {
        yield [
          `${file}#/acceptance_tests/connection`,
          'must have a configuration that succeeds and one that fails.',
        ];
      }
      if (new Set(tests.map(({ config_path }) => config_path)).size < tests.length) {
        yield [`${file}#/acceptance_tests/connection`, 'must not name one configuration twice.'];
      }
      for (const { config_path } of [...acceptance_tests.spec.tests, ...tests]) {
        if (config_path === undefined || config_path.startsWith('secrets/')) continue;
        if (!config_path.startsWith('integration_tests/') || !files.includes(config_path)) {
          yield [file, `"${config_path}" must be a file in integration_tests/ or one in secrets/.`];
        }
      }
    },
  },
];

function yaml(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : parse(text);
  } catch {
    return undefined;
  }
}
