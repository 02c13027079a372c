// The name part that a Deployment gives to a ReplicaSet, from a hash over its pod template.
// Source: k8s.io/kubernetes/pkg/controller (ComputeHash) and apimachinery/pkg/util/rand (SafeEncodeString).
//
// Differs from Kubernetes: the hash (FNV-1a, 32 bits) is over canonical JSON, not over Go's dump of
// the struct, so that the same template has another hash here than in a real cluster.

/** No vowels and none of 0, 1, 3, so that no words come out. */
const SAFE_CHARACTERS = 'bcdfghjklmnpqrstvwxz2456789';
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * Up to 10 characters, such as `7d4b9c6f5b`. `collisionCount` comes from the Deployment's status and
 * changes the hash after another template was found under the same name.
 */
export function podTemplateHash(template: unknown, collisionCount?: number): string {
  let hash = hashText(FNV_OFFSET, canonicalJson(template));
  if (collisionCount !== undefined) hash = hashText(hash, `#${String(collisionCount)}`);
  return safeEncode(String(hash));
}

/** Any text over the alphabet that is safe in names (rand.SafeEncodeString). */
export function safeEncode(text: string): string {
  let encoded = '';
  for (let i = 0; i < text.length; i++) {
    encoded += SAFE_CHARACTERS.charAt(text.charCodeAt(i) % SAFE_CHARACTERS.length);
  }
  return encoded;
}

function hashText(seed: number, text: string): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), FNV_PRIME);
    if (unit > 0xff) hash = Math.imul(hash ^ (unit >>> 8), FNV_PRIME);
  }
  return hash >>> 0;
}

/** JSON with sorted keys; undefined fields are absent, so that equal templates have equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`).join(',')}}`;
}
