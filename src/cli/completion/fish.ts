import type { CompletedCommand, CompletedFlag, Values } from './model.ts';

/** For `codex-master-mcp completion fish | source`. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap((command) => [
    commandLine(command),
    ...flagLines(command),
    ...placeLines(command),
  ]);
  return `# Completion of codex-master-mcp for fish: codex-master-mcp completion fish | source
function __codex_master_place
    # COMMAND PLACE [FLAGS THAT TAKE A VALUE]: is the cursor at this place behind the command?
    set -l words (commandline -opc)
    test (count $words) -ge 2; and test $words[2] = $argv[1]; or return 1
    set -l place 0
    set -l skips no
    for word in $words[3..-1]
        if test $skips = yes
            set skips no
        else if contains -- $word $argv[3..-1]
            set skips yes
        else if not string match -q -- '-*' $word
            set place (math $place + 1)
        end
    end
    test $place -eq $argv[2]
end
complete -c codex-master-mcp -f
${lines.join('\n')}
complete -c codex-master -w codex-master-mcp
`;
}

function commandLine({ command, help }: CompletedCommand): string {
  return `complete -c codex-master-mcp -n __fish_use_subcommand -a ${quoted(command)} -d ${quoted(help)}`;
}

function flagLines({ command, flags }: CompletedCommand): readonly string[] {
  return flags.map(({ flag, help, values }: CompletedFlag) => {
    const value = valueWords(values);
    return `complete -c codex-master-mcp -n ${quoted(`__fish_seen_subcommand_from ${command}`)} -l ${flag.slice(2)}${value} -d ${quoted(help)}`;
  });
}

function valueWords(values: Values): string {
  if (values.kind === 'none') return '';
  if (values.kind === 'choices') return ` -x -a ${quoted(values.choices.join(' '))}`;
  return values.kind === 'files' ? ' -r -F' : ' -x';
}

function placeLines({ command, positionals, flags }: CompletedCommand): readonly string[] {
  return positionals.flatMap((values, place) => {
    const taking = flags.filter((flag) => flag.values.kind !== 'none').map(({ flag }) => flag);
    const condition = quoted(['__codex_master_place', command, place, ...taking].join(' '));
    if (values.kind === 'text' || values.kind === 'none') return [];
    const offer = values.kind === 'choices' ? `-a ${quoted(values.choices.join(' '))}` : '-F';
    return [`complete -c codex-master-mcp -n ${condition} ${offer}`];
  });
}

/** In fish a backslash stands for itself only when doubled, also between single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}
