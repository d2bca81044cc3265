import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type CoveragePerTestId,
  INSTRUMENTER_CONSTANTS,
  type InstrumenterContext,
} from '@stryker-mutator/api/core';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  type DryRunOptions,
  type DryRunResult,
  DryRunStatus,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestResult,
  type TestRunner,
  TestStatus,
} from '@stryker-mutator/api/test-runner';
import fc from 'fast-check';
import { LoadedFiles, type LoadedTest } from './loaded-files.ts';
import { Modules } from './modules.ts';
import { settled } from './settled.ts';
import { cpuMs, Watchdog } from './watchdog.ts';

const TESTS = 'src/{define,protocol,engine,http,mapping,rejects,retry,text}/**/*.test.ts';
/** Measurements of the dry run, for processes that replace one that a mutant ended. */
const MEASURED = '.measured.json';
/** CPU time of each test in earlier runs, so that tests that are skipped do not run in the dry run either. */
const TIMES = resolve(import.meta.dirname, '../../reports/mutation-times.json');
/**
 * Tests that use more CPU time than this are skipped, also those of the mutated file: a mutant that only
 * they would catch counts as survived.
 */
const LONGEST_MS = 1000;
const LONGEST_OF_OTHERS_MS = 400;
/** Factor of a test's CPU time with a mutant, compared to the time without; a constant is added. */
const CPU_FACTOR = 5;
const CPU_MORE_MS = 500;
/** Factor of the number of times that a test may reach the mutant. */
const HITS_FACTOR = 20;
const HITS_MORE = 1000;

interface Measured {
  /** CPU time of each test. */
  readonly ms: Record<string, number>;
  /** Number of times that each test reaches each mutant. */
  readonly hits: CoveragePerTestId;
}

type Context = { -readonly [name in keyof InstrumenterContext]: InstrumenterContext[name] | undefined };

/**
 * Runs the unit tests in one process that keeps them loaded. A mutant costs the tests that reach it, the fastest first,
 * until one fails; Vitest would start a thread and import every test file for each mutant, a hundred times the cost.
 */
class LoadedTests implements TestRunner {
  readonly #stryker: Context;
  readonly #modules = new Modules(process.cwd());
  readonly #tests = new LoadedFiles(this.#modules);
  readonly #watchdog = new Watchdog();
  #measured: Measured = { ms: {}, hits: {} };
  #stray: unknown;
  #isBroken = false;

