/** Well-known files without a dot, and folders with one. */
const FILES = new Set(
  'makefile dockerfile containerfile jenkinsfile vagrantfile gemfile rakefile procfile justfile brewfile license licence notice readme changelog authors contributing codeowners todo version'.split(
    ' ',
  ),
);
const FOLDERS = new Set(
  '.github .gitlab .vscode .idea .devcontainer .husky .circleci .config .storybook .changeset .cargo .codex .claude .cursor'.split(
    ' ',
  ),
);

/** Is a path that does not exist meant as a folder? By a slash at its end, else by its name: a dot makes a file. */
export function looksLikeFolder(path: string): boolean {
  if (path.endsWith('/')) return true;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (FOLDERS.has(name)) return true;
  return !name.includes('.') && !FILES.has(name.toLowerCase());
}
