import { ParleyError } from '../../errors.ts';

/**
 * Puts `around` about a method of a library's prototype. The library binds its methods in constructors, so this must
 * happen before the first object is made.
 * @throws ParleyError `internal` when the library has no such method: it is not the version this was written for.
 */
export function wrapMethod<Self extends object>(
  prototype: Self,
  name: string,
  around: (self: Self, args: readonly unknown[], original: () => unknown) => unknown,
): void {
  const method: unknown = Reflect.get(prototype, name);
  if (typeof method !== 'function') {
    throw new ParleyError(`@discordjs/voice has no method ${name} to harden.`, { code: 'internal' });
  }
  Reflect.set(prototype, name, function wrapped(this: Self, ...args: unknown[]): unknown {
    return around(this, args, () => Reflect.apply(method, this, args));
  });
}
