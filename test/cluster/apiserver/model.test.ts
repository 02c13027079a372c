// The API server against the simplest thing that could be right. No accepted write may be lost, all
// are refused for a reason only, a dry run leaves no mark, and a watch from any moment comes to what a
// list gives.
import fc from 'fast-check';
import { ClientStory, steps } from './random/clientStory';

/** Of requests in all; CI sends 10,000 here, and as many in random/hostileClient.test.ts. */
const REQUESTS = Number(process.env['CLUSTER_LAB_REQUESTS'] ?? 20_000) / 2;
const SEED = Number(process.env['CLUSTER_LAB_SEED'] ?? 1);
const REQUESTS_PER_RUN = 200;

describe('random clients', () => {
  it('find what the model says, and are refused when the model says', function () {
    this.timeout(0);
    fc.assert(
      fc.property(steps(REQUESTS_PER_RUN), (list) => {
        const story = new ClientStory();
        for (const each of list) story.run(each);
        story.end();
      }),
      { numRuns: REQUESTS / REQUESTS_PER_RUN, seed: SEED },
    );
  });
});
