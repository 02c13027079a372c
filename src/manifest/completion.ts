// What can be typed at the cursor: fields of the struct there, values of enums and booleans, kinds
// and API versions, and whole objects where a document begins.
import { apiVersionOf, parseApiVersion } from '../apimachinery/resource';
import { printableType } from '../apis/schema/goTypes';
import type { FieldSchema, KindLookup } from '../apis/schema/schemaBundle';
import { cursorContext, type CursorContext } from './cursorContext';
import { fieldMarkdown, isRequired } from './hover';
import { fieldLink } from './links';
import type { ManifestAnalyzer } from './manifestAnalyzer';
import { OBJECT_SNIPPETS } from './objectSnippets';
import type { TextRange } from './yamlTree';

export interface ManifestCompletion {
  readonly label: string;
  readonly kind: 'field' | 'value' | 'object';
  /** Type of a field, apiVersion of a kind. */
  readonly detail: string;
  /** Markdown. */
  readonly documentation: string;
  /** Snippet syntax (`$0` is where the cursor goes); lines carry their whole indentation. */
  readonly snippet: string;
  /** What it replaces, in offsets of the file. */
  readonly range: TextRange;
  readonly sortText: string;
}

export function completionsAt(
  analyzer: ManifestAnalyzer,
  schema: KindLookup,
  offset: number,
): readonly ManifestCompletion[] {
  const document = analyzer.documentAt(offset);
  const text = document?.text ?? '';
  const base = document?.start ?? 0;
  const context = cursorContext(text, offset - base);
  if (context === undefined) return [];
  const range = { start: base + context.start, end: offset };
  return new Completions(schema, text, context, range).all();
}

class Completions {
  readonly #schema: KindLookup;
  readonly #context: CursorContext;
  readonly #range: TextRange;
  readonly #apiVersion: string | undefined;
  readonly #kind: string | undefined;

  constructor(schema: KindLookup, text: string, context: CursorContext, range: TextRange) {
    this.#schema = schema;
    this.#context = context;
    this.#range = range;
    this.#apiVersion = /^apiVersion:\s*["']?([^\s"'#]+)/m.exec(text)?.[1];
    this.#kind = /^kind:\s*["']?([^\s"'#]+)/m.exec(text)?.[1];
  }

  all(): readonly ManifestCompletion[] {
    const { on, path } = this.#context;
    const isTop = path.length === 0;
    if (on === 'value') return isTop ? this.#topLevelValues() : this.#values();
    const isEmpty = this.#apiVersion === undefined && this.#kind === undefined;
    if (isTop && isEmpty) return [...this.#snippets(), ...this.#topLevelKeys()];
    return this.#keys();
  }

  #rootSchema(): string | undefined {
    if (this.#apiVersion === undefined || this.#kind === undefined) return undefined;
    return this.#schema.schemaNameOf({ ...parseApiVersion(this.#apiVersion), kind: this.#kind });
  }

  #keys(): readonly ManifestCompletion[] {
    const root = this.#rootSchema();
    if (root === undefined) return this.#context.path.length === 0 ? this.#topLevelKeys() : [];
    const field = this.#schema.fieldAt(root, this.#context.path);
    // In a list, before a dash: offer the fields of an element, dash included.
    if (field?.type === 'array') return this.#fields(field.items, '- ');
    return this.#fields(field, '');
  }

