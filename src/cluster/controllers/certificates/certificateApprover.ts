// Approves the requests of kubelets for client certificates, where who asks may have one without being asked:
// nodes that join, and nodes that renew their own. kube-controller-manager's csrapproving controller.
// Source: k8s.io/kubernetes/pkg/controller/certificates/approver (sarapprove.go).
import {
  parseCertificateRequest,
  type CertificateRequest,
} from '../../../apis/certificates/certificateRequest';
import { KUBE_APISERVER_CLIENT_KUBELET, signerComplaint } from '../../../apis/certificates/signers';
import type { CertificateSigningRequest } from '../../../apis/generated/certificates/v1';
import { CERTIFICATE_SIGNING_REQUESTS, SUBJECT_ACCESS_REVIEWS } from '../../../apis/resources';
import type { Informer } from '../../client/informer';
import { WorkQueue } from '../../client/workQueue';
import type { Controller, ControllerContext } from '../controllerContext';

type Spec = CertificateSigningRequest['spec'];

interface Recognizer {
  /** What of the resource its requester has to be allowed to create. */
  readonly subresource: string;
  readonly message: string;
  recognizes(spec: Spec, request: CertificateRequest): boolean;
}

const RECOGNIZERS: readonly Recognizer[] = [
  {
    subresource: 'selfnodeclient',
    message: 'Auto approving self kubelet client certificate after SubjectAccessReview.',
    recognizes: (spec, request) =>
      isKubeletsRequest(spec, request) && spec.username === request.commonName,
  },
  {
    subresource: 'nodeclient',
    message: 'Auto approving kubelet client certificate after SubjectAccessReview.',
    recognizes: isKubeletsRequest,
  },
];

export class CertificateApprover implements Controller {
  readonly #context: ControllerContext;
  readonly #requests: Informer<CertificateSigningRequest>;
  readonly #queue: WorkQueue;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#requests = context.informers.informer(CERTIFICATE_SIGNING_REQUESTS);
    this.#queue = new WorkQueue(context.simulation, { label: 'approve certificate' }, (name) => {
      this.#sync(name);
    });
    this.#queue.stop();
    const enqueue = ({ metadata }: CertificateSigningRequest): void => {
      this.#queue.add(metadata.name);
    };
    this.#requests.addHandlers({
      added: enqueue,
      updated: (_, request) => {
        enqueue(request);
      },
    });
  }

  start(): void {
    this.#queue.start();
    for (const { metadata } of this.#requests.list()) this.#queue.add(metadata.name);
  }

  stop(): void {
    this.#queue.stop();
  }

  #sync(name: string): void {
    const request = this.#requests.get(undefined, name);
    if (request === undefined || isDecided(request)) return;
    const parsed = parseCertificateRequest(request.spec.request);
    if ('problem' in parsed) return;
    const recognized = RECOGNIZERS.filter((each) => each.recognizes(request.spec, parsed.request));
    const approved = recognized.find(({ subresource }) => this.#isAllowed(request, subresource));
    if (approved !== undefined) this.#approve(request, approved.message);
    // Permissions may come: as Kubernetes does, it asks again, less and less often.
    else if (recognized.length > 0) this.#queue.addRateLimited(name);
  }

  #isAllowed({ spec }: CertificateSigningRequest, subresource: string): boolean {
    const { username, uid, groups, extra } = spec;
    const review = this.#context.client.create(SUBJECT_ACCESS_REVIEWS, undefined, {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      metadata: {},
      spec: {
        ...(username === undefined ? {} : { user: username }),
        ...(uid === undefined ? {} : { uid }),
        ...(groups === undefined ? {} : { groups }),
        ...(extra === undefined ? {} : { extra }),
        resourceAttributes: {
          group: CERTIFICATE_SIGNING_REQUESTS.group,
          resource: CERTIFICATE_SIGNING_REQUESTS.plural,
          verb: 'create',
          subresource,
          version: '*',
        },
      },
    });
    return review.status.allowed;
  }

  #approve(request: CertificateSigningRequest, message: string): void {
    const { client } = this.#context;
    const approval = { type: 'Approved', status: 'True', reason: 'AutoApproved', message };
    const conditions = [...(request.status.conditions ?? []), approval];
    const { name } = request.metadata;
    const body = { ...request, status: { ...request.status, conditions } };
    client.request({
      verb: 'update',
      user: client.user,
      resource: CERTIFICATE_SIGNING_REQUESTS,
      namespace: undefined,
      name,
      subresource: 'approval',
      body,
      options: {},
    });
  }
}

function isKubeletsRequest(
  { signerName, usages = [] }: Spec,
  request: CertificateRequest,
): boolean {
  return (
    signerName === KUBE_APISERVER_CLIENT_KUBELET &&
    signerComplaint(signerName, request, usages) === undefined
  );
}

function isDecided({ status }: CertificateSigningRequest): boolean {
  if (status.certificate !== undefined) return true;
  return status.conditions?.some(({ type }) => type === 'Approved' || type === 'Denied') === true;
}
