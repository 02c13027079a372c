// The HTTPS listener before an API server that has nothing but itself, for the tests of one suite.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ALL_RULES } from '../../src/apis/allRules';
import { WallClock } from '../../src/apimachinery/wallClock';
import { ApiServer } from '../../src/cluster/apiserver/apiServer';
import { ApiListener, type ApiListenerOptions } from '../../src/server/apiListener';
import { loadPki, type Pki } from '../../src/server/pki';
import { ProtobufDecoder } from '../../src/server/protobuf/decodeProtobuf';
import { Simulation } from '../../src/simulation/simulation';
import { SCHEMA } from '../kubernetesSchema';

export interface SuiteListener {
  readonly folder: string;
  readonly pki: Pki;
  readonly server: ApiServer;
  readonly listener: ApiListener;
  /** As the listener has them, for another one. */
  readonly options: ApiListenerOptions;
  /** Ends it; there must have been no bug. */
  close(): Promise<void>;
}

export async function startListener(
  own: Pick<ApiListenerOptions, 'onAnswer' | 'limits'> = {},
): Promise<SuiteListener> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'listener-'));
  const pki = await loadPki(path.join(folder, 'pki'));
  const simulation = new Simulation({ seed: 1 });
  const clock = new WallClock(simulation, Date.UTC(2026, 0, 1));
  const server = new ApiServer({ simulation, clock, schema: SCHEMA, rules: ALL_RULES });
  const bugs: Error[] = [];
  const options: ApiListenerOptions = {
    rest: server.rest(server, 'v1.35.2'),
    pki,
    port: 0,
    authenticateToken: () => undefined,
    protobuf: new ProtobufDecoder(SCHEMA),
    onBug: (error) => bugs.push(error),
    ...own,
  };
  const listener = new ApiListener(options);
  await listener.listen();
  return {
    folder,
    pki,
    server,
    listener,
    options,
    async close() {
      await listener.close();
      await rm(folder, { recursive: true });
      assert.deepEqual(bugs, []);
    },
  };
}
