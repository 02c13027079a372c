// The random end of names that the API server makes up: the `x7k2p` of `web-5d9c-x7k2p`.
// Source: k8s.io/apimachinery/pkg/util/rand (String).
import type { Random } from '../../simulation/random';

/** Kubernetes leaves out vowels and what looks alike, so that no words come out. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

export const NAME_SUFFIX_LENGTH = 5;

export function nameSuffix(random: Random): string {
  return random.string(NAME_SUFFIX_LENGTH, ALPHABET);
}
