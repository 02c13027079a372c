// Makes the labels of a workload's pods and its selector agree, in either direction.
import type { FieldPath } from '../../apis/schema/schemaBundle';
import { locate } from '../fieldLookup';
import { jsonOf, type YamlNode } from '../yamlTree';
import { labelLines } from './addField';
import type { Fix, FixContext } from './fixContext';
import { writeField, yamlString } from './writeField';

const TEMPLATE_LABELS: FieldPath = ['spec', 'template', 'metadata', 'labels'];

export function copyLabels({ diagnostic, object, text }: FixContext): readonly Fix[] {
  if (
    object === undefined ||
    !diagnostic.message.includes('`selector` does not match template `labels`')
  )
    return [];
  const selectorPath =
    object.kind === 'ReplicationController'
      ? ['spec', 'selector']
      : ['spec', 'selector', 'matchLabels'];
  const selector = locate(object.node, selectorPath);
  const labels = locate(object.node, TEMPLATE_LABELS);
  const fixes: Fix[] = [];
  if (selector.exact && selector.node.kind === 'map') {
    const edits = selector.node.entries
      .filter(({ key, value }) => !has(labels.exact ? labels.node : undefined, key, value))
      .map(({ key, value }) => {
        const scalar = { kind: 'scalar', text: yamlString(String(jsonOf(value))) } as const;
        return writeField(text, object.node, [...TEMPLATE_LABELS, key], scalar);
      })
      .filter((edit) => edit !== undefined);
    // Several inserted at one place would each bring the missing parents along.
    if (edits.length > 0 && (labels.exact || edits.length === 1)) {
      fixes.push({ title: "Copy the selector's labels to the template", edits });
    }
  }
  if (labels.exact && labelLines(labels.node) !== '') {
    const value = { kind: 'block', text: labelLines(labels.node) } as const;
    const edit = writeField(text, object.node, selectorPath, value);
    if (edit !== undefined)
      fixes.push({ title: "Copy the template's labels to the selector", edits: [edit] });
  }
  return fixes;
}

function has(labels: YamlNode | undefined, key: string, value: YamlNode): boolean {
  if (labels?.kind !== 'map') return false;
  const found = labels.entries.find((entry) => entry.key === key);
  return found !== undefined && jsonOf(found.value) === jsonOf(value);
}
