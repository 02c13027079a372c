// Kinds that are still served, with the warning that the API server itself sends.
import { deprecatedKind as deprecationOf } from '../../apis/scheme';
import { rangeFor } from '../fieldLookup';
import { kindLink } from '../links';
import type { ObjectRule } from '../objectCheck';

export const deprecatedKind: ObjectRule = {
  check: ({ object }) => {
    const deprecated = deprecationOf(object.apiVersion, object.kind);
    if (deprecated === undefined) return [];
    return [
      {
        code: 'deprecated-kind',
        severity: 'warning',
        message: deprecated.warning,
        range: rangeFor(object.node, ['kind']),
        link: kindLink(object.gvk),
      },
    ];
  },
};
