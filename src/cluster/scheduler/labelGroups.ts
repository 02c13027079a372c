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

  /** The group of a pod, which now has one pod more. */
  join(pod: Pod): LabelGroup {
    const { namespace = '', labels = {} } = pod.metadata;
    const text = textOf(namespace, labels);
    let entry = this.#entries.get(text);
    if (entry === undefined) {
      entry = { namespace, labels, text, pods: 0 };
      this.#entries.set(text, entry);
    }
    entry.pods++;
    return entry;
  }

  /** Groups without pods are forgotten. */
  leave(pod: Pod): void {
    const { namespace = '', labels = {} } = pod.metadata;
    const entry = this.#entries.get(textOf(namespace, labels));
    if (entry !== undefined && --entry.pods === 0) this.#entries.delete(entry.text);
  }
}

function textOf(namespace: string, labels: StringMap): string {
  let text = namespace;
  for (const key of Object.keys(labels).sort()) text += `\n${key}=${labels[key] ?? ''}`;
  return text;
}
