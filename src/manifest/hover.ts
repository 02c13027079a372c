// What the editor shows on a field under the mouse: what it is for, its type, and where to read on.
import { bareStructName, printableType } from '../apis/schema/goTypes';
import type { FieldPath, FieldSchema, KindLookup } from '../apis/schema/schemaBundle';
import { formatFieldPath } from '../apis/schema/decodeProblem';
import { fieldAtOffset } from './fieldLookup';
import { fieldLink, kindLink } from './links';
import type { ManifestAnalyzer } from './manifestAnalyzer';
import type { ManifestObject } from './manifestObject';
import type { TextRange } from './yamlTree';

export interface ManifestHover {
  readonly markdown: string;
  /** In offsets of the file. */
  readonly range: TextRange;
}

export function hoverAt(
  analyzer: ManifestAnalyzer,
  schema: KindLookup,
  offset: number,
): ManifestHover | undefined {
  const document = analyzer.documentAt(offset);
  const within = offset - (document?.start ?? 0);
  const object = document?.analysis?.objects.find(
    ({ node }) => node.start <= within && within <= node.end,
  );
  const found = object === undefined ? undefined : fieldAtOffset(object.node, within);
  if (document === undefined || object === undefined || found === undefined) return undefined;
  const markdown = describe(object, schema, found.path);
  if (markdown === undefined) return undefined;
  const range = {
    start: found.range.start + document.start,
    end: found.range.end + document.start,
  };
  return { markdown, range };
}

function describe(object: ManifestObject, schema: KindLookup, path: FieldPath): string | undefined {
  const root = schema.schemaNameOf(object.gvk);
  if (root === undefined) return undefined;
  if (path.length === 1 && path[0] === 'kind') {
    const description = schema.schema(root)?.description ?? '';
    return [
      `**${object.kind}** (${object.apiVersion})`,
      description,
      link(kindLink(object.gvk)),
    ].join('\n\n');
  }
  const field = schema.fieldAt(root, path);
  if (field === undefined) return undefined;
  const parent = schema.fieldAt(root, path.slice(0, -1));
  const name = formatFieldPath(path);
  return fieldMarkdown(schema, field, {
    name: typeof path.at(-1) === 'number' ? name : String(path.at(-1)),
    isRequired: isRequired(schema, parent, String(path.at(-1))),
    link: fieldLink(object.gvk, name),
  });
}

export interface FieldFacts {
  readonly name: string;
  readonly isRequired: boolean;
  readonly link: string | undefined;
}

/** The documentation of a field, for hover and completion alike. */
export function fieldMarkdown(schema: KindLookup, field: FieldSchema, facts: FieldFacts): string {
  const { name, isRequired: required, link: href } = facts;
  const struct = structOf(schema, field);
  const lines = [`**${name}** \`${printableType(field)}\`${required ? ' (required)' : ''}`];
  const description = field.description ?? struct;
  if (description !== undefined) lines.push(description);
  const isListed = description?.includes('Possible enum values') ?? false;
  if (field.enum !== undefined && !isListed)
    lines.push(`Values: ${field.enum.map((each) => `\`${each}\``).join(', ')}`);
  if (field.default !== undefined) lines.push(`Default: \`${String(field.default)}\``);
  if (href !== undefined) lines.push(link(href));
  return lines.join('\n\n');
}

export function isRequired(
  schema: KindLookup,
  parent: FieldSchema | undefined,
  name: string,
): boolean {
  if (parent?.type !== 'object' || parent.ref === undefined) return false;
  return schema.schema(parent.ref)?.required?.includes(name) ?? false;
}

/** What the struct itself says, where the field has no text of its own. */
function structOf(schema: KindLookup, field: FieldSchema): string | undefined {
  const ref = field.ref ?? field.items?.ref;
  if (ref === undefined) return undefined;
  return schema.schema(ref)?.description ?? bareStructName(ref);
}

function link(href: string): string {
  return `[Kubernetes documentation](${href})`;
}
