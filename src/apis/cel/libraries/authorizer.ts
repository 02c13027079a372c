// `authorizer.group('').resource('pods').namespace('default').check('delete').allowed()`: what users may do, asked
// in expressions. Source: k8s.io/apiserver/pkg/cel/library (authz.go);
// https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-authorizer-library
//
// Differs from Kubernetes: `authorizer.requestResource` is there for service accounts, too.
import type { Environment } from '@marcbachmann/cel-js';
import { serviceAccountUser, type UserInfo } from '../../../apimachinery/userInfo';
import { isDns1123Subdomain } from '../../../apimachinery/names';
import { CelEvaluationError } from '../celErrors';

export const AUTHORIZER_TYPE = 'kubernetes.authorization.Authorizer';
const PATH_CHECK = 'kubernetes.authorization.PathCheck';
const GROUP_CHECK = 'kubernetes.authorization.GroupCheck';
const RESOURCE_CHECK = 'kubernetes.authorization.ResourceCheck';
const DECISION = 'kubernetes.authorization.Decision';

/** What may be asked about; empty text for what is not said. */
export interface ResourceQuestion {
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly fieldSelector?: string;
}

/** Whoever decides. */
export type Decide = (
  user: UserInfo,
  verb: string,
  about: ResourceQuestion | { readonly path: string },
) => { readonly allowed: boolean; readonly reason: string };

class PathCheck {
  readonly decide: (verb: string) => Decision;

  constructor(decide: (verb: string) => Decision) {
    this.decide = decide;
  }
}

class GroupCheck {
  readonly authorizer: CelAuthorizer;
  readonly group: string;

  constructor(authorizer: CelAuthorizer, group: string) {
    this.authorizer = authorizer;
    this.group = group;
  }
}

class ResourceCheck {
  readonly authorizer: CelAuthorizer;
  readonly question: ResourceQuestion;

  constructor(authorizer: CelAuthorizer, question: ResourceQuestion) {
    this.authorizer = authorizer;
    this.question = question;
  }

  with(part: Partial<ResourceQuestion>): ResourceCheck {
    return new ResourceCheck(this.authorizer, { ...this.question, ...part });
  }
}

class Decision {
  readonly allowed: boolean;
  readonly reason: string;

  constructor({ allowed, reason }: ReturnType<Decide>) {
    this.allowed = allowed;
    this.reason = reason;
  }
}

/** The value of the variable `authorizer`. */
export class CelAuthorizer {
  /** Asks about what the request is for. */
  readonly requestResource: ResourceCheck;
  readonly #decide: Decide;
  readonly #user: UserInfo;

  constructor(decide: Decide, user: UserInfo, request: ResourceQuestion) {
    this.#decide = decide;
    this.#user = user;
    this.requestResource = new ResourceCheck(this, request);
  }

  ask(verb: string, about: Parameters<Decide>[2]): Decision {
    return new Decision(this.#decide(this.#user, verb, about));
  }

  forAccount(namespace: string, name: string): CelAuthorizer {
    const user = serviceAccountUser(namespace, name);
    return new CelAuthorizer(this.#decide, user, this.requestResource.question);
  }
}

export function registerAuthorizer(library: Environment): void {
  library
    .registerType(DECISION, Decision)
    .registerType(PATH_CHECK, PathCheck)
    .registerType(GROUP_CHECK, GroupCheck)
    .registerType(RESOURCE_CHECK, ResourceCheck)
    .registerType(AUTHORIZER_TYPE, {
      ctor: CelAuthorizer,
      fields: { requestResource: RESOURCE_CHECK },
    })
    .registerFunction(
      `${AUTHORIZER_TYPE}.path(string): ${PATH_CHECK}`,
      (authorizer: CelAuthorizer, path: string) => {
        if (path === '') throw new CelEvaluationError('path must not be empty');
        return new PathCheck((verb) => authorizer.ask(verb, { path }));
      },
    )
    .registerFunction(
      `${AUTHORIZER_TYPE}.group(string): ${GROUP_CHECK}`,
      (authorizer: CelAuthorizer, group: string) => new GroupCheck(authorizer, group),
    )
    .registerFunction(
      `${AUTHORIZER_TYPE}.serviceAccount(string, string): ${AUTHORIZER_TYPE}`,
      ofServiceAccount,
    )
    .registerFunction(
      `${GROUP_CHECK}.resource(string): ${RESOURCE_CHECK}`,
      ({ authorizer, group }: GroupCheck, resource: string) => {
        if (resource === '') throw new CelEvaluationError('resource must not be empty');
        const empty = { subresource: '', namespace: '', name: '' };
        return new ResourceCheck(authorizer, { group, resource, ...empty });
      },
    )
    .registerFunction(
      `${PATH_CHECK}.check(string): ${DECISION}`,
      ({ decide }: PathCheck, verb: string) => decide(verb),
    )
    .registerFunction(
      `${RESOURCE_CHECK}.check(string): ${DECISION}`,
      ({ authorizer, question }: ResourceCheck, verb: string) => authorizer.ask(verb, question),
    )
    .registerFunction(`${DECISION}.allowed(): bool`, ({ allowed }: Decision) => allowed)
    .registerFunction(`${DECISION}.reason(): string`, ({ reason }: Decision) => reason)
    // Roles are always there to be asked: no decision fails.
    .registerFunction(`${DECISION}.errored(): bool`, () => false)
    .registerFunction(`${DECISION}.error(): string`, () => '');
  registerParts(library);
}

/** What a check of a resource may be narrowed to. */
function registerParts(library: Environment): void {
  for (const part of ['subresource', 'namespace', 'name', 'fieldSelector'] as const) {
    library.registerFunction(
      `${RESOURCE_CHECK}.${part}(string): ${RESOURCE_CHECK}`,
      (check: ResourceCheck, value: string) => check.with({ [part]: value }),
    );
  }
  // No role tells objects apart by their labels.
  library.registerFunction(
    `${RESOURCE_CHECK}.labelSelector(string): ${RESOURCE_CHECK}`,
    (check: ResourceCheck) => check,
  );
}

function ofServiceAccount(
  authorizer: CelAuthorizer,
  namespace: string,
  name: string,
): CelAuthorizer {
  if (isDns1123Subdomain(name).length > 0) {
    throw new CelEvaluationError('Invalid service account name');
  }
  if (isDns1123Subdomain(namespace).length > 0) {
    throw new CelEvaluationError('Invalid service account namespace');
  }
  return authorizer.forAccount(namespace, name);
}
