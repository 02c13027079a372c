import assert from 'node:assert/strict';
import { ImageLocality } from '../../../../src/cluster/scheduler/plugins/imageLocality';
import { cacheOf, nodeOf, podOf, scoresOf } from '../objects';

const MEGABYTE = 1024 * 1024;

describe('ImageLocality', () => {
  it('prefers nodes with the image, less so the fewer nodes have it', () => {
    const images = [{ names: ['big:latest'], sizeBytes: 1023 * MEGABYTE }];
    const cache = cacheOf([nodeOf('a', { status: { images } }), nodeOf('b')]);
    const pod = podOf('p', { containers: [{ name: 'main', image: 'big' }] });
    // Half of the nodes have it: 511.5 MB of 23 to 1000.
    assert.deepEqual(scoresOf(new ImageLocality(), pod, cache), { a: 50, b: 0 });
  });

  it('forgets the images of removed nodes, and skips where no node has any', () => {
    const images = [{ names: ['big:latest'], sizeBytes: 1023 * MEGABYTE }];
    const cache = cacheOf([nodeOf('a', { status: { images } }), nodeOf('b')]);
    cache.removeNode('a');
    const pod = podOf('p', { containers: [{ name: 'main', image: 'big' }] });
    assert.equal(scoresOf(new ImageLocality(), pod, cache), undefined);
  });
});
