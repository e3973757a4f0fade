import { GUARDED_NAMES } from '../../../core/assignment/scope.ts';
import { FleetError } from '../../../core/errors.ts';
import type { WriteProfile } from '../../../core/ports.ts';
import type { ConfigEdit } from '../protocol/v2/ConfigEdit.ts';
import type { CodexConfig } from '../wire/calls.ts';

/** What Codex uses when a home names nothing; it must be named as soon as any profile is defined. */
const DEFAULT_PERMISSIONS = ':workspace';

const PURPOSE = 'Codex Master: the scope of one assignment, removed when it ends';

/**
 * Written into our profiles when the home had no `default_permissions`, so that whoever removes the last of them,
 * in whatever process, knows that this key is ours as well.
 */
const WITH_DEFAULT = `${PURPOSE} (default_permissions is ours too)`;

const OURS = /^cm_[A-Za-z0-9_]+$/;

/** Config edits that define the profile: the project readable, only the write paths writable. Pure. */
export function installEdits(config: CodexConfig, profile: WriteProfile): ConfigEdit[] {
  checkName(profile.name);
  const hasDefault = config.default_permissions !== null;
  const defaultIsOurs =
    !hasDefault || profilesOf(config).some(([, description]) => description === WITH_DEFAULT);
  const table = {
    description: defaultIsOurs ? WITH_DEFAULT : PURPOSE,
    filesystem: filesystemOf(profile),
  };
  return [
    ...(hasDefault ? [] : [edit('default_permissions', DEFAULT_PERMISSIONS)]),
    edit(`permissions.${profile.name}`, table),
  ];
}

/**
 * Config edits that take the profile out again; none when it is not there. The `default_permissions` that came with
 * it goes with the last profile, unless the owner has changed it or defined a profile of his own meanwhile.
 */
export function removeEdits(config: CodexConfig, name: string): ConfigEdit[] {
  checkName(name);
  const profiles = profilesOf(config);
  const ours = profiles.find(([id]) => id === name);
  if (ours === undefined) return [];
  const isLast = profiles.length === 1;
  const takesDefault =
    isLast && ours[1] === WITH_DEFAULT && config.default_permissions === DEFAULT_PERMISSIONS;
  return [edit(`permissions.${name}`, null), ...(takesDefault ? [edit('default_permissions', null)] : [])];
}

/**
 * Codex takes every writable path for a folder with guarded names in it. A file cannot hold them: unless
 * they are named as writable, the sandbox fails to start ("Can't mkdir parents for …/notes.md/.git"). A name that a later
 * Codex adds makes commands fail, which is the safe side.
 */
function filesystemOf(profile: WriteProfile): Record<string, string | Record<string, string>> {
  const files = new Set(profile.fileWritePaths);
  const writable = (paths: readonly string[]): Record<string, string> =>
    Object.fromEntries(
      paths
        .flatMap((path) => [path, ...(files.has(path) ? GUARDED_NAMES.map((name) => `${path}/${name}`) : [])])
        .map((path) => [path, 'write']),
    );
  return {
    ':root': 'read',
    ':project_roots': { '.': 'read', ...writable(profile.projectWritePaths) },
    ...writable(profile.absoluteWritePaths),
  };
}

function profilesOf(config: CodexConfig): [id: string, description: string | null][] {
  return Object.entries(config.permissions ?? {}).flatMap(([id, profile]) =>
    profile === null ? [] : [[id, profile.description] as [string, string | null]],
  );
}

/** A name becomes part of a key path: nothing in it may be read as more than a name. */
function checkName(name: string): void {
  if (OURS.test(name)) return;
  throw new FleetError(
    'internal',
    'A permission profile of ours must be called cm_… with letters and digits.',
  );
}

function edit(keyPath: string, value: ConfigEdit['value']): ConfigEdit {
  return { keyPath, value, mergeStrategy: 'replace' };
}
