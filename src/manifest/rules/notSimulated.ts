// Kinds and fields that Kubernetes acts on and this simulation does not: said openly, never pretended.
import { unmodelledFields, unmodelledKind } from '../../apis/unmodelled';
import type { FieldPath } from '../../apis/schema/schemaBundle';
import { formatFieldPath } from '../../apis/schema/decodeProblem';
import type { Finding } from '../diagnostic';
import { keyRangeFor, rangeFor } from '../fieldLookup';
import { fieldLink, kindLink } from '../links';
import type { ObjectCheck, ObjectRule } from '../objectCheck';
import type { YamlNode } from '../yamlTree';

export const notSimulated: ObjectRule = {
  check: (check) =>
    check.resource === undefined ? [] : [...kindFindings(check), ...fieldFindings(check)],
};

function kindFindings({ object }: ObjectCheck): readonly Finding[] {
  const unmodelled = unmodelledKind(object.gvk.group, object.kind);
  if (unmodelled === undefined) return [];
  return [
    {
      code: 'not-simulated',
      severity: 'information',
      message: `${object.kind} is accepted and stored here, but not simulated. ${unmodelled.sentence}`,
      range: rangeFor(object.node, ['kind']),
      link: kindLink(object.gvk),
    },
  ];
}

function fieldFindings({ object }: ObjectCheck): readonly Finding[] {
  return unmodelledFields(object.gvk.group, object.kind).flatMap(({ path, sentence }) =>
    matches(object.node, path, []).map((found) => ({
      code: 'not-simulated' as const,
      severity: 'information' as const,
      message: `${String(found.at(-1))} is accepted here, but has no effect in the simulation. ${sentence}`,
      range: keyRangeFor(object.node, found),
      link: fieldLink(object.gvk, formatFieldPath(found)),
      data: { path: found },
    })),
  );
}

/** Where a path with `*` for any index or key leads in what was written; defaults are not told of. */
function matches(node: YamlNode, path: readonly string[], at: FieldPath): readonly FieldPath[] {
  const [step, ...rest] = path;
  if (step === undefined) return [at];
  if (node.kind === 'list') {
    return step === '*'
      ? node.items.flatMap((item, index) => matches(item, rest, [...at, index]))
      : [];
  }
  if (node.kind === 'scalar') return [];
  return node.entries
    .filter(({ key }) => step === '*' || key === step)
    .flatMap(({ key, value }) => matches(value, rest, [...at, key]));
}
