// Pods of one namespace with equal labels form a group, and nodes count pods by group: a selector is
// then matched once a group instead of once a pod, which is what makes spreading cheap.
import type { StringMap } from '../../apimachinery/objectMeta';
import type { Pod } from '../../apis/generated/core/v1';

export interface LabelGroup {
  readonly namespace: string;
  readonly labels: StringMap;
}

interface Entry extends LabelGroup {
  readonly text: string;
  pods: number;
}

export class LabelGroups {
  readonly #entries = new Map<string, Entry>();
  /** The one that was joined last: pods come in batches, which share their labels. */
  #last: Entry | undefined;

  /** The group of a pod, which now has one pod more. */
  join(pod: Pod): LabelGroup {
    const entry = this.#entryOf(pod);
    entry.pods++;
    this.#last = entry;
    return entry;
  }

  /** Groups without pods are forgotten. `group`: what `join` returned. */
  leave(group: LabelGroup): void {
    const entry = group === this.#last ? this.#last : this.#find(group);
    if (entry === undefined || --entry.pods > 0) return;
    this.#entries.delete(entry.text);
    this.#last = undefined;
  }

  #entryOf({ metadata: { namespace = '', labels = NO_LABELS } }: Pod): Entry {
    const last = this.#last;
    if (last?.labels === labels && last.namespace === namespace) return last;
    const known = this.#find({ namespace, labels });
    if (known !== undefined) return known;
    const entry = { namespace, labels, text: textOf({ namespace, labels }), pods: 0 };
    this.#entries.set(entry.text, entry);
    return entry;
  }

  #find(group: LabelGroup): Entry | undefined {
    return this.#entries.get(textOf(group));
  }
}

const NO_LABELS: StringMap = {};

function textOf({ namespace, labels }: LabelGroup): string {
  let text = namespace;
  for (const key of Object.keys(labels).sort()) text += `\n${key}=${labels[key] ?? ''}`;
  return text;
}
