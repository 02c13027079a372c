// Fields that Kubernetes acts on and this simulation does not: said openly, never pretended.
import { parseFieldPath, keyRangeFor } from '../fieldLookup';
import { fieldLink } from '../links';
import type { ObjectRule } from '../objectCheck';

export const notSimulated: ObjectRule = {
  check: ({ object, knowledge, validation, resource }) =>
    resource === undefined
      ? []
      : knowledge.unmodelled(object.gvk, validation.completed).flatMap(({ path, message }) => {
          const steps = parseFieldPath(object.node, path);
          return [
            {
              code: 'not-simulated' as const,
              severity: 'information' as const,
              message,
              range: keyRangeFor(object.node, steps),
              link: fieldLink(object.gvk, path),
              data: { path: steps },
            },
          ];
        }),
};
