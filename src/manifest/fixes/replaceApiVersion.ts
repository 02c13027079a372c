// Moves an object to the API version that replaced its own, with the field changes that are
// mechanical; what is left to the author is in the title.
import { locate, rangeFor } from '../fieldLookup';
import type { ManifestObject } from '../manifestObject';
import { columnOf, indented, type TextEdit } from '../textEdit';
import { entryOf, jsonOf, type MapNode, type YamlNode } from '../yamlTree';
import { labelLines } from './addField';
import type { Fix, FixContext } from './fixContext';
import { writeField, yamlString } from './writeField';

export function replaceApiVersion({ diagnostic, object, text }: FixContext): readonly Fix[] {
  const { code, data } = diagnostic;
  const replacement = data?.suggestions?.[0];
  if (code !== 'removed-api-version' || object === undefined || replacement === undefined)
    return [];
  const mechanical = fieldChanges(object, text);
  const edits = [
    { ...rangeFor(object.node, ['apiVersion']), newText: replacement },
    ...(mechanical ?? []),
  ];
  const left = mechanical === undefined ? (data?.manualChanges ?? []) : [];
  const title = `Use ${replacement}`;
  return [
    { title: left.length === 0 ? title : `${title} (then check: ${left.join('; ')})`, edits },
  ];
}

/** The edits beside apiVersion; undefined where the author must see to them. */
function fieldChanges(object: ManifestObject, text: string): readonly TextEdit[] | undefined {
  switch (object.kind) {
    case 'Deployment':
    case 'DaemonSet':
    case 'ReplicaSet':
    case 'StatefulSet':
      return addSelector(object, text);
    case 'Ingress':
      return convertIngress(object, text);
    default:
      return undefined;
  }
}

/** The old versions took the labels of the template where the selector was left out. */
function addSelector({ node }: ManifestObject, text: string): readonly TextEdit[] | undefined {
  if (locate(node, ['spec', 'selector']).exact) return [];
  const labels = locate(node, ['spec', 'template', 'metadata', 'labels']);
  const lines = labels.exact ? labelLines(labels.node) : '';
  if (lines === '') return undefined;
  const value = { kind: 'block', text: `matchLabels:\n${indented(lines, 2)}` } as const;
  const edit = writeField(text, node, ['spec', 'selector'], value);
  return edit === undefined ? undefined : [edit];
}

/** serviceName and servicePort went into backend.service; pathType became required. */
function convertIngress({ node }: ManifestObject, text: string): readonly TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  const spec = entryOf(node, 'spec')?.value;
  const standard = entryOf(spec, 'backend');
  if (standard !== undefined) {
    edits.push({ ...standard.keyRange, newText: 'defaultBackend' });
    const edit = convertBackend(standard.value, text);
    if (edit === undefined) return undefined;
    edits.push(edit);
  }
  for (const rule of itemsOf(entryOf(spec, 'rules')?.value)) {
    for (const path of itemsOf(entryOf(entryOf(rule, 'http')?.value, 'paths')?.value)) {
      const backend = entryOf(path, 'backend');
      const edit = backend === undefined ? undefined : convertBackend(backend.value, text);
      if (edit === undefined || path.kind !== 'map') return undefined;
      edits.push(edit);
      if (entryOf(path, 'pathType') === undefined) edits.push(addPathType(path, text));
    }
  }
  return edits;
}

function convertBackend(backend: YamlNode, text: string): TextEdit | undefined {
  const name = entryOf(backend, 'serviceName')?.value;
  const port = entryOf(backend, 'servicePort')?.value;
  if (backend.kind !== 'map' || name === undefined || port === undefined) return undefined;
  if (backend.entries.length !== 2) return undefined;
  const number = jsonOf(port);
  const portText =
    typeof number === 'number' ? `number: ${number}` : `name: ${yamlString(String(number))}`;
  const service = yamlString(String(jsonOf(name)));
  const end = Math.max(name.end, port.end);
  if (backend.flow) {
    return {
      start: backend.start,
      end: backend.end,
      newText: `{service: {name: ${service}, port: {${portText}}}}`,
    };
  }
  const lines = `service:\n  name: ${service}\n  port:\n    ${portText}`;
  const newText = indented(lines, columnOf(text, backend.start)).trimStart();
  return { start: backend.start, end, newText };
}

function addPathType(path: MapNode, text: string): TextEdit {
  const at = path.entries[0]?.keyRange.start ?? path.start;
  const separator = path.flow ? ', ' : `\n${' '.repeat(columnOf(text, at))}`;
  return { start: at, end: at, newText: `pathType: ImplementationSpecific${separator}` };
}

function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'list' ? node.items : [];
}
