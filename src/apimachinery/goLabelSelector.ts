// A label selector as Go prints the struct, which is how some messages of Kubernetes show one.
// Source: k8s.io/apimachinery/pkg/apis/meta/v1 (generated.pb.go, String).
import type { LabelSelectorSpec } from './labelSelector';

/** `&LabelSelector{MatchLabels:map[string]string{app: web,},MatchExpressions:[]LabelSelectorRequirement{},}` */
export function goLabelSelector({
  matchLabels = {},
  matchExpressions = [],
}: LabelSelectorSpec): string {
  const labels = Object.keys(matchLabels)
    .sort()
    .map((key) => `${key}: ${matchLabels[key] ?? ''},`);
  const expressions = matchExpressions.map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  return (
    `&LabelSelector{MatchLabels:map[string]string{${labels.join('')}},` +
    `MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`
  );
}
