import assert from 'node:assert/strict';
import {
  DEPRECATED_KINDS,
  REMOVED_KINDS,
  deprecatedKind,
  noMatchesForKind,
  removedKind,
} from '../../src/apis/scheme';
import { parseApiVersion } from '../../src/apimachinery/resource';
import { SCHEMA } from '../kubernetesSchema';

describe('API versions of the past', () => {
  it('knows what replaced a version and since when', () => {
    assert.deepEqual(removedKind('policy/v1beta1', 'PodDisruptionBudget'), {
      apiVersion: 'policy/v1beta1',
      kind: 'PodDisruptionBudget',
      removedIn: '1.25',
      replacement: 'policy/v1',
      changes: ['an empty spec.selector ({}) selects all pods of the namespace instead of none'],
    });
    const deployment = removedKind('extensions/v1beta1', 'Deployment');
    assert.equal(deployment?.replacement, 'apps/v1');
    assert.equal(deployment.removedIn, '1.16');
    assert.equal(removedKind('networking.k8s.io/v1beta1', 'Ingress')?.removedIn, '1.22');
  });

  it('has no replacement for PodSecurityPolicy', () => {
    const policy = removedKind('policy/v1beta1', 'PodSecurityPolicy');
    assert.equal(policy?.replacement, undefined);
    assert.match(policy?.changes[0] ?? '', /Pod Security Admission/);
  });

  it('says nothing of versions that are served or never were', () => {
    assert.equal(removedKind('apps/v1', 'Deployment'), undefined);
    assert.equal(removedKind('apps/v1beta7', 'Deployment'), undefined);
  });

  it('replaces by kinds that are served today, and lists none that still is', () => {
    for (const { apiVersion, kind, replacement } of REMOVED_KINDS) {
      assert.equal(SCHEMA.resourceOfKind({ ...parseApiVersion(apiVersion), kind }), undefined);
      if (replacement === undefined) continue;
      const served = SCHEMA.resourceOfKind({ ...parseApiVersion(replacement), kind });
      assert.ok(served, `${replacement} ${kind}`);
    }
  });

  it('has one entry per version and kind', () => {
    const names = REMOVED_KINDS.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);
    assert.equal(new Set(names).size, names.length);
  });

  it('warns of kinds that are served but deprecated', () => {
    assert.equal(
      deprecatedKind('v1', 'Endpoints')?.warning,
      'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
    );
    for (const { apiVersion, kind } of DEPRECATED_KINDS) {
      assert.ok(SCHEMA.resourceOfKind({ ...parseApiVersion(apiVersion), kind }));
    }
  });

  it('words a kind that discovery does not have as kubectl does', () => {
    assert.equal(
      noMatchesForKind('policy/v1beta1', 'PodDisruptionBudget'),
      'no matches for kind "PodDisruptionBudget" in version "policy/v1beta1"',
    );
  });
});
