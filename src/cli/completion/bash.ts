import { quoted } from './quoted.ts';
import type { CompletedCommand, Values } from './model.ts';

/** For `source <(codex-master-mcp completion bash)`. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ command }) => command).join(' ');
  return `# Completion of codex-master-mcp for bash: source <(codex-master-mcp completion bash)
_codex_master_reply() { mapfile -t COMPREPLY < <(compgen "$@" -- "$cur"); }
_codex_master() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]-} flags=' ' at place=0
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then _codex_master_reply -W ${quoted(`${names} --help --version`)}; return; fi
  case "$command $prev" in
${commands.flatMap(flagValues).join('\n')}
  esac
  case "$command" in
${commands.map(valueFlags).join('\n')}
  esac
  for ((at = 2; at < COMP_CWORD; at++)); do
    if [[ $flags == *" \${COMP_WORDS[at]} "* ]]; then ((at++)) || true
    elif [[ \${COMP_WORDS[at]} != -* ]]; then ((place++)) || true; fi
  done
  if [[ $cur == -* ]]; then
    case "$command" in
${commands.map(({ command, flags }) => `    ${command}) _codex_master_reply -W ${quoted(flags.map(({ flag }) => flag).join(' '))} ;;`).join('\n')}
    esac
    return
  fi
  case "$command $place" in
${commands.flatMap(positionalValues).join('\n')}
  esac
}
complete -F _codex_master codex-master-mcp codex-master
`;
}

function flagValues({ command, flags }: CompletedCommand): readonly string[] {
  return flags
    .filter(({ values }) => values.kind !== 'none')
    .map(({ flag, values }) => `  ${quoted(`${command} ${flag}`)}) ${replyOf(values)} return ;;`);
}

function valueFlags({ command, flags }: CompletedCommand): string {
  const taking = flags.filter(({ values }) => values.kind !== 'none').map(({ flag }) => flag);
  return `  ${command}) flags=${quoted(` ${taking.join(' ')} `)} ;;`;
}

function positionalValues({ command, positionals }: CompletedCommand): readonly string[] {
  return positionals.map((values, place) => `  ${quoted(`${command} ${place}`)}) ${replyOf(values)} ;;`);
}

function replyOf(values: Values): string {
  if (values.kind === 'choices') return `_codex_master_reply -W ${quoted(values.choices.join(' '))};`;
  return values.kind === 'files' ? '_codex_master_reply -f;' : '';
}
