// Kubernetes' protobuf encoding of objects, read into what JSON would have said: kubectl sends what it creates
// by typed clients in no other form.
// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#kubernetes-protobuf-encoding and the
// generated.proto files of k8s.io/api.
//
// Worked example: a ConfigMap named `a` is
//     6b 38 73 00                          the magic number
//     0a 0f [0a 02 "v1"] [12 09 "ConfigMap"]   Unknown.typeMeta
//     12 05 [0a 03 [0a 01 "a"]]                Unknown.raw: metadata (1) with name (1)
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { badRequest } from '../../apimachinery/apiStatus';
import { parseApiVersion } from '../../apimachinery/resource';
import type { FieldSchema, KubernetesSchema } from '../../apis/schema/schemaBundle';

const MAGIC = Buffer.from([0x6b, 0x38, 0x73, 0x00]);
const NANOS_A_MICRO = 1000;

type JsonObject = Record<string, unknown>;

export function isProtobuf(contentType: string | undefined): boolean {
  return contentType?.startsWith('application/vnd.kubernetes.protobuf') ?? false;
}

export class ProtobufDecoder {
  readonly #schema: KubernetesSchema;
  readonly #messages = new Map<string, MessagePlan>();

  constructor(schema: KubernetesSchema) {
    this.#schema = schema;
  }

  /** Throws BadRequest where the bytes are no object of a known kind. */
  decode(bytes: Buffer): JsonObject {
    if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
      throw badRequest('provided data does not appear to be a protobuf message');
    }
    try {
      return this.#unknown(new BinaryReader(bytes.subarray(MAGIC.length)));
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
      throw badRequest(`error decoding protobuf: ${error.message}`);
    }
  }

  /** runtime.Unknown: the kind, and the object's own bytes. */
  #unknown(reader: BinaryReader): JsonObject {
    let apiVersion = '';
    let kind = '';
    let raw: Uint8Array = new Uint8Array();
    while (reader.pos < reader.len) {
      const [number, wireType] = reader.tag();
      if (number === 1) [apiVersion, kind] = typeMeta(new BinaryReader(reader.bytes()));
      else if (number === 2) raw = reader.bytes();
      else reader.skip(wireType);
    }
    const name =
      this.#schema.schemaNameOf({ ...parseApiVersion(apiVersion), kind }) ?? metaName(kind);
    if (this.#schema.schema(name) === undefined) {
      throw badRequest(`no kind "${kind}" is registered for version "${apiVersion}"`);
    }
    return { apiVersion, kind, ...this.#message(this.#planOf(name), raw) };
  }

  #message(plan: MessagePlan, bytes: Uint8Array): JsonObject {
    const object: JsonObject = {};
    this.#readInto(object, plan, new BinaryReader(bytes));
    return object;
  }

  #readInto(object: JsonObject, plan: MessagePlan, reader: BinaryReader): void {
    while (reader.pos < reader.len) {
      const [number, wireType] = reader.tag();
      const embedded = plan.embedded.get(number);
      const field = plan.fields.get(number);
      if (embedded !== undefined)
        this.#readInto(object, embedded, new BinaryReader(reader.bytes()));
      else if (field !== undefined) this.#readField(object, field, reader, wireType);
      else reader.skip(wireType);
    }
  }

  #readField(object: JsonObject, field: NumberedField, reader: BinaryReader, wire: WireType): void {
    const { name, schema, isPointer } = field;
    if (schema.type === 'array') {
      const list = (object[name] ??= []) as unknown[];
      list.push(this.#value(schema.items ?? { type: 'any' }, reader, wire));
    } else if (schema.type === 'map') {
      const map = (object[name] ??= {}) as JsonObject;
      this.#mapEntry(map, schema.values ?? { type: 'any' }, new BinaryReader(reader.bytes()));
    } else {
      const value = this.#value(schema, reader, wire);
      // Go writes zeros of fields that are no pointers, where its JSON leaves them out.
      if (isPointer || !isZero(value)) object[name] = value;
    }
  }

  #mapEntry(map: JsonObject, values: FieldSchema, reader: BinaryReader): void {
    let key = '';
    let value: unknown = zeroOf(values);
    while (reader.pos < reader.len) {
      const [number, wireType] = reader.tag();
      if (number === 1) key = reader.string();
      else if (number === 2) value = this.#value(values, reader, wireType);
      else reader.skip(wireType);
    }
    map[key] = value;
  }

  #value(schema: FieldSchema, reader: BinaryReader, wireType: WireType): unknown {
    switch (schema.format) {
      case 'quantity':
        return onlyField(reader.bytes());
      case 'int-or-string':
        return intOrString(new BinaryReader(reader.bytes()));
      case 'date-time':
        return timestamp(new BinaryReader(reader.bytes()), false);
      case 'micro-time':
        return timestamp(new BinaryReader(reader.bytes()), true);
      case 'byte':
        return Buffer.from(reader.bytes()).toString('base64');
      default:
        return this.#plainValue(schema, reader, wireType);
    }
  }

  #plainValue(schema: FieldSchema, reader: BinaryReader, wireType: WireType): unknown {
    switch (schema.type) {
      case 'string':
        return reader.string();
      case 'boolean':
        return reader.bool();
      case 'integer':
        return Number(reader.int64());
      case 'number':
        return wireType === WireType.Bit64 ? reader.double() : Number(reader.int64());
      case 'object':
        return this.#message(this.#planOf(schema.ref ?? ''), reader.bytes());
      case 'any':
        return rawJson(new BinaryReader(reader.bytes()));
      case 'array':
        return this.#listMessage(schema, new BinaryReader(reader.bytes()));
      case 'map':
        throw new TypeError('a map cannot stand for itself');
    }
  }

  /** A list that has a message of its own, as the values of `extra` in reviews. */
  #listMessage({ items = { type: 'any' } }: FieldSchema, reader: BinaryReader): readonly unknown[] {
    const list: unknown[] = [];
    while (reader.pos < reader.len) {
      const [, wireType] = reader.tag();
      list.push(this.#value(items, reader, wireType));
    }
    return list;
  }

  #planOf(schemaName: string): MessagePlan {
    let plan = this.#messages.get(schemaName);
    if (plan === undefined) {
      plan = messagePlan(this.#schema.schema(schemaName)?.properties ?? {});
      this.#messages.set(schemaName, plan);
    }
    return plan;
  }
}

