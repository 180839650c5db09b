using System.Globalization;
using PleoFunctions.Local.Keys;

namespace PleoFunctions.Local.Commands;

/// <summary>Prints what a check of keys found: one line for each key, then what is wrong.</summary>
internal static class KeysOutput
{
    /// <param name="output">Where to print.</param>
    /// <param name="reports">The reports.</param>
    /// <param name="notReadBecause">Why the ledger was not read; null when it was.</param>
    public static async Task WriteAsync(TextWriter output, IReadOnlyList<KeyReport> reports, string? notReadBecause)
    {
        if (reports.Count == 0)
        {
            await output.WriteLineAsync("The vault has no key of a customer.");
            return;
        }

        var table = new TextTable("TENANT", "KEY", "COMPANY", "BINDING", "EXPIRES", "SCOPES");
        foreach (var report in reports)
        {
            table.Add(
                report.Tenant,
                report.State,
                report.Company ?? "not known",
                report.Binding,
                report.ExpiresOn is { } time ? TimeText.Write(time.UtcDateTime) : "never",
                report.Scope ?? ""
            );
        }

        await table.PrintAsync(output);
        string[] findings =
        [
            .. reports.SelectMany(report =>
                report.Faults.Concat(report.Notes).Select(text => $"{report.Tenant}: {text}")
            ),
            .. notReadBecause is null
                ? []
                : (string[])[$"The companies were not compared with the ledger: {notReadBecause}"],
        ];
        if (findings.Length > 0)
        {
            await output.WriteLineAsync();
        }

        foreach (var finding in findings)
        {
            await output.WriteLineAsync(TextTable.Plain(finding));
        }

        if (reports.Count > 1)
        {
            var faulty = reports.Count(report => report.Faults.Count > 0);
            await output.WriteLineAsync();
            await output.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{reports.Count} keys, {(faulty == 0 ? "all good" : $"{faulty} with a fault")}."
                )
            );
        }
    }
}
