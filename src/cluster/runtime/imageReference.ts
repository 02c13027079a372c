// Names of container images: how `nginx` becomes `docker.io/library/nginx:latest`.
// Source: github.com/distribution/reference (ParseNormalizedNamed), which kubelet and containerd use.

export interface ImageReference {
  readonly domain: string;
  readonly path: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** `error` is the text that the parser gives, e.g. `invalid reference format`. */
export type ParsedImage =
  | { readonly ok: true; readonly reference: ImageReference }
  | { readonly ok: false; readonly error: string };

const DOMAIN = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.?)+(?::\d+)?$/;
const PATH = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const INVALID = 'invalid reference format';

export function parseImageReference(text: string): ParsedImage {
  if (/^[a-f0-9]{64}$/.test(text)) {
    return failure(`invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`);
  }
  const { domain, remainder } = splitDomain(text);
  const at = remainder.indexOf('@');
  const digest = at < 0 ? undefined : remainder.slice(at + 1);
  const named = at < 0 ? remainder : remainder.slice(0, at);
  const colon = named.indexOf(':');
  const path = colon < 0 ? named : named.slice(0, colon);
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  if (path !== path.toLowerCase()) {
    return failure(`${INVALID}: repository name (${path}) must be lowercase`);
  }
  if (!DOMAIN.test(domain) || !PATH.test(path)) return failure(INVALID);
  if (tag !== undefined && !TAG.test(tag)) return failure(INVALID);
  if (digest !== undefined && !DIGEST.test(digest)) return failure(INVALID);
  return { ok: true, reference: { domain, path, tag, digest } };
}

/** `docker.io/library/nginx`. */
export function repositoryOf(reference: ImageReference): string {
  return `${reference.domain}/${reference.path}`;
}

/** `docker.io/library/nginx:latest`: with the default tag where neither tag nor digest is given. */
export function canonicalName(reference: ImageReference): string {
  const repository = repositoryOf(reference);
  if (reference.digest !== undefined) {
    const tag = reference.tag === undefined ? '' : `:${reference.tag}`;
    return `${repository}${tag}@${reference.digest}`;
  }
  return `${repository}:${reference.tag ?? 'latest'}`;
}

/** Docker Hub is meant unless the part before the first slash looks like a host. */
function splitDomain(text: string): { readonly domain: string; readonly remainder: string } {
  const slash = text.indexOf('/');
  const first = text.slice(0, Math.max(slash, 0));
  const isHost = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  const named =
    slash < 0 || !isHost
      ? { domain: 'docker.io', remainder: text }
      : {
          domain: first === 'index.docker.io' ? 'docker.io' : first,
          remainder: text.slice(slash + 1),
        };
  if (named.domain === 'docker.io' && !named.remainder.includes('/')) {
    return { domain: named.domain, remainder: `library/${named.remainder}` };
  }
  return named;
}

function failure(error: string): ParsedImage {
  return { ok: false, error };
}