interface NumberedField {
  readonly name: string;
  readonly schema: FieldSchema;
  readonly isPointer: boolean;
}

interface MessagePlan {
  readonly fields: Map<number, NumberedField>;
  /** Structs that Go embeds: messages of their own here, none in JSON. */
  readonly embedded: Map<number, MessagePlan>;
}

function messagePlan(properties: Readonly<Record<string, FieldSchema>>): MessagePlan {
  const plan: MessagePlan = { fields: new Map(), embedded: new Map() };
  for (const [name, schema] of Object.entries(properties)) {
    if (schema.protobuf === undefined) continue;
    const isPointer = schema.protobuf.endsWith('*');
    const path = schema.protobuf.replace('*', '').split('.').map(Number);
    place(plan, path, { name, schema, isPointer });
  }
  return plan;
}

function place(
  plan: MessagePlan,
  [number = 0, ...rest]: readonly number[],
  field: NumberedField,
): void {
  if (rest.length === 0) {
    plan.fields.set(number, field);
    return;
  }
  let inner = plan.embedded.get(number);
  if (inner === undefined) {
    inner = { fields: new Map(), embedded: new Map() };
    plan.embedded.set(number, inner);
  }
  place(inner, rest, field);
}

/** Options come under the group version of what they are for. */
function metaName(kind: string): string {
  return `meta.v1.${kind}`;
}

function typeMeta(reader: BinaryReader): readonly [apiVersion: string, kind: string] {
  const texts = ['', ''];
  while (reader.pos < reader.len) {
    const [number] = reader.tag();
    texts[number - 1] = reader.string();
  }
  return [texts[0] ?? '', texts[1] ?? ''];
}

function isZero(value: unknown): boolean {
  return value === undefined || value === '' || value === 0 || value === false;
}

function zeroOf({ type }: FieldSchema): unknown {
  return type === 'string' ? '' : type === 'array' ? [] : undefined;
}

/** Quantity: a message around one string. */
function onlyField(bytes: Uint8Array): string {
  const reader = new BinaryReader(bytes);
  let text = '';
  while (reader.pos < reader.len) {
    reader.tag();
    text = reader.string();
  }
  return text;
}

function intOrString(reader: BinaryReader): number | string {
  let isText = false;
  let number = 0;
  let text = '';
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === 1) isText = Number(reader.int64()) === 1;
    else if (field === 2) number = Number(reader.int64());
    else if (field === 3) text = reader.string();
    else reader.skip(wireType);
  }
  return isText ? text : number;
}

/** RFC 3339; undefined for Go's zero time. */
function timestamp(reader: BinaryReader, withMicros: boolean): string | undefined {
  let seconds: number | undefined;
  let nanos = 0;
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === 1) seconds = Number(reader.int64());
    else if (field === 2) nanos = Number(reader.int64());
    else reader.skip(wireType);
  }
  if (seconds === undefined) return undefined;
  const text = new Date(seconds * 1000).toISOString().slice(0, 19);
  if (!withMicros) return `${text}Z`;
  return `${text}.${String(Math.floor(nanos / NANOS_A_MICRO)).padStart(6, '0')}Z`;
}

/** RawExtension and its like: a message around JSON. */
function rawJson(reader: BinaryReader): unknown {
  let text = '';
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === 1) text = Buffer.from(reader.bytes()).toString('utf8');
    else reader.skip(wireType);
  }
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}
