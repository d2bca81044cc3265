import type { IdsUse, Verdict } from './preview.ts';

/** Behaviour of a template as observed so far; undefined where nothing was observed. */
export interface TemplateBehaviour {
  /** Whether its statements have the ids that the connector gives the rows. */
  ids: IdsUse | undefined;
  /** The smallest number of statements, above 0, that a previewed row generates. */
  minStatementsPerRow: number | undefined;
  /** Whether an import lists statements that existed before it. The documented "all the statements generated" may mean either. */
  repeats: 'listed' | 'omitted' | undefined;
}

/** The observed behaviour of each template. */
export class TemplateBehaviours {
  private readonly templates = new Map<string, TemplateBehaviour>();

  of(template: string): TemplateBehaviour {
    let known = this.templates.get(template);
    if (!known) {
      known = { ids: undefined, minStatementsPerRow: undefined, repeats: undefined };
      this.templates.set(template, known);
    }
    return known;
  }
}

/** Adds the observations of a preview. One statement with its row's id proves `used`, which later previews do not change. */
export function observe(
  behaviour: TemplateBehaviour,
  { ids, generated }: Pick<Verdict, 'ids' | 'generated'>,
): void {
  if (ids !== undefined && behaviour.ids !== 'used') behaviour.ids = ids;
  for (const { length } of generated.values())
    behaviour.minStatementsPerRow = Math.min(length, behaviour.minStatementsPerRow ?? length);
}
