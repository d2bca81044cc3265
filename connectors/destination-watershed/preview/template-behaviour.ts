import type { IdsUse, Verdict } from './preview.ts';

/** What has shown of a template, as far as anything has. */
export interface TemplateBehaviour {
  /** Whether its statements have the ids that the connector gives the rows. */
  ids: IdsUse | undefined;
  /** The fewest statements of a row that makes any, as far as previews have shown. */
  perRow: number | undefined;
  /** Whether an import lists statements that were there before it. It lists "all the statements generated", which may mean either. */
  repeats: 'listed' | 'omitted' | undefined;
}

/** The habits of each template. */
export class TemplateBehaviours {
  private readonly templates = new Map<string, TemplateBehaviour>();

  of(template: string): TemplateBehaviour {
    let known = this.templates.get(template);
    if (!known) {
      known = { ids: undefined, perRow: undefined, repeats: undefined };
      this.templates.set(template, known);
    }
    return known;
  }
}

/** Takes in what a preview shows. One row with its id proves that ids are used; rows without prove less. */
export function learn(habit: TemplateBehaviour, { ids, made }: Pick<Verdict, 'ids' | 'made'>): void {
  if (ids !== undefined && habit.ids !== 'used') habit.ids = ids;
  for (const { length } of made.values()) habit.perRow = Math.min(length, habit.perRow ?? length);
}
