import { quoted } from './quoted.ts';
import type { CompletedCommand, CompletedFlag, Values } from './model.ts';

/** For `source <(codex-master-mcp completion zsh)`, or as the file `_codex-master` in a folder of `fpath`. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  return `#compdef codex-master-mcp codex-master
# Completion of codex-master-mcp for zsh: source <(codex-master-mcp completion zsh)
_codex_master() {
  local curcontext=$curcontext state line
  local -a commands=(
${commands.map(({ command, help }) => `    ${quoted(`${command}:${help}`)}`).join('\n')}
  )
  _arguments -C '1: :->command' '*:: :->rest'
  case $state in
    command) _describe 'command' commands ;;
    rest)
      case $line[1] in
${commands.map(argumentsOf).join('\n')}
      esac ;;
  esac
}
if [[ $funcstack[1] == _codex-master ]]; then _codex_master "$@"; else compdef _codex_master codex-master-mcp codex-master; fi
`;
}

function argumentsOf({ command, positionals, flags }: CompletedCommand): string {
  const places = positionals.map((values, index) => quoted(`${index + 1}:${command}${actionOf(values)}`));
  const specs = [...flags.map(flagSpec), ...places].join(' ');
  return `        ${command}) _arguments ${specs} ;;`;
}

function flagSpec({ flag, help, values }: CompletedFlag): string {
  const value = values.kind === 'none' ? '' : `:${flag.slice(2)}${actionOf(values)}`;
  return quoted(`*${flag}[${escaped(help)}]${value}`);
}

function actionOf(values: Values): string {
  if (values.kind === 'choices') return `:(${values.choices.join(' ')})`;
  return values.kind === 'files' ? ':_files' : ': ';
}

function escaped(help: string): string {
  return help.replaceAll(/[\\[\]:]/g, String.raw`\$&`);
}
