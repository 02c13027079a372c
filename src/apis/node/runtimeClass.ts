// Rules of RuntimeClasses. Source: k8s.io/kubernetes/pkg/apis/node/validation.
import { invalidValue } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Label, isDns1123Subdomain } from '../../apimachinery/names';
import { canonicalList } from '../core/containerDefaults';
import { checkContainerResourceName, checkQuantity } from '../core/resourcesValidation';
import { checkTolerations } from '../core/schedulingValidation';
import type { RuntimeClass } from '../generated/node/v1';
import type { KindRules } from '../kindRules';
import { complain } from '../meta/fieldChecks';
import { kindValidation } from '../meta/kindValidation';
import { checkLabels } from '../meta/labelValidation';
import { withField } from '../meta/sharedDefaults';
import { RUNTIME_CLASSES } from '../resources';
import { deprecatedLabel } from '../warnings/nodeLabelWarnings';

const HANDLER = FieldPath.root('handler');
const OVERHEAD = FieldPath.root('overhead').child('podFixed');
const SCHEDULING = FieldPath.root('scheduling');

export const RUNTIME_CLASS_RULES: KindRules<RuntimeClass> = {
  defaults: (runtimeClass) =>
    withField(runtimeClass, 'overhead', (overhead) =>
      withField(overhead, 'podFixed', canonicalList),
    ),
  ...kindValidation(RUNTIME_CLASSES, {
    name: isDns1123Subdomain,
    check: (errors, { handler, overhead, scheduling }) => {
      complain(errors, HANDLER, handler, isDns1123Label(handler));
      for (const [name, amount] of Object.entries(overhead?.podFixed ?? {})) {
        checkContainerResourceName(errors, OVERHEAD.key(name), name);
        checkQuantity(errors, OVERHEAD.key(name), name, amount);
      }
      if (scheduling?.nodeSelector) {
        checkLabels(errors, SCHEDULING.child('nodeSelector'), scheduling.nodeSelector);
      }
      if (scheduling?.tolerations) {
        checkTolerations(errors, SCHEDULING.child('tolerations'), scheduling.tolerations);
      }
    },
    checkUpdate: (errors, { handler }, old) => {
      if (handler === old.handler) return;
      errors.push(invalidValue(HANDLER, handler, 'field is immutable'));
    },
  }),
  warnings: runtimeClassWarnings,
};

/** Source: k8s.io/kubernetes/pkg/api/node (util.go). */
function runtimeClassWarnings({ scheduling }: RuntimeClass): readonly string[] {
  return Object.keys(scheduling?.nodeSelector ?? {})
    .map(deprecatedLabel)
    .filter((why) => why !== undefined)
    .map((why) => `scheduling.nodeSelector: ${why}`);
}
