import { describe, expect, it } from 'vitest';
import { bindOperations, operations, tools } from '../../../src/operations/index.ts';
import { readContract } from '../../fixtures/contract/read.ts';
import contractTools from './contractTools.json' with { type: 'json' };

type Property = Readonly<Record<string, unknown>>;
interface Schema {
  readonly required?: readonly string[];
  readonly properties: Readonly<Record<string, Property>>;
  readonly additionalProperties: unknown;
}

/**
 * Tools that the reference does not have: name yours here, and in CONTRIBUTING ("Where we differ from the reference"). Its
 * arguments and results are then yours to choose.
 */
const OUR_TOOLS: readonly string[] = [];

/** Arguments that we add to tools of the reference that do not have them. */
const OURS = ['idempotency_key', 'cwd', 'branch', 'allow_setup', 'acceptance'];

const bound = bindOperations(['a', 'b']);
const contract = new Map(contractTools.map((tool) => [tool.name, tool.inputSchema as unknown as Schema]));

function schemaOf(name: string): Schema {
  return bound.get(name)?.inputSchema as unknown as Schema;
}

/** Without descriptions, which the reference does not have. */
function bare(property: Property): Property {
  return Object.fromEntries(Object.entries(property).filter(([key]) => key !== 'description'));
}

describe('the tools and the reference contract', () => {
  const ofContract = tools.map(({ name }) => name).filter((name) => !OUR_TOOLS.includes(name));

  it.each(ofContract)('%s takes exactly the arguments of the contract', (name) => {
    const ours = schemaOf(name);
    const theirs = contract.get(name);
    expect(theirs, `${name} is no tool of the reference: see OUR_TOOLS in this file`).toBeDefined();
    const ourProperties = Object.entries(ours.properties).filter(
      ([key]) => !OURS.includes(key) || theirs?.properties[key] !== undefined,
    );
    expect(Object.fromEntries(ourProperties.map(([key, value]) => [key, bare(value)]))).toEqual(
      theirs?.properties,
    );
    expect(ours.required?.toSorted() ?? []).toEqual(theirs?.required?.toSorted() ?? []);
    expect(ours.additionalProperties).toBe(false);
  });

  it('asks for no argument of ours', () => {
    for (const { name } of tools)
      for (const key of OURS) expect(schemaOf(name).required ?? []).not.toContain(key);
  });

  it('holds every tool of the contract, and of others only those in OUR_TOOLS', () => {
    expect([...bound.keys()].toSorted()).toEqual([...contract.keys(), ...OUR_TOOLS].toSorted());
  });

  it('names every Agentin of the fleet', () => {
    const { inputSchema } = bindOperations(['a', 'b', 'carla']).get('agent_status') ?? {};
    expect(inputSchema).toMatchObject({ properties: { agent: { enum: ['a', 'b', 'carla', 'all'] } } });
  });

  it('gives every argument that is not obvious a description, and every tool one that says what to do', () => {
    for (const operation of operations) {
      const wanted = `${operation.name}: its description tells a model when to use it and what to do on failure`;
      expect(operation.description.length, wanted).toBeGreaterThan(80);
      expect(operation.title).not.toBe('');
    }
  });

  it('describes results as objects', () => {
    for (const operation of bound.values()) expect(operation.outputSchema.type).toBe('object');
  });
});

/** What may stand at the end of the way: lists, choices and null are looked through. */
function shapesAt(schema: unknown, way: readonly string[]): readonly Schema[] {
  // Of a failed Agentin there is only why.
  if (schema === undefined) return [];
  const { anyOf, items, properties } = schema as {
    readonly anyOf?: readonly unknown[];
    readonly items?: unknown;
    readonly properties?: Readonly<Record<string, unknown>>;
  };
  if (anyOf !== undefined) return anyOf.flatMap((one) => shapesAt(one, way));
  if (items !== undefined) return shapesAt(items, way);
  if (properties === undefined) return [];
  const [key, ...rest] = way;
  return key === undefined ? [schema as Schema] : shapesAt(properties[key], rest);
}

describe('the results and the reference contract', () => {
  const results = readContract('results');

  it.each(results)('%s always has the fields %s', ([tool = '', way], fields) => {
    const shapes = shapesAt(bound.get(tool)?.outputSchema, way?.split('.') ?? []);
    const missing = shapes.map((shape) => fields.filter((field) => !shape.required?.includes(field)));
    expect(missing).toContainEqual([]);
  });

  it('are known for every tool', () => {
    const known = new Set([...results.map(([[tool]]) => tool), ...OUR_TOOLS]);
    expect(known, 'test/fixtures/contract/results.txt has the fields of each').toEqual(new Set(bound.keys()));
  });
});