  #fields(parent: FieldSchema | undefined, dash: string): readonly ManifestCompletion[] {
    if (parent === undefined) return [];
    if (dash !== '' && parent.type === 'string')
      return this.#words(parent.enum ?? [], parent, dash);
    const properties =
      parent.ref === undefined ? undefined : this.#schema.schema(parent.ref)?.properties;
    const isTop = this.#context.path.length === 0;
    return Object.entries(properties ?? {})
      .filter(([name]) => !this.#context.siblings.has(name) && !(isTop && name === 'status'))
      .map(([name, field]) => this.#field(parent, name, field, dash));
  }

  #field(parent: FieldSchema, name: string, field: FieldSchema, dash: string): ManifestCompletion {
    const required = isRequired(this.#schema, parent, name);
    const gvk = { ...parseApiVersion(this.#apiVersion ?? ''), kind: this.#kind ?? '' };
    const path = [...this.#context.path, name].join('.');
    return {
      label: name,
      kind: 'field',
      detail: `${printableType(field)}${required ? ', required' : ''}`,
      documentation: fieldMarkdown(this.#schema, field, {
        name,
        isRequired: required,
        link: fieldLink(gvk, path),
      }),
      snippet: `${dash}${name}:${this.#opening(field, dash.length)}`,
      range: this.#range,
      sortText: `${required ? '0' : '1'}${name}`,
    };
  }

  /** What follows the colon: a space, or the next line with its indentation. */
  #opening(field: FieldSchema, dashLength: number): string {
    const margin = ' '.repeat(this.#context.column + dashLength + 2);
    if (field.type === 'array') return `\n${margin.slice(2)}- $0`;
    if (field.type === 'object' || field.type === 'map') return `\n${margin}$0`;
    return ' $0';
  }

  #values(): readonly ManifestCompletion[] {
    const root = this.#rootSchema();
    const key = this.#context.key;
    if (root === undefined || key === undefined) return [];
    const field = this.#schema.fieldAt(root, [...this.#context.path, key]);
    if (field === undefined) return [];
    return this.#words(
      field.type === 'boolean' ? ['true', 'false'] : (field.enum ?? []),
      field,
      '',
    );
  }

  #words(
    words: readonly string[],
    field: FieldSchema,
    dash: string,
  ): readonly ManifestCompletion[] {
    const name = this.#context.key ?? '';
    const documentation = fieldMarkdown(this.#schema, field, {
      name,
      isRequired: false,
      link: undefined,
    });
    return words.map((word) => this.#value(`${dash}${word}`, word, '', documentation));
  }

  #topLevelValues(): readonly ManifestCompletion[] {
    const resources = this.#schema.resources.filter(({ verbs }) => verbs.includes('create'));
    if (this.#context.key === 'kind') {
      return resources
        .filter((each) => this.#apiVersion === undefined || apiVersionOf(each) === this.#apiVersion)
        .map((each) => this.#value(each.kind, each.kind, apiVersionOf(each), ''));
    }
    if (this.#context.key !== 'apiVersion') return this.#values();
    const fitting = resources.filter(({ kind }) => this.#kind === undefined || kind === this.#kind);
    const versions = new Set(
      (fitting.length > 0 ? fitting : resources).map((each) => apiVersionOf(each)),
    );
    return [...versions].map((version) => this.#value(version, version, '', ''));
  }

  #topLevelKeys(): readonly ManifestCompletion[] {
    return ['apiVersion', 'kind', 'metadata', 'spec']
      .filter((name) => !this.#context.siblings.has(name))
      .map((name, index) => ({
        label: name,
        kind: 'field',
        detail: '',
        documentation: '',
        snippet: index < 2 ? `${name}: $0` : `${name}:\n  $0`,
        range: this.#range,
        sortText: `0${index}`,
      }));
  }

  #snippets(): readonly ManifestCompletion[] {
    const written = OBJECT_SNIPPETS.map(({ kind, apiVersion, description, snippet }) => ({
      label: kind,
      kind: 'object' as const,
      detail: apiVersion,
      documentation: description,
      snippet,
      range: this.#range,
      sortText: `2${kind}`,
    }));
    const known = new Set(OBJECT_SNIPPETS.map(({ kind }) => kind));
    const others = this.#schema.resources
      .filter(
        ({ kind, verbs }) => verbs.includes('create') && verbs.includes('get') && !known.has(kind),
      )
      .map((each) => ({
        label: each.kind,
        kind: 'object' as const,
        detail: apiVersionOf(each),
        documentation: this.#schema.schemaFor(each)?.description ?? '',
        snippet: `apiVersion: ${apiVersionOf(each)}\nkind: ${each.kind}\nmetadata:\n  name: $0\n`,
        range: this.#range,
        sortText: `3${each.kind}`,
      }));
    return [...written, ...others];
  }

  #value(
    snippet: string,
    label: string,
    detail: string,
    documentation: string,
  ): ManifestCompletion {
    return {
      label,
      kind: 'value',
      detail,
      documentation,
      snippet,
      range: this.#range,
      sortText: `1${label}`,
    };
  }
}
