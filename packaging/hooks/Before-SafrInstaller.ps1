# SPDX-License-Identifier: Apache-2.0
# Runs SAFR's own installer on Windows, if safr-diag permits the upgrade to VERSION here and now.
#
#   powershell -File Before-SafrInstaller.ps1 VERSION INSTALLER [ARG...]
#
# There is no safr-diag for Windows yet, so today this refuses every upgrade. It was written for the day
# there is one, and has never been run.
# Exit 77: no permit, and the installer was not run. 64: wrong command line. Else the installer's.
#
# No param block: it would take an ARG such as -Version for its own.
$ErrorActionPreference = 'Stop'

function Stop-Upgrade([string] $Why, [int] $Code = 77) {
    [Console]::Error.WriteLine("SAFR is not upgraded: $Why")
    exit $Code
}

# Whatever goes wrong below, the answer is no.
trap { Stop-Upgrade $_.Exception.Message }

if ($args.Count -lt 2) {
    Stop-Upgrade 'usage: Before-SafrInstaller.ps1 VERSION INSTALLER [ARG...]' 64
}
$version = [string] $args[0]
$installer = [string] $args[1]
$rest = @($args | Select-Object -Skip 2)
if ($version.Length -gt 40 -or $version -cnotmatch '\A[0-9]+(\.[0-9]+)*\z') {
    Stop-Upgrade 'the version must be digits and dots, such as 3.50.2.' 64
}
if (-not (Test-Path -LiteralPath $installer -PathType Leaf)) {
    Stop-Upgrade 'the installer is not a file.' 64
}

$program = Get-Command -Name 'safr-diag.exe' -CommandType Application -ErrorAction SilentlyContinue |
    Select-Object -First 1
if (-not $program) {
    Stop-Upgrade ('there is no safr-diag.exe to ask, as safr-diag does not run on Windows yet. ' +
        'Verify the backup by hand, write down who decided, and start the installer without this script.')
}

# The version is digits and dots, so this line of arguments needs no quotes.
$start = New-Object System.Diagnostics.ProcessStartInfo
$start.FileName = $program.Source
$start.Arguments = "upgrade allowed --to $version"
$start.UseShellExecute = $false
$start.RedirectStandardInput = $true
$asked = [System.Diagnostics.Process]::Start($start)
$asked.StandardInput.Close()
if (-not $asked.WaitForExit(60000)) {
    $asked.Kill()
    Stop-Upgrade 'safr-diag was asked and did not answer within 60 s.'
}
if ($asked.ExitCode -ne 0) {
    Stop-Upgrade ("safr-diag says no (exit code $($asked.ExitCode)). To get a permit, or to see what " +
        "stands in the way: safr-diag upgrade permit --to $version")
}

# Through a pipe, because PowerShell does not wait for programs with windows otherwise.
& (Convert-Path -LiteralPath $installer) @rest | Out-Host
exit $LASTEXITCODE
