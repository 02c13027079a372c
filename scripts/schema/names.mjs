// Names of schemas: the npm packages spell them in three ways, the bundle in one (`core.v1.Pod`).

const GA_VERSION = /^V\d+$/;

/**
 * `IIoK8sApiAppsV1Deployment` (an import alias of kubernetes-models) -> `apps.v1.Deployment`.
 * Types that exist once, outside of API groups, keep one word: `Quantity`, `IntOrString`, `RawExtension`, `Info`.
 */
export function schemaNameOfAlias(alias) {
  const path = alias.replace(/^I{1,2}oK8s/, '');
  const special = /^ApimachineryPkg(?:ApiResource|UtilIntstr|Runtime|Version)(\w+)$/.exec(path);
  if (special) return special[1];
  const grouped =
    /^ApimachineryPkgApis(Meta)(V\d+)([A-Z]\w*)$/.exec(path) ??
    /^ApiextensionsApiserverPkgApis(Apiextensions)(V\d+)([A-Z]\w*)$/.exec(path) ??
    /^KubeAggregatorPkgApis(Apiregistration)(V\d+)([A-Z]\w*)$/.exec(path) ??
    /^Api([A-Z][a-z]+)(V\d+)([A-Z]\w*)$/.exec(path);
  if (!grouped || !GA_VERSION.test(grouped[2])) throw new Error(`no schema name for ${alias}`);
  return `${grouped[1].toLowerCase()}.${grouped[2].toLowerCase()}.${grouped[3]}`;
}

/** `apps.v1.Deployment` -> `{ group: 'apps', version: 'v1', name: 'Deployment' }`, with the short group name. */
export function splitSchemaName(schemaName) {
  const [group, version, name] = schemaName.split('.');
  if (name === undefined) throw new Error(`${schemaName} is not of the form group.version.Name`);
  return { group, version, name };
}

/** Class names that @kubernetes/client-node may use for a schema: `V1Pod`, or `CoreV1Event` where two groups collide. */
export function clientClassNames(schemaName) {
  const { group, version, name } = splitSchemaName(schemaName);
  const upper = (word) => word.charAt(0).toUpperCase() + word.slice(1);
  return [`${upper(group)}${upper(version)}${name}`, `${upper(version)}${name}`];
}
