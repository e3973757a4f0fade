/** Where git writes new objects, and where else it reads: beside the repository, which it leaves as it is. */
export interface ObjectsPlace {
  readonly directory: string;
  readonly alternates: readonly string[];
}

/** The variables of git for it. A path is quoted, so that it may hold what otherwise parts paths. */
export function objectsEnvironment({
  directory,
  alternates,
}: ObjectsPlace): Readonly<Record<string, string>> {
  const quoted = alternates.map((path) => `"${path.replaceAll(/[\\"]/g, String.raw`\$&`)}"`);
  return { GIT_OBJECT_DIRECTORY: directory, GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted.join(':') };
}
