// Reads the type declarations of kubernetes-models: schemas with fields, required fields, enums and descriptions.
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { schemaNameOfAlias } from './names.mjs';
import { inlineItems } from './facts.mjs';

/** Types that are written as something else than a struct, and how the bundle writes them. */
const SCALARS = {
  Quantity: { type: 'string', format: 'quantity' },
  IntOrString: { type: 'string', format: 'int-or-string' },
  'meta.v1.Time': { type: 'string', format: 'date-time' },
  'meta.v1.MicroTime': { type: 'string', format: 'micro-time' },
};

const SCHEMA_ALIAS = /^IIoK8s/;

/** Maps schema names to `{ description, properties, required, gvk }` for every GA type found below `roots`. */
export function readDeclarations(roots) {
  const schemas = new Map();
  for (const file of roots.flatMap(declarationFiles)) {
    const source = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
    const schemaNames = exportedSchemas(source);
    for (const statement of source.statements) {
      const schemaName = statement.name && schemaNames.get(statement.name.text);
      if (schemaName) readStatement({ statement, source, schemaName, schemaNames, schemas });
    }
  }
  return schemas;
}

/** Declaration files of GA versions below a folder; folders of alpha and beta versions are left out. */
function declarationFiles(folder) {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const full = path.join(folder, entry.name);
      if (entry.isDirectory())
        return /^_schemas$|alpha|beta/.test(entry.name) ? [] : declarationFiles(full);
      return entry.name.endsWith('.d.ts') && entry.name !== 'index.d.ts' ? [full] : [];
    });
}

/** The interfaces of a file by local name: `IPod` -> `core.v1.Pod`. */
function exportedSchemas(source) {
  const names = new Map();
  for (const statement of source.statements) {
    if (!ts.isExportDeclaration(statement) || !statement.exportClause) continue;
    for (const element of statement.exportClause.elements) {
      if (SCHEMA_ALIAS.test(element.name.text) && element.propertyName) {
        names.set(element.propertyName.text, schemaNameOfAlias(element.name.text));
      }
    }
  }
  return names;
}

function readStatement({ statement, source, schemaName, schemaNames, schemas }) {
  const description = descriptionOf(statement, source);
  if (SCALARS[schemaName]) {
    schemas.set(schemaName, { description, ...SCALARS[schemaName] });
  } else if (ts.isTypeAliasDeclaration(statement)) {
    schemas.set(schemaName, { description, type: 'any' });
  } else if (ts.isInterfaceDeclaration(statement)) {
    schemas.set(
      schemaName,
      readInterface({ statement, source, schemaName, schemaNames, description }),
    );
  }
}

function readInterface({ statement, source, schemaName, schemaNames, description }) {
  const properties = {};
  const required = [];
  const literals = {};
  for (const member of statement.members.filter(ts.isPropertySignature)) {
    const name = member.name.text;
    const field = fieldOf(member.type, { source, schemaNames, path: `${schemaName}.${name}` });
    // A root kind pins apiVersion and kind to one value; both are still plain strings in the API.
    if ((name === 'apiVersion' || name === 'kind') && field.enum?.length === 1) {
      literals[name] = field.enum[0];
      delete field.enum;
    } else if (!member.questionToken) required.push(name);
    const text = descriptionOf(member, source);
    properties[name] = text ? { ...field, description: text } : field;
  }
  if (Object.keys(properties).length === 0 && !isEmptyStruct(schemaName))
    return { description, type: 'any' };
  const schema = { description, properties, required };
  if (literals.apiVersion && literals.kind) schema.gvk = gvkOf(literals.apiVersion, literals.kind);
  return schema;
}

/** Interfaces without members mean "any JSON" in kubernetes-models, except for this one, which really is `{}`. */
function isEmptyStruct(schemaName) {
  return schemaName === 'apiextensions.v1.CustomResourceSubresourceStatus';
}

function gvkOf(apiVersion, kind) {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  return { group, version, kind };
}

function fieldOf(node, context) {
  switch (node.kind) {
    case ts.SyntaxKind.StringKeyword:
      return { type: 'string' };
    case ts.SyntaxKind.BooleanKeyword:
      return { type: 'boolean' };
    case ts.SyntaxKind.NumberKeyword:
      return { type: 'number' };
    case ts.SyntaxKind.AnyKeyword:
    case ts.SyntaxKind.UnknownKeyword:
      return { type: 'any' };
    case ts.SyntaxKind.LiteralType:
      return { type: 'string', enum: [node.literal.text] };
    case ts.SyntaxKind.ParenthesizedType:
      return fieldOf(node.type, context);
    case ts.SyntaxKind.UnionType:
      return unionOf(node, context);
    case ts.SyntaxKind.ArrayType:
      return { type: 'array', items: itemOf(node.elementType, context) };
    case ts.SyntaxKind.TypeLiteral:
      return mapOf(node, context);
    case ts.SyntaxKind.TypeReference:
      return referenceOf(node, context);
    default:
      throw new Error(`${context.path}: no rule for the type ${node.getText(context.source)}`);
  }
}

function unionOf(node, context) {
  const members = node.types.map((type) => fieldOf(type, context));
  if (!members.every((member) => member.enum)) {
    throw new Error(`${context.path}: only unions of string literals are understood`);
  }
  return { type: 'string', enum: members.flatMap((member) => member.enum) };
}

function mapOf(node, context) {
  const index = node.members.find(ts.isIndexSignatureDeclaration);
  if (!index)
    throw new Error(`${context.path}: inline object, name its schema in facts.mjs (inlineItems)`);
  return { type: 'map', values: fieldOf(index.type, context) };
}

function itemOf(node, context) {
  const inline = inlineItems[context.path];
  return inline ? { type: 'object', ref: inline } : fieldOf(node, context);
}

function referenceOf(node, context) {
  const name = node.typeName.getText(context.source);
  if (name === 'Array') return { type: 'array', items: itemOf(node.typeArguments[0], context) };
  const schemaName = SCHEMA_ALIAS.test(name)
    ? schemaNameOfAlias(name)
    : context.schemaNames.get(name);
  if (!schemaName) throw new Error(`${context.path}: unknown type ${name}`);
  return SCALARS[schemaName] ? { ...SCALARS[schemaName] } : { type: 'object', ref: schemaName };
}

function descriptionOf(node, source) {
  const comment = node.jsDoc?.at(-1)?.getText(source);
  if (!comment) return undefined;
  const lines = comment
    .replace(/^\/\*\*\s?/, '')
    .replace(/\*\/$/, '')
    .split('\n');
  return lines
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .replace(/\\\*/g, '*')
    .replace(/\*\\\//g, '*/')
    .trim();
}
