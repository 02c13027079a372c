// Rules of ResourceSlices. Source: k8s.io/kubernetes/pkg/apis/resource/v1 (conversion.go).
//
// Differs from Kubernetes: beside the schema nothing of them is validated.
import { isDns1123Subdomain } from '../../apimachinery/names';
import type { ResourceSlice } from '../generated/resource/v1';
import type { KindRules } from '../kindRules';
import { metadataRules } from '../meta/metadataRules';
import { RESOURCE_SLICES } from '../resources';

export const RESOURCE_SLICE_RULES: KindRules<ResourceSlice> = {
  ...metadataRules(RESOURCE_SLICES, isDns1123Subdomain),
  needsSchema: true,
  selectableFields: (slice) => {
    // Field selectors ask of any object what fields the kind has.
    const spec: Partial<ResourceSlice['spec']> | undefined = slice.spec;
    return { 'spec.nodeName': spec?.nodeName ?? '', 'spec.driver': spec?.driver ?? '' };
  },
};
