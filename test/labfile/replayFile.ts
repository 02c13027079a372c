// Another process, as on another machine: replays a lab file and prints what it comes to.
// usage: replayFile FILE
import fs from 'node:fs';
import { Cluster } from '../../src/cluster/cluster';
import { completeConfig } from '../../src/cluster/clusterConfig';
import { readLabAtOnce } from '../../src/labfile/readLab';
import { replay } from '../../src/simulation/replay';
import { SCHEMA } from '../kubernetesSchema';

const { lab } = readLabAtOnce(fs.readFileSync(process.argv[2] ?? '', 'utf8'));
if (lab?.end === undefined) throw new Error('no recorded lab');
const cluster = new Cluster(completeConfig({ seed: 0, startEpochMs: 0, ...lab.config }), SCHEMA);
const apply = cluster.replayInput.bind(cluster);
for (const part of replay(cluster.simulation, lab.journal, lab.end, apply, 1000)) void part;
process.stdout.write(cluster.simulation.trace.hash);
