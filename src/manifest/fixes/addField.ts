// Adds a required field, filled with what it needs in turn and with examples that work.
import type { FieldPath, FieldSchema, KindLookup } from '../../apis/schema/schemaBundle';
import { locate } from '../fieldLookup';
import { indented } from '../textEdit';
import { entryOf, jsonOf, type YamlNode } from '../yamlTree';
import type { Fix, FixContext } from './fixContext';
import { writeField, yamlString, type YamlText } from './writeField';

export function addField({ diagnostic, object, knowledge, text }: FixContext): readonly Fix[] {
  const { code, data, message } = diagnostic;
  const path = data?.path;
  const isMissing =
    code === 'missing-field' || (code === 'invalid' && message.includes(': Required value'));
  if (object === undefined || path === undefined || !isMissing) return [];
  const root = knowledge.schema.schemaNameOf(object.gvk);
  const field = root === undefined ? undefined : knowledge.schema.fieldAt(root, path);
  if (field === undefined) return [];
  const value = exampleFor(knowledge.schema, object.node, path, field);
  const edit = writeField(text, object.node, path, value);
  return edit === undefined ? [] : [{ title: `Add "${String(path.at(-1))}"`, edits: [edit] }];
}

/** Values that make sense wherever a field of the name is. */
const EXAMPLES: Readonly<Record<string, string>> = {
  name: 'app',
  image: 'nginx',
  port: '80',
  containerPort: '80',
  path: '/',
  pathType: 'Prefix',
  mountPath: '/data',
  schedule: '"0 * * * *"',
  storage: '1Gi',
};

function exampleFor(
  schema: KindLookup,
  root: YamlNode,
  path: FieldPath,
  field: FieldSchema,
): YamlText {
  const labels = labelsFor(root, path);
  if (labels !== undefined) return labels;
  return skeleton(schema, field, String(path.at(-1)), 0);
}

const MAX_SKELETON_DEPTH = 6;

function skeleton(schema: KindLookup, field: FieldSchema, name: string, depth: number): YamlText {
  switch (field.type) {
    case 'object':
      return structSkeleton(schema, field, depth);
    case 'array': {
      if (field.items === undefined || depth > MAX_SKELETON_DEPTH)
        return { kind: 'scalar', text: '[]' };
      const item = skeleton(schema, field.items, name, depth + 1);
      const [first = '', ...rest] = item.text.split('\n');
      return { kind: 'block', text: [`- ${first}`, ...rest.map((line) => `  ${line}`)].join('\n') };
    }
    case 'map':
    case 'any':
      return { kind: 'scalar', text: '{}' };
    case 'boolean':
      return { kind: 'scalar', text: 'false' };
    case 'integer':
    case 'number':
      return { kind: 'scalar', text: EXAMPLES[name] ?? '1' };
    case 'string':
      return { kind: 'scalar', text: EXAMPLES[name] ?? field.enum?.[0] ?? '""' };
  }
}

function structSkeleton(schema: KindLookup, field: FieldSchema, depth: number): YamlText {
  const struct = schema.schema(field.ref ?? '');
  // A container without an image is no use, though the schema lets templates leave it out.
  const extra =
    field.ref === 'core.v1.Container'
      ? ['image']
      : field.ref === 'core.v1.PodTemplateSpec'
        ? ['spec']
        : [];
  const names = [...new Set([...(struct?.required ?? []), ...extra])];
  if (field.ref === 'meta.v1.LabelSelector') {
    return { kind: 'block', text: 'matchLabels:\n  app: app' };
  }
  if (names.length === 0 || depth > MAX_SKELETON_DEPTH) return { kind: 'scalar', text: '{}' };
  const lines = names.map((each) => {
    const child = struct?.properties?.[each];
    const value = child === undefined ? undefined : skeleton(schema, child, each, depth + 1);
    if (value === undefined) return `${each}: ""`;
    return value.kind === 'scalar'
      ? `${each}: ${value.text}`
      : `${each}:\n${indented(value.text, 2)}`;
  });
  if (field.ref === 'core.v1.PodTemplateSpec') lines.unshift('metadata:\n  labels:\n    app: app');
  return { kind: 'block', text: lines.join('\n') };
}

/** A selector repeats the labels of the template, and the other way round. */
function labelsFor(root: YamlNode, path: FieldPath): YamlText | undefined {
  const at = path.join('.');
  if (at !== 'spec.selector' && at !== 'spec.template.metadata.labels') return undefined;
  const isSelector = at === 'spec.selector';
  const other = isSelector
    ? locate(root, ['spec', 'template', 'metadata', 'labels'])
    : locate(root, ['spec', 'selector', 'matchLabels']);
  const lines = other.exact ? labelLines(other.node) : '';
  if (lines === '') return undefined;
  const plainMap = isSelector && kindOf(root) === 'ReplicationController';
  return {
    kind: 'block',
    text: isSelector && !plainMap ? `matchLabels:\n${indented(lines, 2)}` : lines,
  };
}

export function labelLines(node: YamlNode): string {
  if (node.kind !== 'map') return '';
  return node.entries
    .map(({ key, value }) => `${yamlString(key)}: ${yamlString(String(jsonOf(value)))}`)
    .join('\n');
}

function kindOf(root: YamlNode): unknown {
  const kind = entryOf(root, 'kind')?.value;
  return kind === undefined ? undefined : jsonOf(kind);
}
