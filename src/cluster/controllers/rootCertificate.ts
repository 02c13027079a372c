// The certificate authority that kube-controller-manager publishes in every namespace: --root-ca-file.
//
// Differs from Kubernetes: another certificate counts at once, not from the next start on; until somebody outside
// has made one, there is a stand-in that vouches for nothing.
const STAND_IN = `-----BEGIN CERTIFICATE-----
U2ltdWxhdGVkIGNlcnRpZmljYXRlIGF1dGhvcml0eSBvZiBDbHVzdGVyIExhYg==
-----END CERTIFICATE-----
`;

export class RootCertificate {
  readonly #listeners = new Set<() => void>();
  #pem = STAND_IN;

  get pem(): string {
    return this.#pem;
  }

  replace(pem: string): void {
    if (pem === this.#pem) return;
    this.#pem = pem;
    for (const listener of this.#listeners) listener();
  }

  /** Returns how to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
