import type { z } from 'zod';

/**
 * Takes a schema for values that the protocol's type `Wire` describes; does not compile when a value of that type
 * would be refused. Schemas name only the fields that we use, and take words that a newer Codex may add.
 */
export function schemaFor<Wire>(): SchemaTaker<Wire> {
  return (schema) => schema;
}

type SchemaTaker<Wire> = <S extends z.ZodType>(
  schema: S & ([Wire] extends [z.input<S>] ? unknown : RefusesSome<Wire>),
) => S;

interface RefusesSome<Wire> {
  readonly refusesSomeValuesOf: Wire;
}

type Maybe<S extends z.ZodType> = z.ZodPipe<
  z.ZodOptional<z.ZodNullable<S>>,
  z.ZodTransform<z.output<S> | null, z.output<S> | null | undefined>
>;

/** A value that may be null or left out; null either way once it is read. */
export function maybe<S extends z.ZodType>(schema: S): Maybe<S> {
  return schema.nullish().transform((value) => value ?? null);
}
