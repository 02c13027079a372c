// What a value of a lab file may be, as data: from one description come the checks, the help in the
// editor and the JSON schema for other editors.

export type Shape =
  | ObjectShape
  | { readonly kind: 'map'; readonly values: Shape }
  | { readonly kind: 'list'; readonly items: Shape }
  | {
      readonly kind: 'string';
      readonly values?: readonly string[];
      /** A regular expression, and what it stands for in words. */
      readonly pattern?: string;
      readonly what?: string;
    }
  | {
      readonly kind: 'number';
      readonly integer?: boolean;
      readonly min?: number;
      readonly max?: number;
      readonly values?: readonly number[];
    }
  | { readonly kind: 'boolean' }
  /** `4`, `500m`, `8Gi`. */
  | { readonly kind: 'quantity' }
  /** `50s`, `1m30s`, `2ms`. */
  | { readonly kind: 'duration'; readonly maxMs?: number }
  /** JSON of any form: bodies of requests. */
  | { readonly kind: 'any' };

export interface ObjectShape {
  readonly kind: 'object';
  readonly fields: Readonly<Record<string, Field>>;
  /** Exactly one of these has to be there. */
  readonly oneOf?: readonly string[];
}

export interface Field {
  readonly shape: Shape;
  readonly description: string;
  readonly required?: boolean;
}

export const DURATION_PATTERN = '^(?:\\d+(?:\\.\\d+)?(?:ms|s|m|h))+$';
export const QUANTITY_PATTERN = '^[0-9]+(?:\\.[0-9]+)?(?:m|k|M|G|T|Ki|Mi|Gi|Ti)?$';

export function field(shape: Shape, description: string): Field {
  return { shape, description };
}

export function required(shape: Shape, description: string): Field {
  return { shape, description, required: true };
}

export function object(
  fields: Readonly<Record<string, Field>>,
  oneOf?: readonly string[],
): ObjectShape {
  return { kind: 'object', fields, ...(oneOf === undefined ? {} : { oneOf }) };
}

export function list(items: Shape): Shape {
  return { kind: 'list', items };
}

export const TEXT: Shape = { kind: 'string' };
export const DURATION: Shape = { kind: 'duration' };
export const QUANTITY: Shape = { kind: 'quantity' };
export const ANY: Shape = { kind: 'any' };
export const STRING_MAP: Shape = { kind: 'map', values: TEXT };

export function whole(min: number, max: number): Shape {
  return { kind: 'number', integer: true, min, max };
}

export function oneOfWords(...values: readonly string[]): Shape {
  return { kind: 'string', values };
}
