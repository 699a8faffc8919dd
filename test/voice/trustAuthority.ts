import { createRequire } from 'node:module';
import type { SecureContext, SecureContextOptions } from 'node:tls';

/**
 * Trusts this certificate authority in every TLS connection that this process opens from now on.
 * @returns what ends the trust.
 */
export function trustAuthority(caPem: string): () => void {
  const tls: { createSecureContext: (options?: SecureContextOptions) => SecureContext } = createRequire(
    import.meta.url,
  )('node:tls');
  const original = tls.createSecureContext;
  tls.createSecureContext = (options) => {
    const secure = original(options);
    secure.context.addCACert(caPem);
    return secure;
  };
  return () => {
    tls.createSecureContext = original;
  };
}
