// The first diagnostics of a manifest in a cold process: reads the schema, then analyses one file.
import fs from 'node:fs';
import { createManifestKnowledge } from '../../../src/manifest/manifestKnowledge';
import { ManifestAnalyzer } from '../../../src/manifest/manifestAnalyzer';
import { printFigures } from '../figures';
import { readSchema } from '../measuredCluster';

const text = fs
  .readFileSync('media/samples/guestbook.yaml', 'utf8')
  .replace('replicas:', 'replica:');
const start = performance.now();
const analyzer = new ManifestAnalyzer(createManifestKnowledge(readSchema()));
analyzer.update(text);
analyzer.finish();
const found = analyzer.diagnostics();
const firstMs = performance.now() - start;
if (!found.some(({ code }) => code === 'unknown-field'))
  throw new Error('the mistake was not found');
printFigures({ firstMs });
