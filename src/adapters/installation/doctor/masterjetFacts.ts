import { stat } from 'node:fs/promises';
import type { LinkState, SelfTestReport, SelfTestSubject } from '../../../core/diagnostics/diagnostics.ts';
import {
  judgeClientConfig,
  judgeRegistration,
  type ClientConfigStatus,
  type ConfigReading,
  type RegistrationStatus,
} from '../../../core/diagnostics/registration.ts';
import { readClientConfig } from '../clientConfig.ts';
import { startsMasterjet, type MasterjetFiles } from '../commandMatch.ts';
import { plainEnvironment } from '../context.ts';
import { fleetVariables } from '../fleetVariables.ts';
import { installationPlaces, MASTERJET, type InstallationPlaces } from '../places.ts';
import { selfTest } from '../selfTest.ts';
import { linkState } from './linkState.ts';
import { askRegistration } from './mcpRegistration.ts';
import type { Programs } from './programs.ts';

/** Where the Masterjet is, and what the active Codex home declares of it; the rest is asked for when it is needed. */
export class MasterjetFacts {
  readonly places: InstallationPlaces;
  readonly link: LinkState;
  readonly clientConfig: ClientConfigStatus;
  readonly #programs: Programs;
  readonly #files: MasterjetFiles;
  readonly #reading: ConfigReading;

  static async gather(programs: Programs): Promise<MasterjetFacts> {
    const places = installationPlaces(programs.env);
    const files = {
      installPath: places.defaultLink,
      wrapper: places.wrapper,
      serverScript: places.serverScript,
    };
    const [link, reading] = await Promise.all([
      linkState(places.defaultLink, places.wrapper),
      readClientConfig(places.codexHome, MASTERJET),
    ]);
    const declared = reading.kind === 'read' ? (reading.server?.argv ?? null) : null;
    const matches = await startsMasterjet(declared, files);
    return new MasterjetFacts(programs, { places, files, link, reading, matches });
  }

  private constructor(
    programs: Programs,
    found: {
      readonly places: InstallationPlaces;
      readonly files: MasterjetFiles;
      readonly link: LinkState;
      readonly reading: ConfigReading;
      readonly matches: boolean;
    },
  ) {
    this.#programs = programs;
    this.#files = found.files;
    this.#reading = found.reading;
    this.places = found.places;
    this.link = found.link;
    this.clientConfig = judgeClientConfig(found.reading, found.matches);
  }

  /**
   * The variables that say where a fleet lies and that the registered Masterjet is told otherwise than this process;
   * null while none of ours is registered.
   */
  get otherFleetVariables(): readonly string[] | null {
    const server = this.#reading.kind === 'read' ? this.#reading.server : null;
    if (server === null || !this.clientConfig.command_matches_install_path) return null;
    const [ours, theirs] = [fleetVariables(this.#programs.env), fleetVariables(server.env)];
    return [...new Set([...Object.keys(ours), ...Object.keys(theirs)])]
      .filter((name) => ours[name] !== theirs[name])
      .sort();
  }

  /** What Codex itself says. It is not started for a home that is not there, which it would make. */
  async registration(): Promise<RegistrationStatus> {
    const { runner, env, signal } = this.#programs;
    const home = this.places.codexHome;
    const exists = await stat(home).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    if (!exists) {
      const absent = { reason: 'codex_home_missing', returncode: null, outputExcerpt: null } as const;
      return judgeRegistration({ kind: 'failed', ...absent }, false);
    }
    const target = { home, launcher: ['codex'], env: plainEnvironment(env) };
    const answer = await askRegistration(runner, target, MASTERJET, signal);
    const argv = answer.kind === 'answered' ? (answer.server?.argv ?? null) : null;
    return judgeRegistration(answer, await startsMasterjet(argv, this.#files));
  }

  /**
   * Starts what a lead's Codex would start. Another program that has our name is never started: the package's own
   * server is then.
   */
  async selfTest(requiredTool: string | null): Promise<SelfTestReport> {
    const { subject, argv, env } = this.#subject();
    const result = await selfTest({
      argv,
      env: { ...fleetVariables(this.#programs.env), ...env },
      ambient: this.#programs.env,
      serverName: MASTERJET,
      requiredTool,
      signal: this.#programs.signal,
    });
    return { ...result, subject };
  }

  #subject(): Subject {
    const server = this.#reading.kind === 'read' ? this.#reading.server : null;
    const declared = this.clientConfig.command_matches_install_path ? server : null;
    if (this.link.target_state === 'matching_repo_wrapper')
      return { subject: 'installed_link', argv: [this.places.defaultLink], env: declared?.env ?? {} };
    // A registration of the link is the link's fault when that leads elsewhere.
    if (
      declared?.argv !== null &&
      declared?.argv !== undefined &&
      declared.argv[0] !== this.places.defaultLink
    )
      return { subject: 'registered_command', argv: declared.argv, env: declared.env };
    // In the window this is Electron, which is a Node when told so.
    const env = { ELECTRON_RUN_AS_NODE: '1' };
    return { subject: 'package', argv: [process.execPath, this.#files.serverScript], env };
  }
}

interface Subject {
  readonly subject: SelfTestSubject;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}
