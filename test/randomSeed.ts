// Read by mocha before the tests: properties are tried with the same values in every run, so that a change is judged by
// what it changes. `CLUSTER_LAB_SEED` has others tried.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['CLUSTER_LAB_SEED'] ?? 1) });
