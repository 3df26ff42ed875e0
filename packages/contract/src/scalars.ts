import Type from 'typebox';

/** A closed object: an unknown key is an error, not a silent extra. */
export const closed = { additionalProperties: false } as const;

export const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** 64 bits as text: JavaScript numbers hold 53. */
export const hex64 = Type.String({ pattern: '^0x[0-9a-f]{1,16}$' });

/** A znode path. Whether it is a valid one is the server's answer (BADARGUMENTS), not the schema's. */
export const znodePath = Type.String({ minLength: 1, maxLength: 65_536 });

/** Bytes as base64 text; 1.5 MiB of text hold 1 MiB of data and some slack. */
export const base64Bytes = Type.String({ maxLength: 1_572_864, pattern: '^[A-Za-z0-9+/]*={0,2}$' });

/** Milliseconds since 1970 by the server's clock. */
export const wallMs = Type.Number();

/** A znode's version counter, 32 bits signed. */
export const version = Type.Integer({ minimum: -2_147_483_648, maximum: 2_147_483_647 });
