// The same object twice in one file: the later one would overwrite the earlier one when applied.
import type { Finding } from '../diagnostic';
import { rangeFor } from '../fieldLookup';
import { TOPIC_LINKS } from '../links';
import type { ManifestObject } from '../manifestObject';

/** What makes two manifests one object; the version of its group does not. */
export function identityOf({ gvk, kind, name, namespace }: ManifestObject): string | undefined {
  return name ? `${gvk.group}/${kind}/${namespace ?? 'default'}/${name}` : undefined;
}

export function duplicateObjectFinding(object: ManifestObject, firstLine: number): Finding {
  return {
    code: 'duplicate-object',
    severity: 'warning',
    message:
      `${object.kind} "${object.name ?? ''}" is already in this file, in line ${firstLine + 1}: ` +
      'applying the file, the later one overwrites the earlier one.',
    range: rangeFor(object.node, ['metadata', 'name']),
    link: TOPIC_LINKS.names,
  };
}
