import assert from 'node:assert/strict';
import { ApiStatusError } from '../../../../src/apimachinery/apiStatus';
import { parseAccept, representationFor } from '../../../../src/cluster/apiserver/rest/mediaType';

describe('content negotiation', () => {
  const cases: readonly (readonly [string | undefined, string])[] = [
    [undefined, 'object'],
    ['*/*', 'object'],
    ['application/json', 'object'],
    ['application/vnd.kubernetes.protobuf,application/json', 'object'],
    // As kubectl get asks.
    [
      'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json',
      'Table',
    ],
    ['application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1', 'PartialObjectMetadata'],
    ['application/json;as=Chart;g=meta.k8s.io;v=v1,application/json', 'object'],
  ];
  for (const [accept, expected] of cases) {
    it(`${accept ?? 'nothing'} is answered with ${expected}`, () => {
      assert.equal(representationFor(accept), expected);
    });
  }

  it('refuses what is not offered, with 406', () => {
    assert.throws(
      () => representationFor('text/html'),
      (error) => error instanceof ApiStatusError && error.code === 406,
    );
  });

  it('prefers what has the higher quality', () => {
    const order = parseAccept('text/plain;q=0.5, application/json').map(({ type }) => type);
    assert.deepEqual(order, ['application/json', 'text/plain']);
  });
});
