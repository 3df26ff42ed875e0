import ajvCompiler from '@fastify/ajv-compiler';
import type { Static, TSchema } from 'typebox';

type Check = (value: unknown) => unknown;
type Compile = (route: { readonly schema: unknown }) => Check;

/** Coercion and silent removal would accept what the contract does not. */
export const STRICT = { coerceTypes: false, removeAdditional: false, useDefaults: false } as const;

const checks = new WeakMap<TSchema, Check>();
let compile: Compile | undefined;

/**
 * Whether a value is as a schema says. With what checks requests, which is there anyway: a schema is compiled when it is
 * needed first, and no second library is loaded for it.
 */
export function fits<T extends TSchema>(schema: T, value: unknown): value is Static<T> {
  let check = checks.get(schema);
  if (check === undefined) {
    compile ??= ajvCompiler()({}, { customOptions: STRICT }) as unknown as Compile;
    check = compile({ schema });
    checks.set(schema, check);
  }
  return check(value) === true;
}
