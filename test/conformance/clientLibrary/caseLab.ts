// What the cases stand on: the client library, configured by the kubeconfig of a served cluster.
import assert from 'node:assert/strict';
import * as k8s from '@kubernetes/client-node';
import type { ClusterAction } from './protocol';

export const NAMESPACE = 'default';
const LIMIT_MS = 60_000;
const PAUSE_MS = 20;

export interface CaseLab {
  readonly config: k8s.KubeConfig;
  readonly core: k8s.CoreV1Api;
  /** Has something done with the cluster; resolves when it is done. */
  readonly act: (action: ClusterAction) => Promise<void>;
}

export function caseLab(kubeconfigFile: string, act: CaseLab['act']): CaseLab {
  const config = new k8s.KubeConfig();
  config.loadFromFile(kubeconfigFile);
  return { config, core: config.makeApiClient(k8s.CoreV1Api), act };
}

export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = performance.now() + LIMIT_MS;
  while (!(await isSo())) {
    assert.ok(performance.now() < endMs, `never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

export function configMap(name: string, data: Record<string, string>, set = name): k8s.V1ConfigMap {
  return { metadata: { name, labels: { set } }, data };
}

/** False where no answer came, because of the connection. Throws what the server answered instead of a success. */
export async function isAnswered(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    if (error instanceof k8s.ApiException) throw error;
    return false;
  }
}

/** For assert.rejects: the server's answer, with this code. */
export function answered(code: number): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof k8s.ApiException, String(error));
    assert.equal(error.code, code);
    return true;
  };
}

export function patchConfigMap(
  { core }: CaseLab,
  name: string,
  body: unknown,
  strategy: k8s.PatchStrategy,
  fieldManager?: string,
): Promise<k8s.V1ConfigMap> {
  const manager = fieldManager === undefined ? {} : { fieldManager };
  return core.patchNamespacedConfigMap(
    { name, namespace: NAMESPACE, body, ...manager },
    k8s.setHeaderOptions('Content-Type', strategy),
  );
}
