import assert from 'node:assert/strict';
import { canonicalName, parseImageReference } from '../../../src/cluster/runtime/imageReference';

function nameOf(text: string): string {
  const parsed = parseImageReference(text);
  return parsed.ok ? canonicalName(parsed.reference) : parsed.error;
}

describe('image references', () => {
  it('are completed with registry, library and tag', () => {
    assert.equal(nameOf('nginx'), 'docker.io/library/nginx:latest');
    assert.equal(nameOf('minio/minio:RELEASE.2024'), 'docker.io/minio/minio:RELEASE.2024');
    assert.equal(nameOf('index.docker.io/nginx'), 'docker.io/library/nginx:latest');
    assert.equal(nameOf('localhost/web'), 'localhost/web:latest');
    assert.equal(nameOf('registry:5000/team/web:1'), 'registry:5000/team/web:1');
    const digest = `sha256:${'a'.repeat(64)}`;
    assert.equal(
      nameOf(`gcr.io/google_samples/gb-frontend@${digest}`),
      `gcr.io/google_samples/gb-frontend@${digest}`,
    );
  });

  it('are refused in the words of the reference parser', () => {
    assert.equal(nameOf('<your-container>'), 'invalid reference format');
    assert.equal(
      nameOf('busyBOX'),
      'invalid reference format: repository name (library/busyBOX) must be lowercase',
    );
    assert.equal(nameOf('nginx:'), 'invalid reference format');
    assert.equal(nameOf('registry.hub.docker.com/library//nginx'), 'invalid reference format');
    assert.equal(nameOf(':latest'), 'invalid reference format');
  });
});
