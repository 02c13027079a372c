import assert from 'node:assert/strict';
import { goLabelSelector } from '../../src/apimachinery/goLabelSelector';

describe('a label selector in Go', () => {
  it('is printed with its types, labels in order', () => {
    const matchExpressions = [{ key: 'tier', operator: 'In', values: ['a', 'b'] }];
    assert.equal(
      goLabelSelector({ matchLabels: { b: '2', a: '1' }, matchExpressions }),
      '&LabelSelector{MatchLabels:map[string]string{a: 1,b: 2,},' +
        'MatchExpressions:[]LabelSelectorRequirement{LabelSelectorRequirement{Key:tier,Operator:In,Values:[a b],},},}',
    );
  });
});
