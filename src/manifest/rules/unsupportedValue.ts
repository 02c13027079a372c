// Strings that must be one of a few words.
import { formatFieldPath } from '../../apis/schema/decodeProblem';
import { didYouMean, didYouMeanText } from '../didYouMean';
import { locate, rangeFor } from '../fieldLookup';
import { fieldLink } from '../links';
import type { ObjectRule } from '../objectCheck';

export const unsupportedValue: ObjectRule = {
  check: ({ object, problems, knowledge, schemaName, validation }) =>
    problems
      .filter(({ kind }) => kind === 'enum')
      .map(({ path, message }) => {
        const { node } = locate(object.node, path);
        const word = node.kind === 'scalar' ? String(node.value) : '';
        const supported =
          schemaName === undefined ? [] : (knowledge.schema.fieldAt(schemaName, path)?.enum ?? []);
        const near = didYouMean(word, supported);
        const field = formatFieldPath(path);
        // Validation lists the words in an order of its own.
        const words = validation.errors.find(
          (error) => error.type === 'FieldValueNotSupported' && error.path === field,
        );
        return {
          code: 'unsupported-value',
          severity: 'error',
          message: `${field}: ${words?.detail ?? message}.${didYouMeanText(near)}`,
          range: rangeFor(object.node, path),
          link: fieldLink(object.gvk, field),
          data: { path, replaces: 'value', suggestions: [...new Set([...near, ...supported])] },
        };
      }),
};
