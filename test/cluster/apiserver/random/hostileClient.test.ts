import fc from 'fast-check';
import { ServerLab } from '../serverLab';
import { HostileClient } from './hostileClient';

/** Of requests in all; CI sends 10,000 here, and as many in model.test.ts. */
const REQUESTS = Number(process.env['CLUSTER_LAB_REQUESTS'] ?? 20_000) / 2;
const SEED = Number(process.env['CLUSTER_LAB_SEED'] ?? 1);
const REQUESTS_PER_RUN = 100;

describe('a client that sends anything', () => {
  it('is answered or refused, and breaks nothing', function () {
    this.timeout(0);
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const cluster = new ServerLab();
        const client = new HostileClient(cluster, seed);
        for (let i = 0; i < REQUESTS_PER_RUN; i++) client.act();
      }),
      { numRuns: REQUESTS / REQUESTS_PER_RUN, seed: SEED, endOnFailure: true },
    );
  });
});
