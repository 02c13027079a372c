// Who may import whom. The folder tree is the cluster's diagram, so an import that is not allowed here is a line that the real
// cluster does not have. Checked by test/architecture/imports.test.ts; by hand: npx depcruise src webview
'use strict';

/** A rule that lets files matching `from` import, of src, only what matches one of `may`. */
function only(name, comment, from, may) {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: from },
    to: { path: '^(src|webview|test|scripts)/', pathNot: may },
  };
}

const CORE = '^src/(simulation|apimachinery|apis|cluster|kubectl|labfile|manifest|lessons|views)/';
/** The words of the cluster and its door: what those who use a cluster see of it. */
const DOOR = [
  '^src/(apimachinery|apis)/',
  '^src/cluster/(cluster|clusterConfig|clusterInput|clusterTimings)\\.ts$',
  '^src/cluster/(client|faults|history)/',
  '^src/cluster/scheduler/(verdicts|schedulerTrial)\\.ts$',
  // The meters of simulated users.
  '^src/cluster/network/traffic/',
  // A place in a run: what looks back names it.
  '^src/simulation/moment\\.ts$',
];
/** What every component of the cluster may import, whatever it is. */
const COMPONENT = ['^src/(simulation|apimachinery|apis)/', '^src/cluster/client/'];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    only('simulation-knows-no-kubernetes', '', '^src/simulation/', ['^src/simulation/']),
    only('apimachinery-imports-nothing', '', '^src/apimachinery/', ['^src/apimachinery/']),
    only('apis-are-pure', 'types and rules, no state', '^src/apis/', ['^src/(apis|apimachinery)/']),
    only('cluster-knows-no-user', '', '^src/cluster/', [
      '^src/(cluster|apis|apimachinery|simulation)/',
    ]),
    only('etcd-stands-alone', 'only the API server reads and writes it', '^src/cluster/etcd/', [
      '^src/(simulation|apimachinery)/',
      '^src/cluster/etcd/',
    ]),
    only('apiserver', '', '^src/cluster/apiserver/', [
      ...COMPONENT,
      '^src/cluster/(apiserver|etcd)/',
    ]),
    only('client', 'it speaks to a door, not to a server', '^src/cluster/client/', COMPONENT),
    only('controllers', 'components meet only at the API server', '^src/cluster/controllers/', [
      ...COMPONENT,
      '^src/cluster/controllers/',
    ]),
    only('history', 'it is told, and asks nobody', '^src/cluster/history/', [
      ...COMPONENT,
      '^src/cluster/history/',
    ]),
    only('scheduler', 'components meet only at the API server', '^src/cluster/scheduler/', [
      ...COMPONENT,
      '^src/cluster/scheduler/',
    ]),
    only('network', 'components meet only at the API server', '^src/cluster/network/', [
      ...COMPONENT,
      '^src/cluster/network/',
      // The interface of the network as programs in containers see it, which this folder implements.
      '^src/cluster/runtime/(networkView|servers/httpMessage)\\.ts$',
    ]),
    only('kubelet', 'it drives its own runtime and network', '^src/cluster/kubelet/', [
      ...COMPONENT,
      '^src/cluster/(kubelet|runtime|network)/',
    ]),
    only('runtime', 'it knows no Kubernetes component at all', '^src/cluster/runtime/', [
      '^src/(simulation|apimachinery|apis)/',
      '^src/cluster/runtime/',
    ]),
    ...['kubectl', 'views', 'lessons', 'manifest'].map((folder) =>
      only(folder, 'users of a cluster see its door', `^src/${folder}/`, [
        ...DOOR,
        `^src/${folder}/`,
      ]),
    ),
    only('labfile', 'a format: what a lab is, and how YAML is read', '^src/labfile/', [
      ...DOOR,
      '^src/simulation/journal\\.ts$',
      '^src/manifest/(parseYaml|yamlTree|didYouMean|lineIndex)\\.ts$',
      '^src/views/elapsed\\.ts$',
      '^src/labfile/',
    ]),
    only('server', 'it stands before the door', '^src/server/', [...DOOR, '^src/server/']),
    only('host', 'VS Code uses the cluster through its door', '^src/(vscode/|extension\\.ts)', [
      ...DOOR,
      '^src/(simulation|kubectl|labfile|views|lessons|manifest|server|vscode)/',
      '^webview/protocol\\.ts$',
    ]),
    only('webview-sees-its-protocol', '', '^webview/(?!protocol\\.ts$)', ['^webview/']),
    only('protocol-names-the-views-models', '', '^webview/protocol\\.ts$', ['^src/views/']),
    {
      name: 'vscode-only-in-its-layer',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: '^src/(vscode/|extension\\.ts$)' },
      to: { path: '^vscode$' },
    },
    {
      name: 'core-is-portable',
      comment: 'no Node in the core: it runs unchanged in a browser',
      severity: 'error',
      from: { path: `${CORE}|^webview/` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'core-has-three-dependencies',
      comment: 'the YAML parser, CEL and RE2; everything else of the core is ours',
      severity: 'error',
      from: { path: CORE },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-no-pkg', 'npm-unknown'],
        pathNot: '/(yaml|@marcbachmann/cel-js|re2js)/',
      },
    },
    {
      name: 'cel-in-one-folder',
      comment: 'what evaluates CEL can be swapped',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: '^src/apis/cel/' },
      to: { path: '@marcbachmann/cel-js' },
    },
    {
      name: 'toolkit-in-one-file',
      comment: 'the toolkit is archived: it must be quick to swap',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: '^webview/toolkit\\.ts$' },
      to: { path: '@vscode/webview-ui-toolkit' },
    },
    {
      name: 'no-circle',
      severity: 'error',
      from: {},
      to: {
        circular: true,
        viaOnly: {
          dependencyTypesNot: ['type-only'],
        },
      },
    },
    {
      name: 'import-exists',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
