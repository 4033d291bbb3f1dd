import type {CompletionCommand, CompletionFlag, CompletionModel} from './model.js';
import {quotePowerShell} from './quote.js';

/**
 * A script for PowerShell 5.1 and later, in ASCII alone: 5.1 takes a file without a byte order mark for one of the
 * system's code page.
 */
export function powershellCompletion({program, commands}: CompletionModel): string {
  return `# PowerShell completion for ${program}, made by: ${program} completion powershell

Register-ArgumentCompleter -Native -CommandName ${list([program, `${program}.cmd`, `${program}.ps1`])} -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    # Words for the first argument.
    $commands = @(
${commands.map(commandRow).join('\n')}
        [pscustomobject]@{Name = '--help'; Summary = 'Show help.'; Argument = @()}
        [pscustomobject]@{Name = '--version'; Summary = 'Show the version.'; Argument = @()}
    )
    # Rows, not a hash table: its keys would not tell -h from -H. Kind: none, file, free or words.
    $flags = @(
${commands.flatMap(({id, flags}) => flags.flatMap((flag) => flagRows(id, flag))).join('\n')}
    )

    # The words before the one that is completed, the program's own name left out.
    $typed = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { $_.Extent.Text })
    $found = @()
    $before = ''
    $word = $wordToComplete

    if ($typed.Count -eq 0) {
        $found = $commands
    } else {
        $command = $typed[0]
        $own = @($flags | Where-Object { $_.Command -ceq $command })
        $flag = $null
        if ($word -cmatch '^(--[^=]+=)(.*)$') {
            $before = $Matches[1]
            $word = $Matches[2]
            $flag = $own | Where-Object { "$($_.Name)=" -ceq $before } | Select-Object -First 1
        } elseif ($typed.Count -gt 1) {
            $flag = $own | Where-Object { $_.Name -ceq $typed[-1] -and $_.Kind -ne 'none' } | Select-Object -First 1
        }
        if ($null -ne $flag) {
            $found = @($flag.Words | ForEach-Object { [pscustomobject]@{Name = $_; Summary = $flag.Summary} })
        } elseif ($word.StartsWith('-')) {
            $found = $own
        } elseif ($before -eq '') {
            $given = 0
            for ($i = 1; $i -lt $typed.Count; $i++) {
                $known = $own | Where-Object { $_.Name -ceq $typed[$i] } | Select-Object -First 1
                if ($null -ne $known) {
                    if ($known.Kind -ne 'none') { $i++ }
                } elseif (-not $typed[$i].StartsWith('-')) {
                    $given++
                }
            }
            if ($given -eq 0) {
                $found = @($commands | Where-Object { $_.Name -ceq $command } | ForEach-Object { $_.Argument } |
                    ForEach-Object { [pscustomobject]@{Name = $_; Summary = $_} })
            }
        }
    }

    # Where nothing is found PowerShell itself completes files.
    $found | Where-Object { $_.Name.StartsWith($word, [System.StringComparison]::Ordinal) } | ForEach-Object {
        $text = $before + $_.Name
        $about = if ($_.Summary) { $_.Summary } else { $text }
        [System.Management.Automation.CompletionResult]::new($text, $_.Name, 'ParameterValue', $about)
    }
}
`;
}

function commandRow({id, summary, argument}: CompletionCommand): string {
  return row(['Name', quotePowerShell(id)], ['Summary', quotePowerShell(summary)], ['Argument', list(argument)]);
}

function flagRows(id: string, {names, summary, value}: CompletionFlag): string[] {
  return names.map((name) =>
    row(
      ['Command', quotePowerShell(id)],
      ['Name', quotePowerShell(name)],
      ['Kind', quotePowerShell(value.kind)],
      ['Words', list(value.kind === 'words' ? value.words : [])],
      ['Summary', quotePowerShell(summary)],
    ),
  );
}

function row(...members: readonly (readonly [name: string, value: string])[]): string {
  return `        [pscustomobject]@{${members.map(([name, value]) => `${name} = ${value}`).join('; ')}}`;
}

function list(words: readonly string[]): string {
  return `@(${words.map(quotePowerShell).join(', ')})`;
}
