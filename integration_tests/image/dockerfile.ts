/** Parses the part of the Dockerfile language that our Dockerfile uses. @throws on anything else. */

interface Instruction {
  readonly name: string;
  readonly text: string;
}

export interface Stage {
  readonly base: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

export interface Copy {
  readonly from: string | undefined;
  readonly sources: readonly string[];
  readonly target: string;
}

type Variables = Readonly<Record<string, string>>;

const KNOWN = ['FROM', 'ARG', 'COPY', 'RUN', 'LABEL', 'ENV', 'USER', 'WORKDIR', 'ENTRYPOINT'];

export function parseDockerfile(text: string): readonly Stage[] {
  const stages: { base: string; name: string | undefined; instructions: Instruction[] }[] = [];
  for (const instruction of instructionsOf(text)) {
    if (instruction.name !== 'FROM') {
      stages.at(-1)!.instructions.push(instruction);
      continue;
    }
    const [base = '', as, name] = instruction.text.split(/\s+/).filter((word) => !word.startsWith('--'));
    stages.push({ base, name: as?.toUpperCase() === 'AS' ? name : undefined, instructions: [] });
  }
  return stages;
}

function instructionsOf(text: string): Instruction[] {
  const found: { name: string; text: string }[] = [];
  let continues = false;
  for (const line of text.split('\n').filter((each) => each.trim() !== '' && !/^\s*#/.test(each))) {
    const body = line.replace(/\\$/, '');
    const [, name, rest] = /^([A-Z]+)\s+(.*)$/s.exec(body) ?? [];
    if (continues) found.at(-1)!.text += `\\\n${body}`;
    else if (name && KNOWN.includes(name)) found.push({ name, text: rest! });
    else throw new Error(`The Dockerfile reader of this test does not know the line: ${line}`);
    continues = line.endsWith('\\');
  }
  return found;
}

/** Returns the texts of all instructions of one kind, in order. */
export const textsOf = (stage: Stage, name: string): readonly string[] =>
  stage.instructions.filter((each) => each.name === name).map((each) => each.text);

/** Parses `KEY=value KEY="a value"` of LABEL and ENV, with build arguments filled in. */
export function pairsOf(
  stage: Stage,
  name: 'LABEL' | 'ENV',
  variables: Variables = {},
): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const text of textsOf(stage, name)) {
    for (const [, key, quoted, plain] of text.matchAll(/([\w.]+)=(?:"([^"]*)"|([^\s\\]+))/g)) {
      pairs[key!] = fill(quoted ?? plain ?? '', variables);
    }
  }
  return pairs;
}

const fill = (text: string, variables: Variables): string =>
  text.replaceAll(/\$\{?(\w+)\}?/g, (_, name: string) => variables[name] ?? '');

/** Parses each COPY. Of its options only `--from` affects which files are copied. */
export function copiesOf(stage: Stage): readonly Copy[] {
  return textsOf(stage, 'COPY').map((text) => {
    const words = text.split(/\s+/);
    const paths = words.filter((word) => !word.startsWith('--'));
    const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length);
    return { from, sources: paths.slice(0, -1), target: paths.at(-1)! };
  });
}

/** Returns the words of an ENTRYPOINT in exec form, the only form that passes arguments on. */
export function entrypointOf(stage: Stage): readonly string[] {
  const text = textsOf(stage, 'ENTRYPOINT').at(-1);
  if (!text?.startsWith('[')) throw new Error('There is no ENTRYPOINT in the exec form.');
  return JSON.parse(text) as string[];
}
