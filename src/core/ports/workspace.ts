/** The folders that Agentinnen work in. */
export interface Workspace {
  /** An absolute real directory for `cwd`; refuses with `cwd_not_a_directory`. `~` is expanded. */
  resolveDirectory(cwd: string): Promise<string>;
  /** Absolute path with links and `..` followed; the path need not exist. */
  resolvePath(base: string, path: string): Promise<string>;
  /** What `preparePaths` would make of these paths, parents included, outermost first. */
  missingAmong(paths: readonly string[]): Promise<readonly string[]>;
  /**
   * Makes each missing path (a folder, or an empty file when `path` looks like one); returns those it made. They say
   * `markMs` as the time of their last change.
   */
  preparePaths(paths: readonly string[], markMs: number): Promise<readonly string[]>;
  /** Those of the paths that are files now. */
  filesAmong(paths: readonly string[]): Promise<readonly string[]>;
  /** Removes those of the paths that are empty and, by their mark, as `preparePaths` made them. */
  removeUntouched(paths: readonly string[], markMs: number): Promise<void>;
}
