// All rules about one object, in the order in which their findings are listed.
import type { ObjectRule } from '../objectCheck';
import { badFormat } from './badFormat';
import { deprecatedKind } from './deprecatedKind';
import { duplicateKey } from './duplicateKey';
import { invalid } from './invalid';
import { missingField } from './missingField';
import { notSimulated } from './notSimulated';
import { removedApiVersion } from './removedApiVersion';
import { unknownField } from './unknownField';
import { unknownKind } from './unknownKind';
import { unsupportedValue } from './unsupportedValue';
import { warned } from './warned';
import { wrongType } from './wrongType';

export const OBJECT_RULES: readonly ObjectRule[] = [
  duplicateKey,
  unknownKind,
  removedApiVersion,
  deprecatedKind,
  unknownField,
  wrongType,
  badFormat,
  unsupportedValue,
  missingField,
  invalid,
  warned,
  notSimulated,
];
