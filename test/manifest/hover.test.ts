import assert from 'node:assert/strict';
import { hoverAt } from '../../src/manifest/hover';
import { ManifestAnalyzer } from '../../src/manifest/manifestAnalyzer';
import { KNOWLEDGE } from './checkManifest';
import { SCHEMA } from '../kubernetesSchema';

/** `│` marks the mouse. */
function hover(marked: string): { readonly text: string; readonly markdown: string } | undefined {
  const text = marked.replace('│', '');
  const analyzer = new ManifestAnalyzer(KNOWLEDGE);
  analyzer.update(text);
  analyzer.finish();
  const found = hoverAt(analyzer, SCHEMA, marked.indexOf('│'));
  return (
    found && { text: text.slice(found.range.start, found.range.end), markdown: found.markdown }
  );
}

describe('hover', () => {
  it('explains a field: type, need, text, default and where to read on', () => {
    const found = hover(
      '# pods\n---\napiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - ports:\n    - proto│col: TCP\n',
    );
    assert.equal(found?.text, 'protocol');
    assert.match(found.markdown, /^\*\*protocol\*\* `string`\n\nProtocol for port\./);
    assert.match(found.markdown, /Default: `TCP`/);
    assert.match(
      found.markdown,
      /\]\(https:\/\/kubernetes\.io\/docs\/reference\/kubernetes-api\/workload-resources\/pod-v1\/\)$/,
    );
  });

  it('says what is required', () => {
    assert.match(
      hover('apiVersion: v1\nkind: Pod\nspec:\n  conta│iners: []\n')?.markdown ?? '',
      /^\*\*containers\*\* `list of Container` \(required\)/,
    );
  });

  it('explains a kind', () => {
    assert.match(
      hover('apiVersion: v1\nkind: P│od\n')?.markdown ?? '',
      /^\*\*Pod\*\* \(v1\)\n\nPod is a collection of containers/,
    );
  });

  it('knows the items of a List', () => {
    const list =
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  spec:\n    cluster│IP: None\n';
    assert.match(hover(list)?.markdown ?? '', /^\*\*clusterIP\*\*/);
  });

  it('has nothing to say elsewhere', () => {
    assert.equal(hover('a: │b\n'), undefined);
    assert.equal(hover('apiVersion: v1\nkind: Pod\nbo│gus: 1\n'), undefined);
    assert.equal(hover('│'), undefined);
  });
});
