/** A violation of a rule in a specification or in the folder of a connector. */
export interface Violation {
  /** Name of the rule. */
  readonly rule: string;
  /** A JSON pointer into the specification; for a folder, the file, with the path inside a structured one. */
  readonly path: string;
  /** What is wrong, as a sentence. */
  readonly message: string;
  /** Source of the rule: a part of the platform, or a case of its acceptance tests. */
  readonly reference: string;
}

/** A rule about one kind of subject, such as a schema. */
export interface Rule<Subject> {
  readonly name: string;
  readonly reference: string;
  /** Returns what is wrong: a message about the whole subject, or several, each with a path if it is about a part. */
  check(
    subject: Subject,
  ): string | false | undefined | Iterable<string | readonly [path: string, message: string]>;
}

/** Applies rules to a subject. `path` is that of messages about the whole subject. */
export function violationsOf<Subject>(
  rules: readonly Rule<Subject>[],
  subject: Subject,
  path: string,
): Violation[] {
  return rules.flatMap(({ name, reference, check }) => {
    const found = check(subject) || [];
    return (typeof found === 'string' ? [found] : [...found]).map((each) => {
      const [at, message] = typeof each === 'string' ? [path, each] : each;
      return { rule: name, path: at, message, reference };
    });
  });
}
