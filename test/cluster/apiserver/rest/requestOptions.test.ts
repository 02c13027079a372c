// Options as clients send them, and what is said of those that make no sense.
import assert from 'node:assert/strict';
import { CONFIG_MAPS } from '../../../../src/apis/resources';
import { ServerLab } from '../serverLab';

const BODY = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } } as const;

function ask(lab: ServerLab, method: string, target: string, body: unknown): string {
  const result = lab.api.rest(lab.api, 'v1.35.2').handle({
    method,
    target: `/api/v1/namespaces/default/configmaps${target}`,
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? '' : JSON.stringify(body),
    user: lab.client.user,
  });
  if (result.type !== 'response') return assert.fail(result.type);
  const text = typeof result.body === 'string' ? result.body : [...result.body].join('');
  const { message } = JSON.parse(text) as { readonly message?: string };
  return message ?? String(result.code);
}

describe('the options of a request over HTTP', () => {
  it('are judged under the name of the verb, all at once', () => {
    const lab = new ServerLab();
    const bad = '?dryRun=Some&fieldValidation=Maybe';
    const why =
      'meta.k8s.io "" is invalid: [dryRun: Unsupported value: ["Some"]: supported values: "All", ' +
      'fieldValidation: Unsupported value: "Maybe": supported values: "", "Ignore", "Strict", "Warn"]';
    assert.equal(ask(lab, 'POST', bad, BODY), `CreateOptions.${why}`);
    assert.equal(ask(lab, 'POST', '', BODY), '201');
    assert.equal(ask(lab, 'PUT', `/a${bad}`, BODY), `UpdateOptions.${why}`);
  });

  it('of a deletion stand in the query or in the body', () => {
    const lab = new ServerLab();
    lab.client.create(CONFIG_MAPS, 'default', BODY);
    const invalid = 'DeleteOptions.meta.k8s.io "" is invalid: ';
    assert.equal(
      ask(lab, 'DELETE', '/a?propagationPolicy=Never', undefined),
      `${invalid}propagationPolicy: Unsupported value: "Never": supported values: "Foreground", "Background", "Orphan", "nil"`,
    );
    assert.equal(
      ask(lab, 'DELETE', '/a', { propagationPolicy: 'Orphan', orphanDependents: true }),
      `${invalid}propagationPolicy: Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be both set`,
    );
    assert.equal(ask(lab, 'DELETE', '/a', { dryRun: ['All'] }), '200');
    assert.equal(lab.client.list(CONFIG_MAPS, 'default').items.length, 1);
    assert.equal(ask(lab, 'DELETE', '/a?orphanDependents=true', undefined), '200');
    assert.equal(lab.client.get(CONFIG_MAPS, 'default', 'a').metadata.finalizers?.[0], 'orphan');
  });
});
