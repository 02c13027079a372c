// What verbs on files have in common: one outcome an object, errors that do not stop the rest.
import { ApiConnectionError, ApiStatusError } from '../apimachinery/apiStatus';
import { qualifiedKind } from '../apimachinery/resource';
import type { UserInfo } from '../apimachinery/userInfo';
import type { KindLookup } from '../apis/schema/schemaBundle';
import type { ApiRequest, ApiResponse } from '../cluster/client/apiHandler';
import { KubectlError, printError, printErrors } from './kubectlErrors';
import { mapManifests, type ManifestInput, type MappedObject } from './manifestInput';
import { MissingMergeKeyError } from './mergeListDiff';

/** A way to the API server; `Client` is one, and so is anything that journals requests. */
export interface KubectlClient {
  readonly user: UserInfo;
  /** Throws ApiStatusError or ApiConnectionError. */
  request(request: ApiRequest): ApiResponse;
}

export interface FileVerbOptions {
  readonly client: KubectlClient;
  readonly schema: KindLookup;
  /** The file's name as it appears in messages: `guestbook.yaml`. */
  readonly source: string;
  /** For objects that name none; `default` unless told. */
  readonly namespace?: string;
}

export type OutcomeKind = 'created' | 'configured' | 'unchanged' | 'deleted' | 'failed';

/** What became of one object. */
export interface ManifestOutcome {
  readonly documentIndex: number;
  readonly outcome: OutcomeKind;
  /** kubectl's line about it, or its error as if it were the only one. */
  readonly message: string;
  readonly warnings: readonly string[];
}

export interface FileVerbResult {
  readonly outcomes: readonly ManifestOutcome[];
  /** Lines as on a terminal. */
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: 0 | 1;
}

/** What a verb did with one object. */
export interface Done {
  readonly outcome: Exclude<OutcomeKind, 'failed'>;
  readonly line: string;
  readonly warnings: readonly string[];
}

/** A verb at work on a file, an object a step. */
export type VerbSteps = Generator<undefined, FileVerbResult>;

/** Does all steps at once. */
export function resultOf(steps: VerbSteps): FileVerbResult {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Runs `act` on every object in the order of the file, and goes on after errors. */
export function* stepsOnManifests(
  verb: string,
  inputs: readonly ManifestInput[],
  options: FileVerbOptions,
  act: (object: MappedObject) => Done,
): VerbSteps {
  const { schema, source, namespace = 'default' } = options;
  const mapped = mapManifests(inputs, { schema, source, defaultNamespace: namespace });
  if (mapped.length === 0) {
    const stderr = `error: no objects passed to ${verb}\n`;
    return { outcomes: [], stdout: '', stderr, exitCode: 1 };
  }
  const outcomes: ManifestOutcome[] = [];
  // kubectl maps the whole file first, so that these errors come before those of the server.
  const mappingErrors: Error[] = [];
  const errors: Error[] = [];
  const stdout: string[] = [];
  const warnings: string[] = [];
  const fail = (documentIndex: number, error: Error): void => {
    outcomes.push({ documentIndex, outcome: 'failed', message: printError(error), warnings: [] });
  };
  for (const object of mapped) {
    const { documentIndex } = object;
    if ('error' in object) {
      mappingErrors.push(object.error);
      fail(documentIndex, object.error);
      continue;
    }
    try {
      const done = act(object);
      stdout.push(done.line);
      warnings.push(...done.warnings.map((text) => `Warning: ${text}`));
      outcomes.push({
        documentIndex,
        outcome: done.outcome,
        message: done.line,
        warnings: done.warnings,
      });
    } catch (error) {
      if (!isExpected(error)) throw error;
      errors.push(error);
      fail(documentIndex, error);
    }
    yield;
  }
  const all = [...mappingErrors, ...errors];
  const stderr = [...warnings, ...(all.length === 0 ? [] : [printErrors(all)])];
  return {
    outcomes,
    stdout: stdout.map((line) => `${line}\n`).join(''),
    stderr: stderr.map((line) => `${line}\n`).join(''),
    exitCode: all.length === 0 ? 0 : 1,
  };
}

/** `deployment.apps/frontend`, `pod/web`: how kubectl names an object that it has changed. */
export function printedName({ gvk }: MappedObject, name: string): string {
  return `${qualifiedKind(gvk).toLowerCase()}/${name}`;
}

/** How kubectl describes an object within errors (resource.Info). */
export function printedInfo({ resource, gvk, name, namespace }: MappedObject): string {
  const gv = `${resource.group}/${resource.version}`;
  return (
    `Resource: "${gv}, Resource=${resource.plural}", GroupVersionKind: "${gv}, Kind=${gvk.kind}"\n` +
    `Name: "${name}", Namespace: "${namespace ?? ''}"`
  );
}

function isExpected(error: unknown): error is Error {
  return (
    error instanceof ApiStatusError ||
    error instanceof ApiConnectionError ||
    error instanceof KubectlError ||
    error instanceof MissingMergeKeyError
  );
}
