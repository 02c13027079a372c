// A key that is written twice in one map: kubectl's reader silently takes the last one.
import { duplicateField } from '../../apis/schema/decodeProblem';
import type { Finding } from '../diagnostic';
import { TOPIC_LINKS } from '../links';
import type { ObjectCheck, ObjectRule } from '../objectCheck';
import type { YamlNode } from '../yamlTree';

export const duplicateKey: ObjectRule = {
  check: ({ object }: ObjectCheck) => {
    const findings: Finding[] = [];
    visit(object.node, [], findings);
    return findings;
  },
};

function visit(node: YamlNode, path: readonly (string | number)[], findings: Finding[]): void {
  if (node.kind === 'scalar') return;
  if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) visit(item, [...path, index], findings);
    return;
  }
  for (const { key, keyRange } of node.duplicates) {
    const field = [...path, key];
    findings.push({
      code: 'duplicate-key',
      severity: 'error',
      message: `${duplicateField(field).message}: this key is already in this map. Only the last one counts; remove or rename one.`,
      range: keyRange,
      link: TOPIC_LINKS.yaml,
      data: { path: field },
    });
  }
  for (const { key, value, merged } of node.entries) {
    if (value.kind !== 'scalar' && merged !== true) visit(value, [...path, key], findings);
  }
}
