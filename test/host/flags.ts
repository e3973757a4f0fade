/** The flags of VS Code's own executable that ours understands. */
export interface Flags {
  readonly extensionDevelopmentPaths: readonly string[];
  readonly extensionTestsPath?: string;
  readonly userDataDir?: string;
  readonly extensionsDir?: string;
  readonly installExtensions: readonly string[];
  readonly locale?: string;
  /** The first argument that is no flag: the folder to open. */
  readonly folder?: string;
}

const known = [
  'extensionDevelopmentPath',
  'extensionTestsPath',
  'user-data-dir',
  'extensions-dir',
  'install-extension',
  'locale',
] as const;
type Known = (typeof known)[number];

/**
 * Reads VS Code's command line: `--name=value` or `--name value` for the known ones. Any other flag concerns a desktop
 * program (its sandbox, its updates) and is passed over.
 */
export function parseFlags(args: readonly string[]): Flags {
  const values = new Map<Known, string[]>();
  const folders: string[] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const flag = readFlag(arg);
    if (flag === undefined) folders.push(arg);
    else if (flag.name !== undefined) {
      const value = flag.value ?? rest.shift();
      if (value === undefined) throw new Error(`--${flag.name} wants a value`);
      values.set(flag.name, [...(values.get(flag.name) ?? []), value]);
    }
  }
  return toFlags((name) => values.get(name) ?? [], folders[0]);
}

/** `undefined`: no flag; without `name`: one that we do not know. */
function readFlag(arg: string): { name?: Known; value?: string } | undefined {
  if (!arg.startsWith('--')) return undefined;
  const equals = arg.indexOf('=');
  const name = known.find((name) => name === arg.slice(2, equals === -1 ? undefined : equals));
  if (name === undefined) return {};
  return equals === -1 ? { name } : { name, value: arg.slice(equals + 1) };
}

function toFlags(valuesOf: (name: Known) => readonly string[], folder: string | undefined): Flags {
  const optional = {
    extensionTestsPath: valuesOf('extensionTestsPath').at(-1),
    userDataDir: valuesOf('user-data-dir').at(-1),
    extensionsDir: valuesOf('extensions-dir').at(-1),
    locale: valuesOf('locale').at(-1),
    folder,
  };
  return {
    extensionDevelopmentPaths: valuesOf('extensionDevelopmentPath'),
    installExtensions: valuesOf('install-extension'),
    ...dropUndefined(optional),
  };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function dropUndefined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
