import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { ImageCatalogue } from '../../../src/cluster/runtime/imageCatalogue';
import { parseImageReference } from '../../../src/cluster/runtime/imageReference';
import { KNOWN_IMAGES } from '../../../src/cluster/runtime/knownImages';

const catalogue = new ImageCatalogue();

function lookup(text: string): string {
  const parsed = parseImageReference(text);
  return parsed.ok ? catalogue.lookup(parsed.reference).kind : parsed.error;
}

describe('the image catalogue', () => {
  it('tells unknown repositories from unknown tags', () => {
    assert.equal(lookup('nginx'), 'found');
    assert.equal(lookup('nginxx'), 'unknownRepository');
    assert.equal(lookup('nginx:does-not-exist'), 'unknownTag');
    assert.equal(lookup('node:0.10.40'), 'outdatedFormat');
  });

  it('answers with one and the same image, however often it is asked', () => {
    const parsed = parseImageReference('registry.k8s.io/pause:3.10.1');
    assert.ok(parsed.ok);
    const answer = catalogue.lookup(parsed.reference);
    assert.ok(answer.kind === 'found');
    assert.equal(answer.local.name, 'registry.k8s.io/pause:3.10.1');
    assert.match(answer.local.id, /^registry\.k8s\.io\/pause@sha256:[0-9a-f]{64}$/);
    assert.equal(catalogue.lookup(parsed.reference), answer);
  });

  it('knows versions up to the newest, with the mistake of the Deployment tutorial', () => {
    for (const tag of ['1.7.9', '1.14.2', '1.16.1', '1.29', '1', '1.27-alpine'])
      assert.equal(lookup(`nginx:${tag}`), 'found', tag);
    for (const tag of ['1.161', '1.91', '2', '99'])
      assert.equal(lookup(`nginx:${tag}`), 'unknownTag', tag);
    assert.equal(lookup('registry.k8s.io/kube-apiserver:v1.35.2'), 'found');
    assert.equal(lookup('registry.k8s.io/etcd:3.6.6-0'), 'found');
  });

  it('has each image once, with a size', () => {
    const repositories = KNOWN_IMAGES.map(({ repository }) => repository);
    assert.deepEqual(
      repositories.filter((name, i) => repositories.indexOf(name) !== i),
      [],
    );
    for (const { repository, sizeBytes } of KNOWN_IMAGES) assert.ok(sizeBytes > 0, repository);
  });

  it('has the images of the samples, but for the one that is meant to be missing', () => {
    const folder = 'media/samples';
    const unknown = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.ya?ml$/.test(file) && !file.includes('bad-image'))
      .flatMap((file) => [
        ...readFileSync(`${folder}/${file}`, 'utf8').matchAll(
          /^\s*(?:- )?image:\s*["']?([^\s"'#]+)/gm,
        ),
      ])
      .map(([, image = '']) => image)
      .filter((image) => lookup(image) !== 'found');
    assert.deepEqual(unknown, []);
  });
});
