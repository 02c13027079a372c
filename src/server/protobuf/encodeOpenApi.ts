// OpenAPI v2 as protobuf, the only form in which clients ask for it.
// Source of the numbers: gnostic's openapiv2 messages (Document, Schema), as in the struct tags of kubectl.
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { isJsonObject } from '../../apimachinery/jsonObject';

export const OPENAPI_V2_TYPE = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

/** Whether the client wants protobuf: it names an older and a newer form of the type. */
export function wantsOpenApiProtobuf(accept: string | undefined): boolean {
  return accept?.includes('proto-openapi.spec.v2') ?? false;
}

type JsonObject = Readonly<Record<string, unknown>>;

const DOCUMENT = { swagger: 1, info: 2, paths: 8, definitions: 9 };
const INFO = { title: 1, version: 2 };
const SCHEMA = {
  ref: 1,
  format: 2,
  description: 4,
  default: 5,
  required: 19,
  enum: 20,
  additionalProperties: 21,
  type: 22,
  items: 23,
  properties: 25,
  vendorExtension: 31,
};

/** So many schemas are encoded in a few milliseconds. */
const CHUNK = 32;

/** `document`: OpenAPI v2 as JSON has it. It is long: `pause` is awaited again and again, so that others get their turn. */
export async function encodeOpenApiV2(
  document: JsonObject,
  pause: () => Promise<unknown>,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const schemas = Object.entries(objectOf(document.definitions));
  for (let at = 0; at < schemas.length; at += CHUNK) {
    const chunk = new BinaryWriter();
    namedSchemas(chunk, schemas.slice(at, at + CHUNK));
    chunks.push(chunk.finish());
    await pause();
  }
  const writer = new BinaryWriter();
  text(writer, DOCUMENT.swagger, document.swagger);
  nested(writer, DOCUMENT.info, (info) => {
    const { title, version } = objectOf(document.info);
    text(info, INFO.title, title);
    text(info, INFO.version, version);
  });
  nested(writer, DOCUMENT.paths, () => undefined);
  nested(writer, DOCUMENT.definitions, (definitions) => {
    for (const chunk of chunks) definitions.raw(chunk);
  });
  return writer.finish();
}

/** Definitions, and Properties, which look the same. */
function namedSchemas(
  writer: BinaryWriter,
  schemas: readonly (readonly [string, unknown])[],
): void {
  for (const [name, value] of schemas) {
    nested(writer, 1, (named) => {
      text(named, 1, name);
      nested(named, 2, (inner) => {
        schema(inner, objectOf(value));
      });
    });
  }
}

function schema(writer: BinaryWriter, value: JsonObject): void {
  text(writer, SCHEMA.ref, value.$ref);
  text(writer, SCHEMA.format, value.format);
  text(writer, SCHEMA.description, value.description);
  if (value.default !== undefined) any(writer, SCHEMA.default, value.default);
  for (const each of listOf(value.required)) text(writer, SCHEMA.required, each);
  for (const each of listOf(value.enum)) any(writer, SCHEMA.enum, each);
  if (value.additionalProperties !== undefined) {
    nested(writer, SCHEMA.additionalProperties, (item) => {
      nested(item, 1, (inner) => {
        schema(inner, objectOf(value.additionalProperties));
      });
    });
  }
  if (value.type !== undefined) {
    nested(writer, SCHEMA.type, (item) => {
      text(item, 1, value.type);
    });
  }
  if (value.items !== undefined) {
    nested(writer, SCHEMA.items, (item) => {
      nested(item, 1, (inner) => {
        schema(inner, objectOf(value.items));
      });
    });
  }
  if (value.properties !== undefined) {
    nested(writer, SCHEMA.properties, (properties) => {
      namedSchemas(properties, Object.entries(objectOf(value.properties)));
    });
  }
  for (const [name, extension] of Object.entries(value)) {
    if (!name.startsWith('x-')) continue;
    nested(writer, SCHEMA.vendorExtension, (named) => {
      text(named, 1, name);
      any(named, 2, extension);
    });
  }
}

/** gnostic's Any: what has no schema of its own, as YAML (of which JSON is a part). */
function any(writer: BinaryWriter, number: number, value: unknown): void {
  nested(writer, number, (inner) => {
    text(inner, 2, JSON.stringify(value));
  });
}

function text(writer: BinaryWriter, number: number, value: unknown): void {
  if (typeof value === 'string') writer.uint32((number << 3) | 2).string(value);
}

function nested(writer: BinaryWriter, number: number, fill: (inner: BinaryWriter) => void): void {
  writer.uint32((number << 3) | 2).fork();
  fill(writer);
  writer.join();
}

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
