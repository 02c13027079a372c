// Strings of the right type whose text is malformed: quantities, times, base64.
import { formatFieldPath, type DecodeProblem } from '../../apis/schema/decodeProblem';
import { rangeFor } from '../fieldLookup';
import { fieldLink, TOPIC_LINKS } from '../links';
import type { ObjectCheck, ObjectRule } from '../objectCheck';

export const badFormat: ObjectRule = {
  check: (check) =>
    check.problems
      .filter(({ kind }) => kind === 'format')
      .map((problem) => {
        const format = formatAt(check, problem);
        return {
          code: 'bad-format',
          severity: 'error',
          message: `${formatFieldPath(problem.path)}: ${problem.message}.${HINTS[format] ?? ''}`,
          range: rangeFor(check.object.node, problem.path),
          link:
            format === 'quantity'
              ? TOPIC_LINKS.quantity
              : fieldLink(check.object.gvk, formatFieldPath(problem.path)),
          data: { path: problem.path },
        };
      }),
};

const HINTS: Readonly<Record<string, string>> = {
  quantity: ' Write a number with an optional unit, such as 2, 500m (half of one) or 128Mi.',
  'date-time': ' Write a time such as 2026-01-31T08:30:00Z.',
  'micro-time': ' Write a time such as 2026-01-31T08:30:00.000000Z.',
  byte: ' Values here are base64; plain text of a Secret goes under stringData.',
};

function formatAt({ knowledge, schemaName }: ObjectCheck, { path }: DecodeProblem): string {
  if (schemaName === undefined) return '';
  return knowledge.schema.fieldAt(schemaName, path)?.format ?? '';
}
