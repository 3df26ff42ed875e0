import ajvCompiler from '@fastify/ajv-compiler';
import serializerSelector from '@fastify/fast-json-stringify-compiler';
import type { FastifyServerOptions } from 'fastify';

type Factory = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>;

/** What all the compilers have in common: from shared schemas and options to a function for one schema of a route. */
type Build<T> = (schemas: unknown, options: unknown) => (route: unknown) => T;

interface Validate {
  (data: unknown): unknown;
  /** Where Fastify looks for what was wrong. */
  errors?: unknown;
}

type Serialize = (data: unknown) => string;

/**
 * What Fastify compiles schemas with, put off until a route is asked for the first time: compiling all of them costs more
 * than everything else that a start does, and most routes are never asked.
 */
export const lazyCompilers: Factory = {
  buildValidator: lazily(ajvCompiler() as unknown as Build<Validate>, (compiled) => {
    const validate: Validate = (data) => {
      const outcome = compiled()(data);
      validate.errors = compiled().errors;
      return outcome;
    };
    return validate;
  }) as unknown as NonNullable<Factory['buildValidator']>,
  buildSerializer: lazily(
    serializerSelector() as unknown as Build<Serialize>,
    (compiled) => (data) => compiled()(data),
  ) as unknown as NonNullable<Factory['buildSerializer']>,
};

function lazily<T>(build: Build<T>, wrap: (compiled: () => T) => T): Build<T> {
  return (schemas, options) => {
    let compile: ((route: unknown) => T) | undefined;
    return (route) => {
      let compiled: T | undefined;
      return wrap(() => {
        compile ??= build(schemas, options);
        compiled ??= compile(route);
        return compiled;
      });
    };
  };
}