  constructor() {
    const global = globalThis as unknown as Record<string, Context>;
    this.#stryker = global[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {} as Context;
    for (const event of ['unhandledRejection', 'uncaughtException'])
      process.on(event, (reason) => {
        this.#stray ??= reason;
      });
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    // In the nightly tier a single test would take minutes.
    delete process.env.TEST_DEPTH;
    if (existsSync(MEASURED)) this.#measured = JSON.parse(readFileSync(MEASURED, 'utf8'));
    await this.#modules.load(resolve('integration_tests/properties.ts'));
    // One failure is enough; shrinking would be repeated for every mutant.
    fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });
  }

  async dryRun({ files = [] }: DryRunOptions): Promise<DryRunResult> {
    for (const file of globSync(TESTS).sort()) await this.#tests.load(file);
    const dependants = this.#modules.dependants(files.map((file) => resolve(file)));
    const ms: Record<string, number> = existsSync(TIMES) ? JSON.parse(readFileSync(TIMES, 'utf8')) : {};
    const tests: TestResult[] = [];
    for (const test of this.#tests.all()) {
      if (!dependants.has(pathToFileURL(resolve(test.file)).href) || ms[test.id]! > LONGEST_MS) continue;
      this.#stryker.currentTestId = test.id;
      const [started, cpu] = [performance.now(), cpuMs()];
      const failureMessage = await this.#failure(test);
      ms[test.id] = cpuMs() - cpu;
      if (ms[test.id]! > LONGEST_MS) remember(ms);
      this.#stryker.currentTestId = undefined;
      const about = {
        id: test.id,
        name: test.id,
        fileName: resolve(test.file),
        timeSpentMs: performance.now() - started,
      };
      tests.push(
        failureMessage === undefined
          ? { ...about, status: TestStatus.Success }
          : { ...about, status: TestStatus.Failed, failureMessage },
      );
    }
    const { mutantCoverage } = this.#stryker;
    this.#measured = { ms, hits: mutantCoverage?.perTest ?? {} };
    writeFileSync(MEASURED, JSON.stringify(this.#measured));
    remember(ms);
    return { status: DryRunStatus.Complete, tests, ...(mutantCoverage && { mutantCoverage }) };
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    // Stryker starts another process and repeats the request.
    if (this.#isBroken) throw new Error('This process has to be replaced.');
    if (options.mutantActivation === 'static') return this.#judgedAnew(options);
    const result = await this.#judged(options);
    if (result.status === MutantRunStatus.Timeout) this.#isBroken ||= !(await this.#passes(result.reason!));
    if (result.status !== MutantRunStatus.Killed || (await this.#passes(result.killedBy[0]!))) return result;
    // State that an earlier mutant left fails the test: this must not count for the current mutant.
    this.#tests.forget();
    return this.#judged(options);
  }

  /** Loads all modules again while the mutant is active. */
  async #judgedAnew(options: MutantRunOptions): Promise<MutantRunResult> {
    this.#tests.forget();
    this.#stryker.activeMutant = options.activeMutant.id;
    try {
      return await this.#judged(options);
    } catch (error) {
      return {
        status: MutantRunStatus.Killed,
        killedBy: [],
        failureMessage: String(error),
        nrOfTests: 0,
      };
    } finally {
      this.#stryker.activeMutant = undefined;
      this.#tests.forget();
    }
  }

  async #judged({ activeMutant, testFilter, sandboxFileName }: MutantRunOptions): Promise<MutantRunResult> {
    const { ms, hits } = this.#measured;
    const beside = relative(process.cwd(), sandboxFileName).replace(/\.ts$/, '');
    const longest = (id: string): number => (id.startsWith(beside) ? LONGEST_MS : LONGEST_OF_OTHERS_MS);
    const ids = (testFilter ?? Object.keys(hits)).filter((id) => ms[id]! <= longest(id));
    const tests = await this.#tests.withIds(ids.sort((a, b) => ms[a]! - ms[b]!));
    for (const test of tests) {
      const hitLimit = HITS_MORE + HITS_FACTOR * (hits[test.id]?.[activeMutant.id] ?? 0);
      Object.assign(this.#stryker, { activeMutant: activeMutant.id, hitLimit, hitCount: 0 });
      this.#watchdog.allow(CPU_MORE_MS + CPU_FACTOR * ms[test.id]!);
      const failureMessage = await this.#failure(test);
      // Its later work would run beside the next mutants.
      if (this.#watchdog.isOver && !this.#watchdog.hasEnded) this.#isBroken = true;
      const isLoop = this.#watchdog.isOver || this.#watchdog.hasEnded || this.#stryker.hitCount! > hitLimit;
      this.#watchdog.allow(Number.POSITIVE_INFINITY);
      Object.assign(this.#stryker, { activeMutant: undefined, hitLimit: undefined, hitCount: undefined });
      if (isLoop) return { status: MutantRunStatus.Timeout, reason: test.id };
      if (failureMessage !== undefined)
        return {
          status: MutantRunStatus.Killed,
          killedBy: [test.id],
          failureMessage,
          nrOfTests: tests.length,
        };
    }
    return { status: MutantRunStatus.Survived, nrOfTests: tests.length };
  }

  async #passes(id: string): Promise<boolean> {
    const [test] = await this.#tests.withIds([id]);
    return (await this.#failure(test!)) === undefined;
  }

  /** Returns the reason of the failure; undefined if the test passes. */
  async #failure(test: LoadedTest): Promise<string | undefined> {
    this.#stray = undefined;
    try {
      await settled(
        () => test.run(),
        () => this.#watchdog.isOver,
      );
      if (this.#stray !== undefined) throw this.#stray;
      return undefined;
    } catch (error) {
      return String(error);
    }
  }
}

function remember(ms: Record<string, number>): void {
  mkdirSync(dirname(TIMES), { recursive: true });
  writeFileSync(TIMES, JSON.stringify(ms));
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, 'loaded', Object.assign(LoadedTests, { inject: [] as const })),
];
