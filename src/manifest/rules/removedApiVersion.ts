// API versions that Kubernetes has stopped serving, with what took their place.
// Source: https://kubernetes.io/docs/reference/using-api/deprecation-guide/
import { noMatchesForKind, removedKind } from '../../apis/scheme';
import { TOPIC_LINKS } from '../links';
import type { ObjectRule } from '../objectCheck';
import { rangeFor } from '../fieldLookup';

export const removedApiVersion: ObjectRule = {
  check: ({ object, resource }) => {
    const { apiVersion, kind, node } = object;
    const removed = resource === undefined ? removedKind(apiVersion, kind) : undefined;
    if (removed === undefined) return [];
    const { removedIn, replacement, changes } = removed;
    const instead =
      replacement === undefined ? 'There is no replacement' : `Use ${replacement} instead`;
    const also = changes.length === 0 ? '' : ` Also mind: ${changes.join('; ')}.`;
    return [
      {
        code: 'removed-api-version',
        severity: 'error',
        message: `${noMatchesForKind(apiVersion, kind)}: it was removed in Kubernetes ${removedIn}. ${instead}.${also}`,
        range: rangeFor(node, ['apiVersion']),
        link: TOPIC_LINKS.deprecations,
        data: {
          replaces: 'apiVersion',
          suggestions: replacement === undefined ? [] : [replacement],
          manualChanges: changes,
        },
      },
    ];
  },
};
